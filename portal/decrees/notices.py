"""Which message the round causes, and to whom: the one who answers for the agency, or its head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts.current_user import account_key
from portal.accounts.roles import RoleCode
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.workdays.words import long_date

ASKED, REMINDED, ESCALATED, RETURNED = (
    "decree_asked",
    "decree_reminded",
    "decree_escalated",
    "decree_returned",
)
KINDS = (ASKED, REMINDED, ESCALATED, RETURNED)
MOOT = "Tidak diperlukan lagi: perangkat daerah sudah menjawab."

CONFIRMATIONS = """
SELECT f.id, f.public_id, f.agency, f.aimed_at, f.deadline, f.state, g.short_name, d.year
FROM decree_confirmation f JOIN agency g ON g.id = f.agency JOIN decree d ON d.id = f.decree
WHERE f.id IN ({ids})
"""
PEOPLE = """
SELECT s.agency, a.id, a.name, a.phone, a.phone_proven_at FROM assignment s JOIN account a ON a.id = s.account
WHERE s.role = {} AND s.agency IN ({ids}) AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
  AND a.state IN ('active', 'invited') ORDER BY a.name, a.id
"""
AIMED = "SELECT id, name, phone, phone_proven_at FROM account WHERE id IN ({ids})"


async def ask(confirmation_ids: Collection[int], kind: str, *, source: str, at: datetime) -> int:
    """Write the message of some confirmations, in the caller's transaction; how many people are told.

    `source` makes a message one of its own: the same source tells a person once.
    """
    found = await _confirmations(confirmation_ids)
    people = await _people(found, RoleCode.LEADER if kind == ESCALATED else RoleCode.LIAISON, at)
    told = 0
    for row in found:
        message = Message(
            kind,
            f"{kind}:{row['id']}:{source}",
            subject_of(row["id"]),
            values={
                "agency": row["short_name"],
                "year": str(row["year"]),
                "until": long_date(row["deadline"]),
            },
            link=f"/decrees/confirmations/{row['public_id']}",
            may_wait=kind != RETURNED,
        )
        told += len(await outbox.enqueue(message, people[row["id"]], at=at))
    return told


async def withdraw(confirmation_id: int, *, at: datetime) -> None:
    """Take back what has not left, once the agency has answered."""
    await outbox.cancel(subject_of(confirmation_id), KINDS, reason=MOOT, at=at)


async def without_recipient(confirmation_ids: Collection[int], at: datetime) -> list[int]:
    """Those that nobody was told of: the agency has no liaison, and Kominfo aimed at nobody."""
    found = await _confirmations(confirmation_ids)
    people = await _people(found, RoleCode.LIAISON, at)
    return [row["id"] for row in found if not people[row["id"]]]


def subject_of(confirmation_id: int) -> str:
    """What messages about a confirmation are filed under."""
    return f"confirmation:{confirmation_id}"


async def _confirmations(ids: Collection[int]) -> list[dict[str, Any]]:
    if not ids:
        return []
    return await db.rows(CONFIRMATIONS.replace("{ids}", db.places(ids)), *ids)


async def _people(
    found: Iterable[dict[str, Any]], role: RoleCode, at: datetime
) -> dict[int, list[Recipient]]:
    """By confirmation: whom Kominfo aimed at, else everybody with the role at the agency."""
    rows = list(found)
    seated = await _seated(sorted({row["agency"] for row in rows}), role, at)
    aimed = await _aimed(sorted({row["aimed_at"] for row in rows if row["aimed_at"]}))
    asks_head = role is RoleCode.LEADER
    return {
        row["id"]: [aimed[row["aimed_at"]]] if row["aimed_at"] and not asks_head else seated[row["agency"]]
        for row in rows
    }


async def _seated(agencies: list[int], role: RoleCode, at: datetime) -> dict[int, list[Recipient]]:
    found: dict[int, list[Recipient]] = defaultdict(list)
    if agencies:
        sql = PEOPLE.replace("{ids}", db.places(agencies))
        for row in await db.rows(sql, role.value, *agencies, at, at):
            found[row["agency"]].append(_recipient(row))
    return found


async def _aimed(accounts: list[int]) -> dict[int, Recipient]:
    if not accounts:
        return {}
    rows = await db.rows(AIMED.replace("{ids}", db.places(accounts)), *accounts)
    return {row["id"]: _recipient(row) for row in rows}


def _recipient(row: dict[str, Any]) -> Recipient:
    return Recipient(account_key(row["id"]), row["name"], row["phone"], row["phone_proven_at"] is not None)
