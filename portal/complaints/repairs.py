"""What an older version stored wrongly, set right one complaint at a time; the doer is told by the timeline.

Each says whether it did anything: where the complaint changed meanwhile, nothing is written.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from portal import audit, db
from portal.audit.trail import Place
from portal.complaints import acting, deadlines, dispositions, events, policies, words
from portal.complaints.events import Fact
from portal.complaints.kinds import OPEN, RESTRICTED, Classification, EntryKind, Outcome, Status, Step
from portal.complaints.search import upkeep
from portal.complaints.tables import Clock, Complaint
from portal.errors import Conflict
from portal.permissions import Actor, Permission
from portal.workdays.words import dated


class Dated(StrEnum):
    """The dates of a complaint that came from files."""

    RECEIVED = "received_at"
    DISPOSED = "disposed_at"
    ANSWERED = "answered_at"
    RESOLVED = "resolved_at"


DATE_NAMES = {
    Dated.RECEIVED: "tanggal masuk",
    Dated.DISPOSED: "tanggal disposisi",
    Dated.ANSWERED: "tanggal tindak lanjut pertama",
    Dated.RESOLVED: "tanggal selesai",
}
COUNTED_FROM = {Dated.RECEIVED: (Step.VERIFY, Step.FINISH), Dated.DISPOSED: (Step.FOLLOW_UP,)}
"""The clocks that begin on a date."""

BLANK: dict[Any, Any] = {
    Complaint.tracking_id: "",
    Complaint.lapor_status: "",
    Complaint.lapor_bucket: "",
    Complaint.lapor_agency: "",
    Complaint.lapor_rating: None,
    Complaint.lapor_seen_at: None,
}
IN_LAPOR = tuple(BLANK)
"""What LAPOR! says of a complaint."""


async def class_as(complaint_id: int, to: Classification, text: str, *, by: Actor, at: datetime) -> bool:
    """Give an imported complaint without a class its own; what may be about its agency leaves its sight."""
    async with db.transaction():
        row = await Complaint.objects().get(Complaint.id == complaint_id)
        if row is None or row.classification != Classification.NONE:
            return False
        leaves = await _leaves(row.agency, to)
        changes: dict[Any, Any] = {Complaint.classification: to, Complaint.class_text: text}
        if leaves:
            changes |= {Complaint.agency: None, Complaint.status: _without_agency(row.status)}
        if not await _write(row, changes):
            return False
        if leaves:
            await dispositions.end_open(row.id, Outcome.WITHDRAWN, at)
        await _rejudge(row, to, at)
        await upkeep.note_places([row.id])
        await _tell(row, EntryKind.CLASSED, f"{words.CLASSIFICATION[to]}.", by=by, at=at)
    return True


async def clear_closing(complaint_id: int, *, by: Actor, at: datetime) -> bool:
    """Take the closing date from a complaint that is open; the timeline keeps it."""
    async with db.transaction():
        row = await Complaint.objects().get(Complaint.id == complaint_id)
        if row is None or row.status not in OPEN or row.resolved_at is None:
            return False
        if not await _write(row, {Complaint.resolved_at: None}):
            return False
        text = f"Masih terbuka: tanggal selesai {dated(row.resolved_at)} tidak berlaku lagi."
        await _tell(row, EntryKind.CORRECTED, text, by=by, at=at)
    return True


async def move_date(
    complaint_id: int, which: Dated, *, was: datetime, to: datetime, by: Actor, at: datetime
) -> bool:
    """Move a date that still stands as it was; clocks that run from it are counted anew."""
    async with db.transaction():
        row = await Complaint.objects().get(Complaint.id == complaint_id)
        if row is None or getattr(row, which) != was:
            return False
        if not await _write(row, {getattr(Complaint, which): to}):
            return False
        await _count_anew(row, which, to)
        text = f"Hari dan bulan tertukar: {DATE_NAMES[which]} {dated(was)} menjadi {dated(to)}."
        await _tell(row, EntryKind.CORRECTED, text, by=by, at=at)
    return True


async def absorb(kept_id: int, twin_id: int, *, by: Actor, at: datetime) -> bool:
    """Let a complaint recorded by hand have the number and LAPOR!'s state of its twin that an import brought.

    The twin is archived without them, so that nothing is counted twice; only one that nobody acted on goes.
    """
    async with db.transaction():
        kept = await Complaint.objects().get(Complaint.id == kept_id)
        twin = await Complaint.objects().get(Complaint.id == twin_id)
        if (
            kept is None
            or twin is None
            or kept.tracking_id
            or not twin.tracking_id
            or acting.known(twin.acted_at)
        ):
            return False
        taken = {column: getattr(twin, column._meta.name) for column in IN_LAPOR}
        given: dict[Any, Any] = {Complaint.status: Status.ARCHIVED, Complaint.agency: None}
        # The twin first: two complaints never hold one number.
        if not await _write(twin, {**given, **BLANK}):
            return False
        if not await _write(kept, taken):
            raise Conflict("Pengaduan ini baru saja diubah orang lain. Muat ulang halamannya.")
        await dispositions.end_open(twin.id, Outcome.WITHDRAWN, at)
        await deadlines.stop(twin.id, tuple(Step), at)
        await deadlines.note_nearest(twin.id)
        await upkeep.note([kept.id, twin.id])
        number = twin.tracking_id
        await _tell(kept, EntryKind.LAPOR_NUMBERED, number, by=by, at=at)
        same = f"Sama dengan {kept.number}; nomor LAPOR! {number} dicatat di sana."
        await _tell(twin, EntryKind.ARCHIVED, same, by=by, at=at)
    return True


async def _leaves(holder: int | None, to: Classification) -> bool:
    if holder is None or to not in RESTRICTED:
        return False
    return to == Classification.HELD or holder not in await policies.inspectorates()


def _without_agency(status: str) -> Status:
    """What an agency had not answered yet begins anew at Kominfo; the rest stays what it is."""
    return Status.RECEIVED if status in {Status.DISPOSED, Status.ACCEPTED} else Status(status)


async def _write(row: Complaint, changes: dict[Any, Any]) -> bool:
    still = (Complaint.id == row.id) & (Complaint.version == row.version)
    told = {**changes, Complaint.version: row.version + 1}
    return bool(await Complaint.update(told).where(still).returning(Complaint.id))


async def _rejudge(row: Complaint, to: Classification, at: datetime) -> None:
    if row.status in OPEN and to == Classification.HELD:
        await deadlines.stop(row.id, (Step.FOLLOW_UP,), at)
        await deadlines.start(row.id, to, Step.VERIFY, at, again=True)
    await deadlines.rejudge_running(row.id, to, at)
    await deadlines.note_nearest(row.id)


async def _count_anew(row: Complaint, which: Dated, started_at: datetime) -> None:
    for step in COUNTED_FROM.get(which, ()):
        if due := await deadlines.due_of(step, row.classification, started_at):
            moved: dict[Any, Any] = {
                Clock.started_at: started_at,
                Clock.due_at: due.due_at,
                Clock.rule: due.term.id,
            }
            running = (Clock.complaint == row.id) & (Clock.step == step) & Clock.stopped_at.is_null()
            await Clock.update(moved).where(running)
    await deadlines.note_nearest(row.id)


async def _tell(row: Complaint, kind: EntryKind, text: str, *, by: Actor, at: datetime) -> None:
    role = by.role_for(Permission.LAPOR_IMPORT, None)
    await events.write(row.id, kind, by=by, role=role, at=at, fact=Fact(text=text))
    place = Place(f"complaint:{row.number}", row.agency, Permission.LAPOR_IMPORT)
    await audit.record(f"complaint.{kind}", by=by, at=at, place=place, details={"cause": "data-check"})
