"""What is done to one row of a draft: keep, replace, correct, end, add.

Two people may edit the same agency: a row that somebody saved meanwhile is not written over.
"""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.decrees import row_rules
from portal.decrees.kinds import Change
from portal.decrees.people import Person
from portal.decrees.rights import LOCK
from portal.errors import Refusal
from portal.permissions import Actor

NO_PREDECESSOR = "Baris ini baru, jadi tidak ada susunan lama yang dapat dipertahankan."


async def add(  # noqa: PLR0913
    decree_id: int,
    position_id: int,
    agency_id: int | None,
    person: Person,
    *,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Write a new row into a draft; of an agency where the position is one of each agency."""
    async with db.lock(LOCK):
        position = await row_rules.position_of(decree_id, position_id)
        await row_rules.refuse_place(position, agency_id, at)
        await row_rules.ensure_may(decree_id, agency_id if position["per_agency"] else None, by)
        await row_rules.refuse_twice(decree_id, person, (position_id, agency_id))
        row = {"position": position_id, "agency": agency_id, "change": Change.NEW.value, **person.values}
        row_id = await row_rules.insert(decree_id, row | {"reason": reason.strip()}, by=by, at=at)
        await row_rules.note("row_added", decree_id, agency_id, position["name"], by=by, at=at)
    return row_id


async def replace(row_id: int, person: Person, *, reason: str, version: int, by: Actor, at: datetime) -> None:
    """Put somebody else into the seat; the row's predecessor still tells who was there."""
    why = row_rules.required(reason)
    async with db.lock(LOCK):
        row = await row_rules.find(row_id, by)
        await row_rules.refuse_twice(row.decree_id, person, (row.position_id, row.agency_id), besides=row_id)
        to = Change.REPLACE if row.predecessor_id else Change.NEW
        changes = {**person.values, "change": to.value, "reason": why, "account": None}
        await row_rules.save(row, changes, version, "row_replaced", by=by, at=at)


async def correct(row_id: int, person: Person, *, version: int, by: Actor, at: datetime) -> None:
    """Mend how the same person is written: a title, a post, a number."""
    async with db.lock(LOCK):
        row = await row_rules.find(row_id, by)
        await row_rules.refuse_twice(row.decree_id, person, (row.position_id, row.agency_id), besides=row_id)
        await row_rules.save(row, person.values, version, "row_corrected", by=by, at=at)


async def keep(row_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Take back a replacement or an end: the person of the roster before stays."""
    async with db.lock(LOCK):
        row = await row_rules.find(row_id, by)
        if row.predecessor_id is None:
            raise Refusal(NO_PREDECESSOR)
        changes = await row_rules.person_of(row.predecessor_id)
        await row_rules.save(
            row, changes | {"change": Change.KEEP.value, "reason": ""}, version, "row_kept", by=by, at=at
        )


async def end(row_id: int, *, reason: str, version: int, by: Actor, at: datetime) -> None:
    """Appoint nobody in this row; the person of the roster before is written there again."""
    why = row_rules.required(reason)
    async with db.lock(LOCK):
        row = await row_rules.find(row_id, by)
        person = await row_rules.person_of(row.predecessor_id) if row.predecessor_id else {}
        changes = person | {"change": Change.END.value, "reason": why}
        await row_rules.save(row, changes, version, "row_ended", by=by, at=at)
