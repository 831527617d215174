"""Asked before a message leaves: is it still true, and does it still concern the one it is for."""

from __future__ import annotations

from datetime import datetime

from portal import clock, db
from portal.accounts import queries as accounts
from portal.accounts.roles import RoleCode
from portal.complaints import audience
from portal.complaints.kinds import DraftStatus, Status
from portal.complaints.tables import Clock, FollowUp
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


# By hand, because it is asked before every single message.
COMPLAINT = "SELECT id, status, agency FROM complaint WHERE number = {}"


async def still_wanted(parcel: Parcel) -> str | None:
    """The reason why the message is pointless by now, or None."""
    found = await db.quick(COMPLAINT, parcel.subject.removeprefix("complaint:"))
    if not found or not await _is_true(parcel, found[0]["id"], found[0]["status"]):
        return NOT_TRUE
    return None if await _concerns(parcel, found[0]["agency"], clock.now()) else NOT_THEIRS


async def _is_true(parcel: Parcel, complaint: int, status: str) -> bool:
    if parcel.kind in STATES:
        return status in STATES[parcel.kind]
    if parcel.kind in DRAFTS:
        return await FollowUp.exists().where(
            FollowUp.complaint == complaint, FollowUp.status == DRAFTS[parcel.kind]
        )
    if parcel.kind in REMINDERS:
        return await _is_running(parcel.dedupe_key)
    return True


async def _is_running(dedupe_key: str) -> bool:
    clock_id = int(dedupe_key.split("-")[1])
    return await Clock.exists().where(Clock.id == clock_id, Clock.stopped_at.is_null())


async def _concerns(parcel: Parcel, holder: int | None, at: datetime) -> bool:
    """Kominfo always, of the agency everybody who may be told; its head stands in for an empty seat."""
    posts = await accounts.posts(parcel.recipient_key, at)
    told = ((role, holder) for role in (*audience.TEAM, RoleCode.LEADER))
    return (RoleCode.ADMIN, None) in posts or (holder is not None and not posts.isdisjoint(told))
