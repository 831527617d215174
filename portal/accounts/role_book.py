"""The one door to roles: the built-in ones from the code, the office's own from the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal import db
from portal.accounts.roles import BUILT_IN_ONLY, ROLES, Role
from portal.permissions import Permission

OWN = """
SELECT r.code, r.name, r.summary, p.permission
FROM own_role r LEFT JOIN own_role_permission p ON p.role = r.id
WHERE r.ended_at IS NULL
ORDER BY r.folded, r.id
"""
NAMES = "SELECT code, name FROM own_role WHERE code IN ({codes})"


async def everything() -> dict[str, Role]:
    """Every role that may be given, by code: the built-in ones first, then the office's own by name."""
    return ROLES | gathered(await db.rows(OWN))


async def find(code: str) -> Role | None:
    """The role behind a code; None for one that never was, or has ended."""
    return ROLES.get(code) or (await everything()).get(code)


async def choices() -> list[tuple[str, str]]:
    """Code and name of each role, for a select."""
    return [(code, role.name) for code, role in (await everything()).items()]


async def names(codes: Iterable[str]) -> dict[str, str]:
    """The names of own roles among the codes, also of those that have ended."""
    wanted = sorted(set(codes) - set(ROLES))
    if not wanted:
        return {}
    found = await db.rows(NAMES.replace("{codes}", db.places(wanted)), *wanted)
    return {row["code"]: row["name"] for row in found}


def gathered(rows: Iterable[dict[str, Any]]) -> dict[str, Role]:
    """Own roles from rows of code, name, summary and one permission each."""
    named: dict[str, tuple[str, str]] = {}
    ticked: dict[str, set[str]] = {}
    for row in rows:
        named[row["code"]] = (row["name"], row["summary"])
        ticked.setdefault(row["code"], set()).add(row["permission"])
    return {code: own(code, *named[code], ticked[code]) for code in named}


def own(code: str, name: str, summary: str, permissions: Iterable[str | None]) -> Role:
    """A role of the office's own. Whatever the rows say, it never gives what only built-in ones may."""
    known = frozenset(each for each in Permission if each in set(permissions))
    return Role(code, name, summary, known - BUILT_IN_ONLY, is_own=True)
