"""New complaints from LAPOR!, written in batches: 20,000 rows take seconds, not minutes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from portal import clock
from portal.complaints import audience, deadlines, notices, search
from portal.complaints.deadlines import Due, Terms
from portal.complaints.kinds import OPEN, Channel, EntryKind, Outcome, Status, Step
from portal.complaints.lapor_rows import LaporRow, Place
from portal.complaints.notices import Cause
from portal.complaints.tables import Clock, Complaint, ComplaintText, Disposition, Entry, Reporter
from portal.db import counters
from portal.permissions import Actor, Permission


class New(NamedTuple):
    """A row on its way in, with the clocks that still run ahead."""

    row: LaporRow
    place: Place
    clocks: tuple[Due, ...]


async def insert(rows: Sequence[tuple[LaporRow, Place]], *, by: Actor, at: datetime) -> None:
    """Write complaints, texts, reporters, dispositions, clocks and one line of the timeline for each."""
    if not rows:
        return
    terms = await deadlines.in_force()
    new = [New(row, place, _clocks(row, place, terms, at)) for row, place in rows]
    year = at.astimezone(clock.WIB).year
    numbers = await counters.next_many(f"complaint:{year}", len(new))
    numbered = zip(new, numbers, strict=True)
    made = [_complaint(each, f"ADU-{year}-{number:06}", at) for each, number in numbered]
    found = await Complaint.insert(*made).returning(Complaint.id, Complaint.tracking_id)
    ids = {row["tracking_id"]: row["id"] for row in found}
    role = by.role_for(Permission.LAPOR_IMPORT, None)
    await ComplaintText.insert(*(_text(each, ids) for each in new))
    await Entry.insert(*(_entry(each, ids, by, role, at) for each in new))
    if reporters := [_reporter(each, ids) for each in new if each.row.reporter and not each.row.is_anonymous]:
        await Reporter.insert(*reporters)
    if held := [_disposition(each, ids, at) for each in new if each.place.agency is not None]:
        await Disposition.insert(*held)
    if clocks := [_clock(each, due, ids) for each in new for due in each.clocks]:
        await Clock.insert(*clocks)


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
    steps = (Step.VERIFY, Step.FINISH) if place.status is Status.RECEIVED else (Step.FINISH,)
    found = (terms.due(step, row.classification, row.received_at) for step in steps)
    return tuple(due for due in found if due and due.due_at > at)


def _complaint(new: New, number: str, at: datetime) -> Complaint:
    row, place = new.row, new.place
    nearest = min(new.clocks, key=lambda due: due.due_at, default=None)
    return Complaint(
        number=number,
        tracking_id=row.tracking_id,
        title=row.title,
        folded=search.folded(row.title),
        classification=row.classification,
        category=row.category,
        channel=Channel.LAPOR,
        district=row.district,
        village=row.village,
        is_anonymous=row.is_anonymous,
        is_secret=row.is_secret,
        received_at=row.received_at,
        recorded_at=at,
        status=place.status,
        agency=place.agency,
        due_at=nearest.due_at if nearest else None,
        due_step=nearest.step if nearest else "",
        lapor_status=row.status,
        lapor_bucket=row.bucket or "",
        lapor_agency=row.agency_text,
        lapor_rating=row.rating,
        lapor_seen_at=at,
    )


def _text(new: New, ids: dict[str, int]) -> ComplaintText:
    row = new.row
    return ComplaintText(complaint=ids[row.tracking_id], body=row.body, body_final=row.body_final)


def _reporter(new: New, ids: dict[str, int]) -> Reporter:
    return Reporter(complaint=ids[new.row.tracking_id], name=new.row.reporter)


def _disposition(new: New, ids: dict[str, int], at: datetime) -> Disposition:
    is_over = new.place.status in {Status.RESOLVED, Status.ARCHIVED}
    return Disposition(
        complaint=ids[new.row.tracking_id],
        agency=new.place.agency,
        disposed_by_name="SP4N-LAPOR!",
        outcome=Outcome.RESOLVED if is_over else Outcome.OPEN,
        recorded_at=at,
    )


def _clock(new: New, due: Due, ids: dict[str, int]) -> Clock:
    return Clock(
        complaint=ids[new.row.tracking_id],
        step=due.step,
        rule=due.term.id,
        started_at=new.row.received_at,
        due_at=due.due_at,
    )


def _entry(new: New, ids: dict[str, int], by: Actor, role: str, at: datetime) -> Entry:
    said: dict[str, Any] = {"status": new.row.status, "agency": new.row.agency_text}
    return Entry(
        complaint=ids[new.row.tracking_id],
        kind=EntryKind.IMPORTED,
        happened_at=new.row.received_at,
        recorded_at=at,
        actor_key=by.key,
        actor_name=by.name,
        role=role,
        data=json.dumps(said, ensure_ascii=False),
    )
