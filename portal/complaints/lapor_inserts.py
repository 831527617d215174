"""New complaints from LAPOR!, written in batches: 20,000 rows take seconds, not minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from portal import clock
from portal.complaints import audience, deadlines, notices
from portal.complaints.deadlines import Due, Terms
from portal.complaints.kinds import OPEN, Channel, Classification, EntryKind, Outcome, Status, Step
from portal.complaints.lapor_rows import LaporRow, Place
from portal.complaints.notices import Cause
from portal.complaints.search import upkeep
from portal.complaints.tables import Clock, Complaint, ComplaintText, Disposition, Entry, Reporter
from portal.db import bulk, counters
from portal.permissions import Actor, Permission

Record = dict[str, Any]
Ids = dict[str, int]


class New(NamedTuple):
    """A row on its way in, with the clocks that still run ahead."""

    row: LaporRow
    place: Place
    clocks: tuple[Due, ...]


async def insert(
    rows: Sequence[tuple[LaporRow, Place]], *, by: Actor, at: datetime, seen_at: datetime
) -> None:
    """Write complaints, texts, reporters, dispositions, clocks and one line of the timeline for each.

    `seen_at` is the date of the file.
    """
    if not rows:
        return
    terms = await deadlines.in_force()
    new = [New(row, place, _clocks(row, place, terms, at)) for row, place in rows]
    year = at.astimezone(clock.WIB).year
    numbers = await counters.next_many(f"complaint:{year}", len(new))
    numbered = zip(new, numbers, strict=True)
    made = [
        {**_complaint(each, f"ADU-{year}-{number:06}", at), "lapor_seen_at": seen_at}
        for each, number in numbered
    ]
    found = await bulk.insert(Complaint, made, returning="id, tracking_id")
    ids = {row["tracking_id"]: row["id"] for row in found}
    author = {"actor_key": by.key, "actor_name": by.name, "role": by.role_for(Permission.LAPOR_IMPORT, None)}
    named = [each for each in new if each.row.reporter and not each.row.is_anonymous]
    held = [each for each in new if each.place.agency is not None]
    await bulk.insert(ComplaintText, [_text(each, ids) for each in new])
    await bulk.insert(Entry, [{**_entry(each, ids, at), **author} for each in new])
    await bulk.insert(Reporter, [_reporter(each, ids) for each in named])
    await bulk.insert(Disposition, [_disposition(each, ids, at) for each in held])
    await bulk.insert(Clock, [_clock(each, due, ids) for each in new for due in each.clocks])
    await upkeep.note(ids.values())


async def take_into_care(row: LaporRow, place: Place, *, by: Actor, at: datetime, act: str) -> None:
    """Tell the agency of a complaint that LAPOR! handed to it; from now on its deadlines are spoken of."""
    if place.status is not Status.DISPOSED or place.agency is None:
        return
    complaint = await Complaint.objects().get(Complaint.tracking_id == row.tracking_id)
    if complaint is None:
        return
    await Complaint.update({Complaint.taken_into_care_at: at}).where(Complaint.id == complaint.id)
    await deadlines.start(complaint.id, complaint.classification, Step.FOLLOW_UP, at)
    await deadlines.note_nearest(complaint.id)
    entry = await Entry.select(Entry.id).where(Entry.complaint == complaint.id).first()
    cause = Cause(str(entry["id"] if entry else ""), by.key, act=act)
    people = await audience.team(place.agency, at)
    await notices.send(complaint, "disposed", people, cause, at=at)


def _clocks(row: LaporRow, place: Place, terms: Terms, at: datetime) -> tuple[Due, ...]:
    """Deadlines that still lie ahead; one long past would only say that the file is old."""
    if place.status not in OPEN:
        return ()
    if row.classification == Classification.HELD:
        return _to_be_classed(row, terms, at)
    steps = (Step.VERIFY, Step.FINISH) if place.status is Status.RECEIVED else (Step.FINISH,)
    found = (terms.due(step, row.classification, row.received_at) for step in steps)
    return tuple(due for due in found if due and due.due_at > at)


def _to_be_classed(row: LaporRow, terms: Terms, at: datetime) -> tuple[Due, ...]:
    """Kominfo says what it is as fast as it verifies; where the file is older than that, from today on."""
    found = terms.due(Step.VERIFY, row.classification, row.received_at)
    if found and found.due_at <= at:
        found = terms.due(Step.VERIFY, row.classification, at)
    return (found,) if found else ()


def _complaint(new: New, number: str, at: datetime) -> Record:
    row, place = new.row, new.place
    nearest = min(new.clocks, key=lambda due: due.due_at, default=None)
    return {
        "number": number,
        "tracking_id": row.tracking_id,
        "title": row.title,
        "classification": row.classification,
        "class_text": row.class_text,
        "category": row.category,
        "channel": Channel.LAPOR,
        "district": row.district,
        "village": row.village,
        "is_anonymous": row.is_anonymous,
        "is_secret": row.is_secret,
        "received_at": row.received_at,
        "recorded_at": at,
        "status": place.status,
        "agency": place.agency,
        "due_at": nearest.due_at if nearest else None,
        "due_step": nearest.step if nearest else "",
        "lapor_status": row.status,
        "lapor_bucket": row.bucket or "",
        "lapor_agency": row.agency_text,
        "lapor_rating": row.rating,
    }


def _text(new: New, ids: Ids) -> Record:
    row = new.row
    return {"complaint": ids[row.tracking_id], "body": row.body, "body_final": row.body_final}


def _reporter(new: New, ids: Ids) -> Record:
    return {"complaint": ids[new.row.tracking_id], "name": new.row.reporter}


def _disposition(new: New, ids: Ids, at: datetime) -> Record:
    is_over = new.place.status in {Status.RESOLVED, Status.ARCHIVED}
    return {
        "complaint": ids[new.row.tracking_id],
        "agency": new.place.agency,
        "disposed_by_name": "SP4N-LAPOR!",
        "outcome": Outcome.RESOLVED if is_over else Outcome.OPEN,
        "recorded_at": at,
    }


def _clock(new: New, due: Due, ids: Ids) -> Record:
    return {
        "complaint": ids[new.row.tracking_id],
        "step": due.step,
        "rule": due.term.id,
        "started_at": due.started_at,
        "due_at": due.due_at,
    }


def _entry(new: New, ids: Ids, at: datetime) -> Record:
    return {
        "complaint": ids[new.row.tracking_id],
        "kind": EntryKind.IMPORTED,
        "happened_at": new.row.received_at,
        "recorded_at": at,
        "data": {"status": new.row.status, "agency": new.row.agency_text},
    }
