"""Dates of the office's papers that differ from the recorded ones: taken only when Kominfo says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import audit, clock, db
from portal.audit.trail import Place
from portal.complaints import deadlines, events, history
from portal.complaints.acting import conflict, known
from portal.complaints.events import Fact
from portal.complaints.history import STEPS, PastDates
from portal.complaints.kinds import EntryKind, Step
from portal.complaints.tables import Clock, Complaint, Disposition, Entry, FollowUp
from portal.errors import Refusal
from portal.permissions import Actor, Permission
from portal.workdays.words import dated

BY_ACTS = {
    "disposed_at": (EntryKind.DISPOSED, EntryKind.REDISPOSED),
    "answered_at": (EntryKind.APPROVED, EntryKind.APPROVED_IN_PLACE),
    "resolved_at": (EntryKind.RESOLVED,),
}
"""The acts here that write a date; what such an act wrote stands against any paper."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A day of the papers beside the recorded one, both in WIB; `is_ours` where an act here recorded it."""

    column: str
    recorded: date
    file: date
    is_ours: bool = False

    @property
    def sentence(self) -> str:
        """Tanggal selesai tercatat 12 Jan 2026, berkas 20 Nov 2026."""
        ours = " (dari tindakan di ASPAL, yang berlaku)" if self.is_ours else ""
        days = f"tercatat {dated(self.recorded)}{ours}, berkas {dated(self.file)}"
        return f"tanggal {STEPS[self.column]} {days}"


async def found(past: PastDates, at: datetime) -> list[Difference]:
    """Where the papers name another day than is recorded; raises Refusal as `history.apply` does."""
    complaint = await history.complaint_of(past)
    return await _between(complaint, history.moments(past, complaint, at))


async def take(past: PastDates, *, by: Actor, at: datetime) -> list[Difference]:
    """Record the papers' days instead, save those that an act here wrote; returns what was taken."""
    async with db.transaction():
        complaint = await history.complaint_of(past)
        moments = history.moments(past, complaint, at)
        taken = [each for each in await _between(complaint, moments) if not each.is_ours]
        if taken:
            new = {each.column: moments[each.column] for each in taken}
            _refuse_disorder(complaint, new)
            await _write(complaint, new)
            await _tell(complaint, taken, max(new.values()), by, at)
    return taken


async def _between(complaint: Complaint, moments: dict[str, datetime]) -> list[Difference]:
    differing = [
        (column, _day(recorded), _day(moment))
        for column, moment in moments.items()
        if (recorded := known(getattr(complaint, column))) and _day(recorded) != _day(moment)
    ]
    ours = await _by_acts(complaint.id) if differing else set()
    return [Difference(column, old, new, column in ours) for column, old, new in differing]


async def _by_acts(complaint_id: int) -> set[str]:
    kinds = [kind.value for of_column in BY_ACTS.values() for kind in of_column]
    lines = await Entry.select(Entry.kind).where(Entry.complaint == complaint_id, Entry.kind.is_in(kinds))
    acted = {line["kind"] for line in lines}
    return {column for column, of_column in BY_ACTS.items() if acted & set(of_column)}


def _refuse_disorder(complaint: Complaint, new: dict[str, datetime]) -> None:
    """What is taken stands beside what stays; one cannot come before what it follows."""
    before, name = complaint.received_at, "masuk"
    for column, said in STEPS.items():
        moment = new.get(column) or known(getattr(complaint, column))
        if moment is None:
            continue
        if _day(moment) < _day(before):
            raise Refusal(f"Tanggal {said} {dated(moment)} mendahului tanggal {name}, {dated(before)}.")
        before, name = moment, said


async def _write(complaint: Complaint, new: dict[str, datetime]) -> None:
    changes: dict[Any, Any] = {getattr(Complaint, column): moment for column, moment in new.items()}
    changes[Complaint.version] = complaint.version + 1
    # Somebody may act at this very moment: then theirs stands.
    won = await (
        Complaint.update(changes)
        .where(Complaint.id == complaint.id, Complaint.version == complaint.version)
        .returning(Complaint.id)
    )
    if not won:
        raise await conflict(complaint)
    for column, moment in new.items():
        await _follow(complaint, column, getattr(complaint, column), moment)
    await deadlines.note_nearest(complaint.id)


async def _follow(complaint: Complaint, column: str, old: datetime, new: datetime) -> None:
    """Whatever took its moment from the recorded one: disposition, follow-up, clocks."""
    handed = Disposition.complaint == complaint.id
    if column == "disposed_at":
        await Disposition.update({Disposition.starts_at: new}).where(handed, Disposition.starts_at == old)
        await _start_anew(complaint, old, new)
    if column == "answered_at":
        answer: dict[Any, Any] = {FollowUp.happened_at: new, FollowUp.decided_at: new}
        written = (FollowUp.complaint == complaint.id) & (FollowUp.decided_at == old)
        await FollowUp.update(answer).where(written)
    if column == "resolved_at":
        await Disposition.update({Disposition.ends_at: new}).where(handed, Disposition.ends_at == old)
    await Clock.update({Clock.stopped_at: new}).where(
        Clock.complaint == complaint.id, Clock.stopped_at == old
    )


async def _start_anew(complaint: Complaint, old: datetime, new: datetime) -> None:
    due = await deadlines.due_of(Step.FOLLOW_UP, complaint.classification, new)
    if due is None:
        return
    began: dict[Any, Any] = {Clock.started_at: new, Clock.due_at: due.due_at, Clock.rule: due.term.id}
    await Clock.update(began).where(
        Clock.complaint == complaint.id, Clock.step == Step.FOLLOW_UP, Clock.started_at == old
    )


async def _tell(
    complaint: Complaint, taken: list[Difference], latest: datetime, by: Actor, at: datetime
) -> None:
    changes = [f"{STEPS[each.column]} {dated(each.recorded)} → {dated(each.file)}" for each in taken]
    text = f"Tanggal diganti menurut catatan kantor: {', '.join(changes)}."
    role = by.role_for(Permission.LAPOR_IMPORT, None)
    fact = Fact(happened_at=latest, agency=complaint.agency, text=text)
    await events.write(complaint.id, EntryKind.HISTORY_ADDED, by=by, role=role, at=at, fact=fact)
    details = {each.column: [each.recorded.isoformat(), each.file.isoformat()] for each in taken}
    place = Place(f"complaint:{complaint.number}", complaint.agency, Permission.LAPOR_IMPORT)
    await audit.record("complaint.dates_taken", by=by, at=at, place=place, details=details)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.WIB).date()
