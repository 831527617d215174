"""Rows of an SK Perubahan: each stands in the place of a row of the decree that it changes."""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.decrees import roster, row_rules
from portal.decrees.kinds import Change, DecreeKind
from portal.decrees.people import Person
from portal.decrees.rights import LOCK
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Appointment, Decree, Position
from portal.errors import Refusal
from portal.permissions import Actor


async def amend(  # noqa: PLR0913
    amendment_id: int,
    appointment_id: int,
    *,
    change: Change,
    person: Person | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> int:
    """Write a row of an SK Perubahan in the place of one of the decree that it changes."""
    why = row_rules.required(reason)
    async with db.lock(LOCK):
        before = await roster.by_id(appointment_id)
        position_id = await _same_position(amendment_id, before)
        await row_rules.ensure_may(amendment_id, before.role_agency_id if before else None, by)
        if before is None or await _is_amended(amendment_id, appointment_id):
            raise Refusal("Baris ini sudah diubah dalam SK Perubahan ini.")
        seat = (position_id, before.agency_id)
        if change is Change.END or person is None:
            written = await row_rules.person_of(appointment_id)
        else:
            await row_rules.refuse_twice(amendment_id, person, seat)
            written = person.values
        row = {**written, "position": position_id, "agency": before.agency_id, "predecessor": appointment_id}
        row_id = await row_rules.insert(
            amendment_id, row | {"change": change.value, "reason": why}, by=by, at=at
        )
        await row_rules.note("row_amended", amendment_id, before.agency_id, before.position, by=by, at=at)
    return row_id


async def _same_position(amendment_id: int, before: RosterRow | None) -> int:
    name = before.position if before else ""
    found = Position.select(Position.id).where(Position.decree == amendment_id, Position.name == name)
    row = await found.first()
    if row is None:
        raise Refusal("Kedudukan ini tidak ada dalam SK Perubahan.")
    return int(row["id"])


async def _is_amended(amendment_id: int, appointment_id: int) -> bool:
    amendment = await Decree.exists().where(Decree.id == amendment_id, Decree.kind == DecreeKind.AMENDMENT)
    return not amendment or bool(
        await Appointment.exists().where(
            Appointment.decree == amendment_id, Appointment.predecessor == appointment_id
        )
    )
