"""Assignments that follow from decrees: read, planned and written; nothing else writes such rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import granting, last_admin, role_book
from portal.accounts.tables import AccountState, Assignment, AssignmentSource
from portal.db import bulk
from portal.decrees.kinds import Change
from portal.decrees.plans import Kept, Plan, Right, Seat, TermRow, plan
from portal.decrees.states import Period
from portal.permissions import Actor

LOCK = "decrees"
"""Taken by every act that changes what is in force, before the lock of the last admin."""

TERMS = """
SELECT id, decree, kind, starts_at, ends_at, ended_by FROM decree_term
WHERE ends_at IS NULL OR ends_at > {} ORDER BY id
"""
SEATS = """
SELECT a.id, a.decree, a.predecessor, a.change, a.account, c.state, p.role, p.per_agency, a.agency,
  a.starts_at, a.ends_at
FROM appointment a JOIN decree_position p ON p.id = a.position LEFT JOIN account c ON c.id = a.account
WHERE a.decree IN ({ids})
"""
WRITTEN = """
SELECT id, appointment, account, role, agency, starts_at, ends_at FROM assignment
WHERE appointment IS NOT NULL AND (ends_at IS NULL OR ends_at > {}) ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Book:
    """All that rights follow from at a moment: terms, rosters, and the assignments that stand."""

    at: datetime
    terms: tuple[TermRow, ...]
    seats: tuple[Seat, ...]
    written: tuple[Kept, ...]


async def read(at: datetime, *, besides: Collection[int] = ()) -> Book:
    """What holds now or later, with the rosters of other decrees that are named."""
    terms = await terms_from(at)
    decrees = sorted({term.decree_id for term in terms} | set(besides))
    return Book(at, tuple(terms), tuple(await seats_of(decrees)), tuple(await _written(at)))


async def terms_from(at: datetime) -> list[TermRow]:
    """Terms that are not over at that moment."""
    return [term_row(row) for row in await db.rows(TERMS, at)]


async def seats_of(decrees: Collection[int]) -> list[Seat]:
    """The rosters of some decrees, as rights see them."""
    if not decrees:
        return []
    sql = SEATS.replace("{ids}", db.places(decrees))
    roles = await role_book.everything()
    return [_seat(row, roles) for row in await db.rows(sql, *decrees)]


async def settle(*, by: Actor, at: datetime) -> Plan:
    """Write what the decrees give from now on; the caller holds LOCK. Asking again changes nothing."""
    book = await read(at)
    changes = plan(book.terms, book.seats, book.written, at)
    await write(changes, by=by, at=at)
    return changes


async def write(changes: Plan, *, by: Actor, at: datetime) -> None:
    """Write a plan in the caller's transaction, unless it raises rights or leaves no lasting admin."""
    if not changes.begin and not changes.move:
        return
    async with db.lock(last_admin.LOCK):
        await ensure_may_grant(changes.begin, by, at)
        await bulk.insert(Assignment, [_record(right, by, at) for right in changes.begin])
        for ends_at, ids in _by_end(changes.move).items():
            moved: dict[Any, Any] = {Assignment.ends_at: ends_at, Assignment.version: Assignment.version + 1}
            await Assignment.update(moved).where(Assignment.id.is_in(ids))
        await last_admin.ensure_one_stays(at)


def term_row(row: dict[str, Any]) -> TermRow:
    """A term as the arithmetic wants it."""
    period = Period(row["starts_at"], row["ends_at"])
    return TermRow(row["id"], row["decree"], row["kind"], period, row["ended_by"])


async def ensure_may_grant(rights: Iterable[Right], by: Actor, at: datetime) -> None:
    """Raise Refusal where the decree would give what the person pressing does not hold, or for longer.

    Nor does it give anything new to that person, by an amendment, a change of staff or as a stand-in.
    """
    roles = await role_book.everything()
    given = list(rights)
    for role, agency_id in {(right.role, right.agency_id) for right in given}:
        granting.ensure_may_grant(by, roles[role], agency_id)
    for right in given:
        granting.ensure_held_oneself(by, right.account_id, roles[right.role], right.agency_id)
    for role, ends_at in {(right.role, right.period.ends_at) for right in given}:
        await granting.ensure_not_outlasting(by, roles[role], ends_at, at=at)


async def _written(at: datetime) -> list[Kept]:
    return [
        Kept(
            row["id"],
            Right(
                row["appointment"],
                row["account"],
                row["role"],
                row["agency"],
                Period(row["starts_at"], row["ends_at"]),
            ),
        )
        for row in await db.rows(WRITTEN, at)
    ]


def _seat(row: dict[str, Any], roles: Collection[str]) -> Seat:
    # An ended account holds nothing; a role of the office's own that has ended gives nothing.
    gone = row["state"] == AccountState.ENDED
    gives = row["change"] != Change.END and row["role"] in roles
    return Seat(
        row["id"],
        row["decree"],
        row["predecessor"],
        None if gone else row["account"],
        row["role"] if gives else "",
        row["agency"] if row["per_agency"] else None,
        row["starts_at"],
        row["ends_at"],
    )


def _record(right: Right, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "account": right.account_id,
        "role": right.role,
        "agency": right.agency_id,
        "starts_at": right.period.starts_at,
        "ends_at": right.period.ends_at,
        "source": AssignmentSource.APPOINTMENT.value,
        "appointment": right.appointment_id,
        "recorded_at": at,
        "recorded_by": by.key,
    }


def _by_end(moves: Iterable[tuple[Kept, datetime | None]]) -> dict[datetime | None, list[int]]:
    found: dict[datetime | None, list[int]] = defaultdict(list)
    for kept, ends_at in moves:
        found[ends_at].append(kept.id)
    return found
