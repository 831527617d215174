"""The head of a complaint's page: where it stands, whose it is, what is special about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal.complaints import buckets, words
from portal.complaints.acting import known
from portal.complaints.display import strip
from portal.complaints.display.clocks import icon_of
from portal.complaints.kinds import OPEN, Channel, Classification, Outcome, Status, Step
from portal.complaints.read_model import Detail
from portal.complaints.tables import Complaint
from portal.complaints.words import Said
from portal.files import StoredFileRow
from portal.workdays.calendar import Calendar
from portal.workdays.words import dated, deadline_words, stamp
from portal.workdays.words import seen as seen_on

KOMINFO = "Kominfo"
MARKS = {Step.VERIFY: "batas verifikasi", Step.FOLLOW_UP: "batas tindak lanjut", Step.FINISH: "batas selesai"}


@dataclass(frozen=True, slots=True)
class Case:
    """What every page about one complaint says of it first."""

    number: str
    version: int
    title: str
    state: Said
    due: Said | None
    where: str
    tracking_id: str
    flags: tuple[Said, ...]
    warnings: tuple[str, ...]
    text: str
    text_final: str
    origin: str
    holder: str
    instruction: str
    files: tuple[StoredFileRow, ...]


def case_of(
    complaint: Complaint,
    detail: Detail,
    files: Mapping[int, StoredFileRow],
    calendar: Calendar,
    now: datetime,
) -> Case:
    """Put the head together."""
    return Case(
        number=complaint.number,
        version=complaint.version,
        title=complaint.title,
        state=words.status_said(complaint.status, is_returned=known(complaint.returned_at) is not None),
        due=_due(complaint, calendar, now),
        where=_where(complaint, detail),
        tracking_id=complaint.tracking_id,
        flags=_flags(complaint),
        warnings=_warnings(complaint),
        text=detail.facts.body,
        text_final=detail.facts.body_final if detail.facts.body_final != detail.facts.body else "",
        origin=_origin(complaint, detail),
        holder=detail.facts.holder,
        instruction=next((each.note for each in detail.dispositions if each.outcome == Outcome.OPEN), ""),
        files=tuple(files[key] for key in detail.files if key in files),
    )


def is_open(complaint: Complaint) -> bool:
    """Whether somebody still has to do something."""
    return Status(complaint.status) in OPEN


def _due(complaint: Complaint, calendar: Calendar, now: datetime) -> Said | None:
    due_at = known(complaint.due_at)
    if due_at is None or not is_open(complaint):
        return None
    spoken = deadline_words(due_at, now, calendar)
    tone = spoken.tone.removeprefix("none")
    return Said(spoken.sentence, tone, icon_of(tone))


def _where(complaint: Complaint, detail: Detail) -> str:
    if complaint.status == Status.RESOLVED:
        resolved = known(complaint.resolved_at)
        return f"sejak {dated(resolved)}" if resolved else ""
    if complaint.agency is not None:
        return f"di {detail.facts.holder}"
    if known(complaint.returned_at) is None:
        return f"di {KOMINFO}"
    returned = [each.agency_name for each in detail.dispositions if each.outcome == Outcome.RETURNED]
    return f"di {KOMINFO}, dikembalikan {returned[-1]}" if returned else f"di {KOMINFO}"


def _flags(complaint: Complaint) -> tuple[Said, ...]:
    found = (
        (complaint.is_secret, Said("rahasia", "", "lock")),
        (complaint.is_anonymous, Said("anonim", "", "eye-off")),
        (
            complaint.classification in words.LOCK,
            Said(words.LOCK.get(Classification(complaint.classification), ""), "", "shield-lock"),
        ),
    )
    return tuple(said for holds, said in found if holds)


def _warnings(complaint: Complaint) -> tuple[str, ...]:
    """Where LAPOR! says otherwise than we do."""
    if not complaint.lapor_status:
        return ()
    seen = known(complaint.lapor_seen_at)
    ours = buckets.of(complaint.status, is_answered=known(complaint.answered_at) is not None)
    if complaint.lapor_bucket == ours:
        return ()
    told = f" (per {seen_on(seen)})" if seen else ""
    return (f"Di SP4N-LAPOR! tertulis “{complaint.lapor_status}”{told}.",)


def _origin(complaint: Complaint, detail: Detail) -> str:
    place = [f"Desa/Kel. {complaint.village}" if complaint.village else "", complaint.place]
    district = f"Kec. {detail.facts.district}" if detail.facts.district else ""
    channel = f"lewat {words.CHANNEL[Channel(complaint.channel)]}"
    parts = (*place, district, channel, stamp(complaint.received_at))
    return " · ".join(part for part in parts if part)


def strip_of(complaint: Complaint, detail: Detail, calendar: Calendar, now: datetime) -> strip.Strip | None:
    """The days strip, where the whole way is known: what was imported without dates is not drawn."""
    until = _until(complaint, detail, now)
    if until is None or any(each.starts_at is None for each in detail.dispositions):
        return None
    marks = [
        strip.Mark(MARKS[Step(each.step)], each.due_at, is_late=(each.stopped_at or now) > each.due_at)
        for each in detail.clocks
        if each.stopped_at is None or each.due_at <= until
    ]
    spans = _spans(complaint.received_at, detail)
    return strip.build(spans, marks, until=until, is_over=not is_open(complaint), calendar=calendar)


def _until(complaint: Complaint, detail: Detail, now: datetime) -> datetime | None:
    if is_open(complaint):
        return now
    ended = [each.happened_at for each in detail.entries if each.kind in {"resolved", "archived"}]
    return known(complaint.resolved_at) or (ended[-1] if ended else None)


def _spans(received_at: datetime, detail: Detail) -> list[strip.Span]:
    """Kominfo's desk, and the stretches that agencies had it."""
    spans = [strip.Span(KOMINFO, received_at, None, is_office=True)]
    for each in detail.dispositions:
        if each.starts_at is None:
            continue
        spans.append(strip.Span(each.agency_name, each.starts_at, each.ends_at))
        if each.ends_at is not None:
            spans.append(strip.Span(KOMINFO, each.ends_at, None, is_office=True))
    return spans
