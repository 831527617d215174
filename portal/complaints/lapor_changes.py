"""A complaint that LAPOR! now describes otherwise: what follows the file, the line it leaves, who is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.complaints import audience, deadlines, events, notices, policies
from portal.complaints.acting import known as known_at
from portal.complaints.dispositions import end_open
from portal.complaints.events import Fact
from portal.complaints.kinds import OPEN, RESTRICTED, Classification, EntryKind, Outcome, Status, Step
from portal.complaints.lapor_rows import TEXTS, TOLD, Field, LaporRow, Place
from portal.complaints.notices import Cause
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint, ComplaintText, Disposition, Reporter
from portal.complaints.words import LAPOR_FIELD
from portal.permissions import Actor, Permission
from portal.workdays.words import dated

CLOSED = frozenset({Status.RESOLVED, Status.ARCHIVED})
FOUND_BY = TEXTS | {Field.TITLE, Field.STATUS, Field.AGENCY, Field.CLASSIFICATION}
"""Fields that change by which words a complaint is found, or by whom."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a row changes: `fields` with their new values, `known` the complaint's row as it was read here."""

    row: LaporRow
    place: Place
    fields: Mapping[Field, Any]
    known: Mapping[str, Any]


async def apply(change: Change, *, by: Actor, at: datetime, act: str = "") -> None:
    """Write what changed; the holder of a complaint in care is told of status, agency and rating."""
    row, fields, complaint_id = change.row, change.fields, change.known["id"]
    await _write_texts(complaint_id, fields)
    await _write_columns(complaint_id, row, fields)
    if row.is_anonymous:
        await Reporter.delete().where(Reporter.complaint == complaint_id)
    if Field.STATUS in fields or Field.AGENCY in fields:
        await _move(change, at)
    if Field.CLASSIFICATION in fields:
        if row.classification in RESTRICTED:
            await _withhold(change, at)
        await _rejudge(change, at)
    if FOUND_BY & set(fields):
        await upkeep.note([complaint_id])
    fact = Fact(
        text=f"{sentence(fields, change.known)}{_reopened(change)}", data={"fields": ",".join(fields)}
    )
    role = by.role_for(Permission.LAPOR_IMPORT, None)
    entry = await events.write(complaint_id, EntryKind.CHANGED_IN_LAPOR, by=by, role=role, at=at, fact=fact)
    if TOLD & set(fields):
        await _tell_holder(complaint_id, Cause(str(entry), by.key, act=act), at)


def sentence(fields: Mapping[Field, Any], known: Mapping[str, Any]) -> str:
    """What changed, for the timeline: LAPOR!'s own words before and after, other fields by name."""
    told = [
        f"{LAPOR_FIELD[field]}: {known[field] or 'kosong'} → {fields[field] or 'kosong'}."
        for field in Field
        if field in TOLD and field in fields
    ]
    others = [LAPOR_FIELD[field] for field in Field if field in fields and field not in TOLD]
    return " ".join([*told, *([f"Berubah juga: {', '.join(others)}."] if others else [])])


async def _write_texts(complaint_id: int, fields: Mapping[Field, Any]) -> None:
    texts: dict[Any, Any] = {
        getattr(ComplaintText, field): value for field, value in fields.items() if field in TEXTS
    }
    if texts:
        await ComplaintText.update(texts).where(ComplaintText.complaint == complaint_id)


async def _write_columns(complaint_id: int, row: LaporRow, fields: Mapping[Field, Any]) -> None:
    # State and holder go through `move`, which knows of dispositions and clocks.
    apart = TEXTS | {Field.STATUS, Field.AGENCY}
    columns: dict[Any, Any] = {
        getattr(Complaint, field): value for field, value in fields.items() if field not in apart
    }
    if Field.LAPOR_STATUS in fields:
        columns[Complaint.lapor_bucket] = row.bucket or ""
    if columns:
        await Complaint.update(columns).where(Complaint.id == complaint_id)


def _ends_no_more(change: Change) -> bool:
    """Whether the complaint had a day on which it was closed, and LAPOR! has opened it again."""
    return bool(change.known["resolved_at"]) and change.place.status not in CLOSED


def _reopened(change: Change) -> str:
    if Field.STATUS not in change.fields or not _ends_no_more(change):
        return ""
    return (
        f" Dibuka kembali di LAPOR!; tanggal selesai {dated(change.known['resolved_at'])} tidak berlaku lagi."
    )


async def _move(change: Change, at: datetime) -> None:
    """Follow the file; when it happened LAPOR! does not say, so no moment is noted as the act's."""
    complaint_id, place, holder = change.known["id"], change.place, change.known["agency"]
    moved: dict[Any, Any] = {
        Complaint.status: place.status,
        Complaint.agency: place.agency,
        Complaint.version: Complaint.version + 1,
    }
    if _ends_no_more(change):
        moved[Complaint.resolved_at] = None
    # Somebody may act at this very moment: then theirs stands, and the difference is shown.
    untouched = (Complaint.id == complaint_id) & Complaint.acted_at.is_null()
    if not await Complaint.update(moved).where(untouched).returning(Complaint.id):
        return
    if place.agency != holder:
        await end_open(complaint_id, Outcome.REDISPOSED, at)
        await _hold(complaint_id, place, at)
    elif change.known["status"] in CLOSED and place.status in OPEN:
        # Its disposition ended when it was closed; with the same agency it begins once more.
        await _hold(complaint_id, place, at)
    if place.status in CLOSED:
        await end_open(complaint_id, Outcome.RESOLVED, at)
    if place.status is not Status.RECEIVED:
        over = (Step.VERIFY,) if place.status in OPEN else tuple(Step)
        await deadlines.stop(complaint_id, over, at)
    await deadlines.note_nearest(complaint_id)


async def _withhold(change: Change, at: datetime) -> None:
    """Take what may be about its agency out of its sight, also where its people have begun with it."""
    row = await Complaint.objects().get(Complaint.id == change.known["id"])
    if row is None or row.agency is None:
        return
    supervisory = change.row.classification == Classification.SUPERVISORY
    allowed = await policies.inspectorates() if supervisory else ()
    if row.agency in allowed:
        return
    given: dict[Any, Any] = {Complaint.agency: None, Complaint.returned_at: None}
    if row.status in {Status.DISPOSED, Status.ACCEPTED}:
        given[Complaint.status] = Status.RECEIVED
        await deadlines.stop(row.id, (Step.FOLLOW_UP,), at)
        await deadlines.start(row.id, change.row.classification, Step.VERIFY, at, again=True)
    # Whoever acts at this moment finds another version, and is told.
    await Complaint.update({**given, Complaint.version: Complaint.version + 1}).where(Complaint.id == row.id)
    await end_open(row.id, Outcome.WITHDRAWN, at)


async def _rejudge(change: Change, at: datetime) -> None:
    """Let the clocks run by the new class; what was held had none but that of being classed."""
    complaint_id, to = change.known["id"], change.row.classification
    await deadlines.rejudge_running(complaint_id, to, at)
    if to == Classification.HELD and change.place.status in OPEN:
        await deadlines.start(complaint_id, to, Step.VERIFY, at, again=True)
    elif change.known["classification"] == Classification.HELD and change.place.status in OPEN:
        due = await deadlines.due_of(Step.FINISH, to, change.row.received_at)
        # One long past would only say that the file is old.
        if due and due.due_at > at:
            await deadlines.start(complaint_id, to, Step.FINISH, change.row.received_at)
    await deadlines.note_nearest(complaint_id)


async def _hold(complaint_id: int, place: Place, at: datetime) -> None:
    if place.agency is not None:
        await Disposition.insert(
            Disposition(
                complaint=complaint_id,
                agency=place.agency,
                disposed_by_name="SP4N-LAPOR!",
                recorded_at=at,
            )
        )


async def _tell_holder(complaint_id: int, cause: Cause, at: datetime) -> None:
    complaint = await Complaint.objects().get(Complaint.id == complaint_id)
    if complaint is None or complaint.agency is None or known_at(complaint.taken_into_care_at) is None:
        return
    people = await audience.team(complaint.agency, at)
    await notices.send(complaint, "changed_in_lapor", people, cause, at=at)
