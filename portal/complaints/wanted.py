"""Asked before a message leaves: is it still true, and does it still concern the one it is for."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import queries as accounts
from portal.accounts.roles import RoleCode
from portal.complaints import audience, policies
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
SUPERVISORY = "supervisory"
REMINDERS = frozenset({"due_tomorrow", "overdue"})
KINDS = (*STATES, *DRAFTS, *REMINDERS, SUPERVISORY, "answered", "changed_in_lapor")
"""The kinds that `still_wanted` answers for."""


Found = dict[str, dict[str, Any]]
"""Complaints by number."""

# By hand, because it is asked before every single message.
COMPLAINTS = "SELECT id, number, status, agency, classification FROM complaint WHERE number IN ({places})"


async def still_wanted(parcels: Sequence[Parcel], at: datetime) -> dict[int, str]:
    """The sender's hook: by delivery, the reason why a message is pointless by now."""
    numbers = list({_number(parcel) for parcel in parcels})
    rows = await db.quick(COMPLAINTS.replace("{places}", db.places(numbers)), *numbers)
    found: Found = {row["number"]: row for row in rows}
    posts = await accounts.posts({parcel.recipient_key for parcel in parcels}, at)
    pointless: dict[int, str] = {}
    for parcel in await _no_longer_true(parcels, found):
        pointless[parcel.id] = NOT_TRUE
    inspectorates = await policies.inspectorates()
    for parcel in parcels:
        if parcel.id in pointless:
            continue
        holders = inspectorates if parcel.kind == SUPERVISORY else {_holder(parcel, found)}
        if not _concerns(posts[parcel.recipient_key], holders, parcel.kind):
            pointless[parcel.id] = NOT_THEIRS
    return pointless


async def _no_longer_true(parcels: Sequence[Parcel], found: Found) -> list[Parcel]:
    standing = [parcel for parcel in parcels if _number(parcel) in found]
    true = await _true(standing, found) if standing else set()
    return [parcel for parcel in parcels if parcel.id not in true]


async def _true(parcels: Sequence[Parcel], found: Found) -> set[int]:
    """The deliveries whose cause still stands; all are of one kind."""
    kind = parcels[0].kind
    complaints = {parcel.id: found[_number(parcel)] for parcel in parcels}
    if kind in STATES:
        return {key for key, complaint in complaints.items() if complaint["status"] in STATES[kind]}
    if kind in DRAFTS:
        lying = await _with_draft([complaint["id"] for complaint in complaints.values()], DRAFTS[kind])
        return {key for key, complaint in complaints.items() if complaint["id"] in lying}
    if kind == SUPERVISORY:
        return {key for key, complaint in complaints.items() if complaint["classification"] == SUPERVISORY}
    if kind in REMINDERS:
        running = await _running({_clock(parcel) for parcel in parcels})
        return {parcel.id for parcel in parcels if _clock(parcel) in running}
    return set(complaints)


async def _with_draft(complaints: list[int], status: DraftStatus) -> set[int]:
    drafts = FollowUp.select(FollowUp.complaint).where(
        FollowUp.complaint.is_in(complaints), FollowUp.status == status
    )
    return {row["complaint"] for row in await drafts}


async def _running(clocks: set[int]) -> set[int]:
    running = Clock.select(Clock.id).where(Clock.id.is_in(list(clocks)), Clock.stopped_at.is_null())
    return {row["id"] for row in await running}


def _number(parcel: Parcel) -> str:
    return parcel.subject.removeprefix("complaint:")


def _holder(parcel: Parcel, found: Found) -> int | None:
    agency: int | None = found[_number(parcel)]["agency"]
    return agency


def _clock(parcel: Parcel) -> int:
    return int(parcel.dedupe_key.split("-")[1])


def _concerns(
    posts: AbstractSet[tuple[str, int | None]], holders: AbstractSet[int | None], kind: str
) -> bool:
    """Kominfo always, of the agency everybody who may be told; its head stands in for an empty seat."""
    told = {(role, holder) for role in (*audience.TEAM, RoleCode.LEADER) for holder in holders - {None}}
    everywhere = {(RoleCode.ADMIN, None)} | ({(RoleCode.INSPECTOR, None)} if kind == SUPERVISORY else set())
    return not posts.isdisjoint(told | everywhere)
