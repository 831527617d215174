"""Roles as the pages show them: what each allows, and who holds it where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import periods, role_book
from portal.accounts.labels import ACCOUNT_STATES
from portal.accounts.permission_groups import Group, grouped
from portal.accounts.roles import Role

MOST_HOLDERS = 100
SOURCES = {"hand": "diberikan admin", "appointment": "dari SK Tim"}
COUNTS = """
SELECT s.role, count(DISTINCT s.account) AS n FROM assignment s JOIN account a ON a.id = s.account
WHERE s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {}) AND a.state IN ('active', 'invited')
GROUP BY s.role
"""
HOLDERS = """
SELECT a.public_id, a.name, a.state, g.short_name AS agency, s.starts_at, s.ends_at, s.source
FROM assignment s JOIN account a ON a.id = s.account LEFT JOIN agency g ON g.id = s.agency
WHERE s.role = {} AND (s.ends_at IS NULL OR (s.ends_at > {} AND s.ends_at > s.starts_at))
ORDER BY g.short_name, a.folded, s.id LIMIT 101
"""
STORED = "SELECT name, summary, version, changed_at, changed_by FROM own_role WHERE code = {}"


@dataclass(frozen=True, slots=True)
class RoleCard:
    """One role in the list."""

    code: str
    name: str
    summary: str
    rights: str
    holders: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds the role, now or from a day to come."""

    public_id: str
    name: str
    where: str
    when: str
    source: str
    state: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class RoleDetail:
    """One role with everything that it allows; `version` is 0 for a built-in one."""

    role: Role
    groups: list[Group]
    at_agency: list[Group]
    version: int
    changed_at: datetime | None
    changed_by: str


async def cards(at: datetime) -> tuple[list[RoleCard], list[RoleCard]]:
    """The built-in roles, and the office's own."""
    counts = {row["role"]: int(row["n"]) for row in await db.rows(COUNTS, at, at)}
    every = [
        (role, _card(role, counts.get(role.code, 0))) for role in (await role_book.everything()).values()
    ]
    return [card for role, card in every if not role.is_own], [card for role, card in every if role.is_own]


async def detail(code: str) -> RoleDetail | None:
    """One role; None for one that never was, or has ended."""
    role = await role_book.find(code)
    if role is None:
        return None
    rows = await db.rows(STORED, code) if role.is_own else []
    row: dict[str, Any] = rows[0] if rows else {"version": 0, "changed_at": None, "changed_by": ""}
    return RoleDetail(
        role,
        grouped(role.permissions),
        grouped(role.at_agency - role.permissions),
        row["version"],
        row["changed_at"],
        row["changed_by"],
    )


async def holders(code: str, at: datetime) -> list[Holder]:
    """Who holds it where, by agency; one more than a page shows, so that it can say that there are more."""
    return [_holder(row, at) for row in await db.rows(HOLDERS, code, at)]


def _card(role: Role, holders: int) -> RoleCard:
    more = len(role.at_agency - role.permissions)
    rights = f"{len(role.permissions)} hak" + (f", {more} lagi di perangkat daerah" if more else "")
    name = f"{role.name} · {role.name_at_agency}" if role.name_at_agency else role.name
    return RoleCard(role.code, name, role.summary, rights, f"{holders} orang" if holders else "belum ada")


def _holder(row: dict[str, Any], at: datetime) -> Holder:
    return Holder(
        row["public_id"],
        row["name"],
        row["agency"] or "semua perangkat daerah",
        periods.spoken(row["starts_at"], row["ends_at"], at),
        SOURCES[row["source"]],
        ACCOUNT_STATES[row["state"]],
    )
