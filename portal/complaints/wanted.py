"""Asked before a message leaves: is it still true, and does it still concern the one it is for."""

from __future__ import annotations

from datetime import datetime

from portal import clock
from portal.complaints import audience
from portal.complaints.kinds import DraftStatus, Status
from portal.complaints.tables import Clock, Complaint, FollowUp
from portal.notifications.hooks import Parcel

NOT_TRUE = "Tidak diperlukan lagi: keadaan pengaduan sudah berubah."
NOT_THEIRS = "Penerima tidak lagi bertugas untuk pengaduan ini."

STATES = {
    "disposed": frozenset({Status.DISPOSED, Status.ACCEPTED}),
    "returned": frozenset({Status.VERIFIED}),
    "asked": frozenset({Status.DISPOSED, Status.ACCEPTED, Status.ANSWERED}),
    "resolved": frozenset({Status.RESOLVED}),
}
DRAFTS = {"draft_submitted": DraftStatus.SUBMITTED, "draft_returned": DraftStatus.RETURNED}
REMINDERS = frozenset({"due_tomorrow", "overdue"})
KINDS = (*STATES, *DRAFTS, *REMINDERS, "answered", "changed_in_lapor")
"""The kinds that `still_wanted` answers for."""


async def still_wanted(parcel: Parcel) -> str | None:
    """The reason why the message is pointless by now, or None."""
    number = parcel.subject.removeprefix("complaint:")
    complaint = await Complaint.objects().get(Complaint.number == number)
    if complaint is None or not await _is_true(parcel, complaint):
        return NOT_TRUE
    return None if await _concerns(parcel, complaint.agency, clock.now()) else NOT_THEIRS


async def _is_true(parcel: Parcel, complaint: Complaint) -> bool:
    if parcel.kind in STATES:
        return complaint.status in STATES[parcel.kind]
    if parcel.kind in DRAFTS:
        return await FollowUp.exists().where(
            FollowUp.complaint == complaint.id, FollowUp.status == DRAFTS[parcel.kind]
        )
    if parcel.kind in REMINDERS:
        return await _is_running(parcel.dedupe_key)
    return True


async def _is_running(dedupe_key: str) -> bool:
    clock_id = int(dedupe_key.split("-")[1])
    return await Clock.exists().where(Clock.id == clock_id, Clock.stopped_at.is_null())


async def _concerns(parcel: Parcel, holder: int | None, at: datetime) -> bool:
    people = await audience.kominfo(at)
    if holder is not None:
        people += await audience.team(holder, at)
        people += await audience.approvers(holder, at, author="")
    return any(person.key == parcel.recipient_key for person in people)
