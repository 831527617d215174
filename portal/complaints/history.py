"""The office's own dates for complaints that were handled before: what LAPOR!'s export leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Any

from portal import clock, db
from portal.complaints import deadlines, events, policies
from portal.complaints.acting import known
from portal.complaints.events import Fact
from portal.complaints.kinds import (
    WITH_AGENCY,
    Bucket,
    Classification,
    DraftStatus,
    EntryKind,
    Outcome,
    Stage,
    Status,
    Step,
)
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint, Disposition, FollowUp
from portal.errors import Refusal
from portal.permissions import Actor, Permission
from portal.workdays.words import dated

NOON = time(12)
"""The papers name days only; noon is a moment of that day in every zone of the country."""

STEPS = {"disposed_at": "disposisi", "answered_at": "tindak lanjut", "resolved_at": "selesai"}
REACHED = {
    Status.ANSWERED: frozenset({"disposed_at", "answered_at"}),
    Status.RESOLVED: frozenset(STEPS),
}
EARLY = frozenset({Status.RECEIVED, Status.VERIFIED, Status.DISPOSED, Status.ACCEPTED})


@dataclass(frozen=True, slots=True)
class PastDates:
    """One line of the office's papers; days in WIB, None where they say nothing."""

    tracking_id: str
    agency: int | None = None
    disposed_on: date | None = None
    followed_up_on: date | None = None
    closed_on: date | None = None
    text: str = ""


async def apply(past: PastDates, *, by: Actor, at: datetime) -> bool:
    """Add what is not known yet and say whether anything was; nothing that stands here is overwritten.

    Raises Refusal for an unknown Tracking ID and for days that cannot follow each other.
    """
    async with db.transaction():
        complaint = await complaint_of(past)
        known_days = moments(past, complaint, at)
        added = _missing(complaint, known_days)
        if not added:
            return False
        past = await _without_accused(past, complaint)
        await _move(complaint, past, added, at)
        disposition = await _disposition(complaint, past, known_days, by, at)
        if "answered_at" in added:
            await _follow_up(complaint, past, disposition, known_days["answered_at"], by, at)
        await upkeep.note([complaint.id])
        await _write_line(complaint, added, by, at)
    return True


async def would_add(past: PastDates, at: datetime) -> bool:
    """As `apply`, without writing."""
    complaint = await complaint_of(past)
    return bool(_missing(complaint, moments(past, complaint, at)))


async def complaint_of(past: PastDates) -> Complaint:
    """The complaint that the line means; raises Refusal."""
    complaint = await Complaint.objects().get(Complaint.tracking_id == past.tracking_id)
    if complaint is None:
        raise Refusal(f"Tracking ID {past.tracking_id} belum ada di ASPAL. Impor dulu ekspor LAPOR!.")
    return complaint


def _missing(complaint: Complaint, moments: Mapping[str, datetime]) -> dict[str, datetime]:
    """What the papers say and nobody knew; once somebody acted here they tell no more than our state."""
    missing = {name: moment for name, moment in moments.items() if known(getattr(complaint, name)) is None}
    if known(complaint.acted_at):
        reached = REACHED.get(Status(complaint.status), frozenset({"disposed_at"}))
        missing = {name: moment for name, moment in missing.items() if name in reached}
    if complaint.status == Status.POSTPONED:
        # It goes on one day; a closing date would count it as closed until then.
        missing.pop("resolved_at", None)
    return missing


async def _without_accused(past: PastDates, complaint: Complaint) -> PastDates:
    """An agency that may not see a complaint does not come to hold it; what is held nobody does."""
    if complaint.classification == Classification.HELD:
        return replace(past, agency=None)
    supervisory = complaint.classification == Classification.SUPERVISORY
    if supervisory and past.agency not in await policies.inspectorates():
        return replace(past, agency=None)
    return past


def moments(past: PastDates, complaint: Complaint, at: datetime) -> dict[str, datetime]:
    """The days as moments, none before the one it must follow; raises Refusal."""
    days = dict(zip(STEPS, (past.disposed_on, past.followed_up_on, past.closed_on), strict=True))
    before, name = complaint.received_at, "masuk"
    found: dict[str, datetime] = {}
    for column, day in days.items():
        if day is None:
            continue
        if day > at.astimezone(clock.WIB).date():
            raise Refusal(f"Tanggal {STEPS[column]} {dated(day)} belum terjadi.")
        if day < before.astimezone(clock.WIB).date():
            raise Refusal(f"Tanggal {STEPS[column]} {dated(day)} mendahului tanggal {name}, {dated(before)}.")
        noon = datetime.combine(day, NOON, clock.WIB).astimezone(UTC)
        found[column] = before = max(before, min(noon, at))
        name = STEPS[column]
    return found


async def _move(complaint: Complaint, past: PastDates, added: Mapping[str, datetime], at: datetime) -> None:
    """Write the moments, and advance the state where the papers know more than LAPOR!."""
    changes: dict[str, Any] = {**added}
    status = _status(complaint, past, added)
    if complaint.agency is None and status in WITH_AGENCY | {Status.RESOLVED}:
        changes["agency"] = past.agency
    if status != complaint.status:
        changes |= {"status": status, "acted_at": at}
    changes["version"] = complaint.version + 1
    await Complaint.update({getattr(Complaint, name): value for name, value in changes.items()}).where(
        Complaint.id == complaint.id
    )
    for name, value in changes.items():
        setattr(complaint, name, value)
    await _stop_clocks(complaint, added)


def _status(complaint: Complaint, past: PastDates, added: Mapping[str, datetime]) -> Status:
    now = Status(complaint.status)
    if known(complaint.acted_at):
        return now
    if "resolved_at" in added and now in EARLY | {Status.ANSWERED}:
        return Status.RESOLVED
    if "answered_at" in added and now in EARLY:
        return Status.ANSWERED
    has_agency = complaint.agency is not None or past.agency is not None
    if "disposed_at" in added and has_agency and now in {Status.RECEIVED, Status.VERIFIED}:
        return Status.DISPOSED
    return now


async def _stop_clocks(complaint: Complaint, added: Mapping[str, datetime]) -> None:
    first = min(added.values())
    if complaint.status != Status.RECEIVED:
        await deadlines.stop(complaint.id, (Step.VERIFY,), first)
    if "answered_at" in added:
        await deadlines.stop(complaint.id, (Step.FOLLOW_UP,), added["answered_at"])
    if complaint.status == Status.RESOLVED:
        await deadlines.stop(complaint.id, tuple(Step), max(added.values()))
    await deadlines.note_nearest(complaint.id)


async def _disposition(
    complaint: Complaint, past: PastDates, moments: Mapping[str, datetime], by: Actor, at: datetime
) -> int | None:
    """The disposition the papers mean: the imported one without a start, else a new one."""
    agency = past.agency or complaint.agency
    if agency is None:
        return None
    standing = (
        await Disposition.select(Disposition.id, Disposition.starts_at)
        .where(Disposition.complaint == complaint.id, Disposition.agency == agency)
        .order_by(Disposition.id, ascending=False)
        .first()
    )
    dates: dict[Any, Any] = {
        Disposition.starts_at: moments.get("disposed_at"),
        Disposition.ends_at: moments.get("resolved_at"),
        Disposition.outcome: _outcome(complaint, agency),
    }
    if standing is None:
        row = Disposition(complaint=complaint.id, agency=agency, disposed_by_key=by.key, recorded_at=at)
        row.disposed_by_name = by.name
        await row.save()
        standing = {"id": row.id, "starts_at": None}
    if standing["starts_at"] is None:
        await Disposition.update(dates).where(Disposition.id == standing["id"])
    return int(standing["id"])


def _outcome(complaint: Complaint, agency: int) -> Outcome:
    if complaint.status in {Status.RESOLVED, Status.ARCHIVED}:
        return Outcome.RESOLVED
    return Outcome.OPEN if agency == complaint.agency else Outcome.REDISPOSED


async def _follow_up(
    complaint: Complaint,
    past: PastDates,
    disposition: int | None,
    moment: datetime,
    by: Actor,
    at: datetime,
) -> None:
    in_lapor = complaint.lapor_bucket in {Bucket.IN_PROGRESS, Bucket.RESOLVED}
    await FollowUp.insert(
        FollowUp(
            complaint=complaint.id,
            disposition=disposition,
            stage=Stage.FIRST,
            text=past.text,
            status=DraftStatus.APPROVED,
            author_key=by.key,
            author_name=by.name,
            happened_at=moment,
            recorded_at=at,
            decided_at=moment,
            decided_by_key=by.key,
            decided_by_name=by.name,
            # LAPOR! counts it as followed up, so it must have been typed there.
            copied_to_lapor_on=moment.astimezone(clock.WIB).date() if in_lapor else None,
        )
    )


async def _write_line(complaint: Complaint, added: Mapping[str, datetime], by: Actor, at: datetime) -> None:
    told = ", ".join(f"{STEPS[name]} {dated(moment)}" for name, moment in added.items())
    fact = Fact(happened_at=max(added.values()), agency=complaint.agency, text=f"Menurut catatan: {told}.")
    role = by.role_for(Permission.LAPOR_IMPORT, None)
    await events.write(complaint.id, EntryKind.HISTORY_ADDED, by=by, role=role, at=at, fact=fact)
