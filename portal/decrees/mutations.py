"""Changes in the middle of the year, inside the decree in force: replace, vacate, absence, add.

A leaver's rights end with the day that is named; what was open stays with the agency, so it passes on by
itself, and the newcomer gets a hand-over.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from portal import db
from portal.decrees import events, people, rights, roster, row_rules, turnover
from portal.decrees.kinds import Change, DecreeState, MutationKind
from portal.decrees.people import Person
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Appointment, Decree, Mutation
from portal.decrees.turnover import Occasion, Turnover
from portal.errors import Conflict, Refusal
from portal.permissions import Actor

EARLIEST = timedelta(days=60)
"""How far back a change may be dated; rights still end only now."""

NOT_IN_FORCE = "Baris ini tidak lagi berlaku pada tanggal itu. Muat ulang susunan timnya."


async def replace(appointment_id: int, person: Person, when: Occasion, *, by: Actor, at: datetime) -> int:
    """Somebody else takes the seat from that moment on."""
    async with db.lock(rights.LOCK):
        row = await _in_force(appointment_id, when, at)
        await _end(row, when, at)
        arriving = await _appoint(row, person, when, by=by, at=at)
        return await turnover.record(Turnover(MutationKind.REPLACE, row, arriving, when), by=by, at=at)


async def vacate(
    appointment_id: int, when: Occasion, *, acting: Person | None = None, by: Actor, at: datetime
) -> int:
    """The seat is left; a Plt. may hold it until somebody is appointed."""
    async with db.lock(rights.LOCK):
        row = await _in_force(appointment_id, when, at)
        await _end(row, when, at)
        arriving = await _appoint(row, acting, when, by=by, at=at, is_acting=True) if acting else None
        return await turnover.record(Turnover(MutationKind.VACATE, row, arriving, when), by=by, at=at)


async def absence(
    appointment_id: int, stand_in: Person, when: Occasion, *, until: datetime, by: Actor, at: datetime
) -> int:
    """A Plh. stands in from–until; the one who is away keeps the seat."""
    if until <= max(when.starts_at, at):
        raise Refusal("Tanggal akhir harus sesudah tanggal mulai, dan belum lewat.")
    async with db.lock(rights.LOCK):
        row = await _in_force(appointment_id, when, at)
        arriving = await _appoint(row, stand_in, when, by=by, at=at, is_stand_in=True, ends_at=until)
        change = Turnover(MutationKind.ABSENCE, row, arriving, when, until)
        return await turnover.record(change, by=by, at=at)


async def add(  # noqa: PLR0913
    decree_id: int,
    position_id: int,
    agency_id: int | None,
    person: Person,
    when: Occasion,
    *,
    by: Actor,
    at: datetime,
) -> int:
    """Somebody joins the team in a seat of their own."""
    async with db.lock(rights.LOCK):
        _check(when, at)
        position = await row_rules.position_of(decree_id, position_id)
        await row_rules.refuse_place(position, agency_id, at)
        if not await Decree.exists().where(Decree.id == decree_id, Decree.state == DecreeState.IN_FORCE):
            raise Conflict(NOT_IN_FORCE)
        await _refuse_twice(person, position["name"], agency_id, max(when.starts_at, at))
        values = {"position": position_id, "agency": agency_id, "starts_at": max(when.starts_at, at)}
        arriving = await row_rules.insert(
            decree_id, _new(person, when, values) | {"change": Change.NEW.value}, by=by, at=at
        )
        seat = await roster.by_id(arriving)
        if seat is None:
            raise Conflict(NOT_IN_FORCE)
        return await turnover.record(Turnover(MutationKind.ADD, seat, arriving, when), by=by, at=at)


async def lapor_switched(mutation_id: int, *, by: Actor, at: datetime) -> None:
    """Tick the task *ganti akun LAPOR!* off."""
    async with db.transaction():
        ticked = await (
            Mutation.update({Mutation.lapor_switched_at: at, Mutation.lapor_switched_by: by.key})
            .where(Mutation.id == mutation_id, Mutation.lapor_switched_at.is_null())
            .returning(Mutation.decree, Mutation.agency)
        )
        if not ticked:
            raise Conflict("Tugas ini sudah ditandai selesai.")
        [row] = ticked
        await events.record("lapor_switched", row["decree"], by=by, at=at, agency_id=row["agency"])


def _check(when: Occasion, at: datetime) -> None:
    row_rules.required(when.reason)
    if when.starts_at < at - EARLIEST:
        raise Refusal("Tanggal perubahan terlalu lama berlalu. Tulis paling lama 60 hari yang lalu.")


async def _in_force(appointment_id: int, when: Occasion, at: datetime) -> RosterRow:
    _check(when, at)
    moment = max(when.starts_at, at)
    standing = {row.id: row for row in await roster.in_force(moment)}
    if appointment_id not in standing:
        raise Conflict(NOT_IN_FORCE)
    return standing[appointment_id]


async def _end(row: RosterRow, when: Occasion, at: datetime) -> None:
    ended = await (
        Appointment.update({Appointment.ends_at: max(when.starts_at, at), "version": row.version + 1})
        .where(Appointment.id == row.id, Appointment.version == row.version)
        .returning(Appointment.id)
    )
    if not ended:
        raise Conflict(NOT_IN_FORCE)


async def _appoint(
    row: RosterRow, person: Person, when: Occasion, *, by: Actor, at: datetime, **more: Any
) -> int:
    """Write the row of whoever arrives in the seat, in the same decree."""
    moment = max(when.starts_at, at)
    await _refuse_twice(person, row.position, row.agency_id, moment, leaving=row)
    values = {
        "position": row.position_id,
        "agency": row.agency_id,
        "predecessor": row.id,
        "starts_at": moment,
    }
    ends = {"ends_at": row.ends_at} if row.ends_at else {}
    written = _new(person, when, values) | {"change": Change.REPLACE.value} | ends | more
    return await row_rules.insert(row.decree_id, written, by=by, at=at)


async def _refuse_twice(
    person: Person, position: str, agency_id: int | None, moment: datetime, leaving: RosterRow | None = None
) -> None:
    others = await roster.in_force(moment)
    seat = next(
        (row.position_id for row in others if (row.position, row.agency_id) == (position, agency_id)), 0
    )
    if leaving and people.is_same(person.name, person.nip, leaving.name, leaving.nip):
        raise Refusal(f"{leaving.name} sudah memegang kedudukan ini di sana.")
    people.check(person, others, (seat, agency_id))


def _new(person: Person, when: Occasion, values: dict[str, Any]) -> dict[str, Any]:
    return {**person.values, **values, "reason": when.reason.strip()}
