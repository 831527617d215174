"""Handing a complaint to an agency, taking it back, and the agency's yes or no."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import clock, db
from portal.agencies import queries as agencies
from portal.complaints import acting, events, policies
from portal.complaints.acting import known
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.kinds import UNAPPROVED, Classification, DraftStatus, Outcome
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint, Disposition, FollowUp
from portal.errors import Refusal
from portal.permissions import Actor

HELD = "Klasifikasi pengaduan ini belum jelas. Tetapkan klasifikasinya dahulu."


async def dispose(
    complaint: Complaint,
    *,
    to: int,
    note: str = "",
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """Hand a verified complaint to an agency; its people are told."""
    await _hand_over(complaint, Act.DISPOSE, to, note, by=by, at=at, happened_at=happened_at)


async def redispose(
    complaint: Complaint,
    *,
    to: int,
    note: str = "",
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """Hand it from one agency to another; the follow-up clock runs on."""
    if to == complaint.agency:
        raise Refusal("Pengaduan ini sudah berada di perangkat daerah tersebut.")
    await _hand_over(complaint, Act.REDISPOSE, to, note, by=by, at=at, happened_at=happened_at)


async def withdraw(complaint: Complaint, *, reason: str, by: Actor, at: datetime) -> None:
    """Take a disposition back that the agency has not accepted yet."""
    why = acting.required(reason, "Alasan pembatalan belum diisi.")
    async with db.transaction():
        rule = await acting.begin(complaint, Act.WITHDRAW, by=by)
        agency = complaint.agency
        await acting.move(complaint, rule, at=at, happened_at=at, changes={"agency": None})
        await end_open(complaint.id, Outcome.WITHDRAWN, at)
        await upkeep.note_places([complaint.id])
        await events.record(complaint, rule, by=by, at=at, fact=Fact(agency=agency, text=why))


async def accept(complaint: Complaint, *, by: Actor, at: datetime) -> None:
    """The agency takes the complaint on."""
    async with db.transaction():
        rule = await acting.begin(complaint, Act.ACCEPT, by=by)
        await acting.move(complaint, rule, at=at, happened_at=at)
        await note_acceptance(complaint.id, at)
        await events.record(complaint, rule, by=by, at=at, fact=Fact(agency=complaint.agency))


async def give_back(complaint: Complaint, *, reason: str, by: Actor, at: datetime) -> None:
    """The agency returns what is not within its authority; the clock runs on and Kominfo is told."""
    why = acting.required(reason, "Alasan pengembalian belum diisi.")
    async with db.transaction():
        rule = await acting.begin(complaint, Act.RETURN, by=by)
        agency = complaint.agency
        changes = {"agency": None, "returned_at": at}
        await acting.move(complaint, rule, at=at, happened_at=at, changes=changes)
        await end_open(complaint.id, Outcome.RETURNED, at)
        await upkeep.note_places([complaint.id])
        await events.record(complaint, rule, by=by, at=at, fact=Fact(agency=agency, text=why))


async def note_acceptance(complaint_id: int, at: datetime) -> None:
    """Write onto the open disposition when the agency took it on."""
    await Disposition.update({Disposition.accepted_at: at}).where(
        Disposition.complaint == complaint_id,
        Disposition.outcome == Outcome.OPEN,
        Disposition.accepted_at.is_null(),
    )


async def begin_for(complaint: Complaint, *, note: str, by: Actor, at: datetime, moment: datetime) -> None:
    """Begin a disposition to the agency that holds the complaint."""
    await Disposition.insert(
        Disposition(
            complaint=complaint.id,
            agency=complaint.agency,
            note=note.strip(),
            disposed_by_key=by.key,
            disposed_by_name=by.name,
            starts_at=moment,
            recorded_at=at,
        )
    )


async def end_open(complaint_id: int, outcome: Outcome, at: datetime) -> None:
    """End the open disposition and drop what was being written under it."""
    await Disposition.update({Disposition.outcome: outcome, Disposition.ends_at: at}).where(
        Disposition.complaint == complaint_id, Disposition.outcome == Outcome.OPEN
    )
    await FollowUp.update({FollowUp.status: DraftStatus.DROPPED}).where(
        FollowUp.complaint == complaint_id, FollowUp.status.is_in(list(UNAPPROVED))
    )


async def refuse_wrong_agency(complaint: Complaint, to: int, at: datetime) -> None:
    """Raise Refusal where the agency is not there or may not see what is berkadar pengawasan."""
    agency = await agencies.hold(to)
    if agency is None or not agency.is_active(at.astimezone(clock.WIB).date()):
        raise Refusal("Perangkat daerah ini tidak ada atau sudah tidak berlaku.")
    if complaint.classification == Classification.HELD:
        raise Refusal(HELD)
    if complaint.classification == Classification.SUPERVISORY and to not in await policies.inspectorates():
        raise Refusal("Pengaduan berkadar pengawasan hanya dapat didisposisikan ke Inspektorat.")


async def _hand_over(  # noqa: PLR0913
    complaint: Complaint,
    act: Act,
    to: int,
    note: str,
    *,
    by: Actor,
    at: datetime,
    happened_at: datetime | None,
) -> None:
    moment = acting.happened(at, happened_at, complaint)
    async with db.transaction():
        rule = await acting.begin(complaint, act, by=by)
        await refuse_wrong_agency(complaint, to, at)
        changes: dict[str, Any] = {
            "agency": to,
            "returned_at": None,
            "disposed_at": known(complaint.disposed_at) or moment,
        }
        await acting.move(complaint, rule, at=at, happened_at=moment, changes=changes)
        await end_open(complaint.id, Outcome.REDISPOSED, at)
        await upkeep.note_places([complaint.id])
        await begin_for(complaint, note=note, by=by, at=at, moment=moment)
        fact = Fact(happened_at=moment, agency=to, text=note.strip())
        await events.record(complaint, rule, by=by, at=at, fact=fact)
