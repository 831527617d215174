"""How every act begins: may this person do it, does the table allow it now, has nobody been quicker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.complaints import deadlines, policies, words
from portal.complaints.acts import Act, Rule, Who
from portal.complaints.kinds import OPEN, Bucket, DraftStatus, Outcome, Status, Step
from portal.complaints.policies import Sight
from portal.complaints.states import Standing, line, permission_of
from portal.complaints.tables import Complaint, Disposition, Entry
from portal.errors import Conflict, Forbidden, Refusal
from portal.permissions import Actor
from portal.workdays.words import stamp

NOT_YOURS = "Anda tidak berwenang melakukan tindakan ini pada pengaduan ini."


def standing_of(complaint: Complaint, draft: DraftStatus | None = None, *, leaves: bool = False) -> Standing:
    """What of the complaint the state table asks for."""
    return Standing(
        Status(complaint.status),
        complaint.agency,
        closed_in_lapor=complaint.lapor_bucket == Bucket.RESOLVED,
        draft=draft,
        leaves=leaves,
        has_tracking_id=bool(complaint.tracking_id),
        seen_in_lapor=known(complaint.lapor_seen_at) is not None,
    )


async def begin(
    complaint: Complaint, act: Act, *, by: Actor, draft: DraftStatus | None = None, leaves: bool = False
) -> Rule:
    """The line of the table that the act follows; raises Refusal or Conflict with a sentence."""
    if not await sees(by, complaint):
        raise Forbidden(NOT_YOURS)
    rule = line(act, standing_of(complaint, draft, leaves=leaves))
    if rule is None:
        await _refuse_stranger(complaint, act, by)
        raise await conflict(complaint)
    if not policies.may_act(by, rule, complaint.agency):
        raise Forbidden(NOT_YOURS)
    return rule


async def sees(by: Actor, complaint: Complaint) -> bool:
    """Whether the actor sees the complaint at all."""
    reach = await policies.reach(by)
    sight = sight_of(complaint)
    return reach.covers(sight) or reach.covers(replace(sight, involved=await involved(complaint.id)))


def sight_of(complaint: Complaint) -> Sight:
    """What decides who sees it, without the agencies it was handed to earlier."""
    return Sight(complaint.classification, complaint.agency, complaint.office)


async def involved(complaint_id: int) -> frozenset[int]:
    """The agencies Kominfo passed it on from; whoever gave it back is none of them."""
    found = await Disposition.select(Disposition.agency).where(
        Disposition.complaint == complaint_id, Disposition.outcome == Outcome.REDISPOSED
    )
    return frozenset(row["agency"] for row in found)


async def _refuse_stranger(complaint: Complaint, act: Act, by: Actor) -> None:
    # Whoever could never do it is told so, not that somebody was quicker.
    if not policies.may(by, permission_of(act), Who.EITHER, complaint.agency):
        raise Forbidden(NOT_YOURS)


async def move(
    complaint: Complaint,
    rule: Rule,
    *,
    at: datetime,
    happened_at: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Write the act's outcome if the complaint still stands as it was read, else raise Conflict.

    The object is brought up to date, the clocks are stopped and started as the table says.
    """
    wanted = {
        "status": rule.target or complaint.status,
        "version": complaint.version + 1,
        "acted_at": known(complaint.acted_at) or at,
        "taken_into_care_at": known(complaint.taken_into_care_at) or at,
        **(changes or {}),
    }
    # State and version sit in the WHERE so that of two officers pressing at once only one wins.
    won = await (
        Complaint.update({getattr(Complaint, name): value for name, value in wanted.items()})
        .where(
            Complaint.id == complaint.id,
            Complaint.status == complaint.status,
            Complaint.version == complaint.version,
        )
        .returning(Complaint.id)
    )
    if not won:
        raise await conflict(complaint)
    await _take_into_care(complaint, at)
    for name, value in wanted.items():
        setattr(complaint, name, value)
    await _run_clocks(complaint, rule, happened_at)


async def _take_into_care(complaint: Complaint, at: datetime) -> None:
    """With the first act here the deadlines of an imported complaint begin to count."""
    if known(complaint.acted_at) or complaint.status not in OPEN:
        return
    if complaint.status == Status.RECEIVED:
        await deadlines.start(complaint.id, complaint.classification, Step.VERIFY, complaint.received_at)
    if complaint.status in {Status.DISPOSED, Status.ACCEPTED}:
        since = known(complaint.disposed_at) or at
        await deadlines.start(complaint.id, complaint.classification, Step.FOLLOW_UP, since)
    await deadlines.start(complaint.id, complaint.classification, Step.FINISH, complaint.received_at)


async def _run_clocks(complaint: Complaint, rule: Rule, happened_at: datetime) -> None:
    await deadlines.stop(complaint.id, rule.stops, happened_at)
    for step in rule.starts:
        await deadlines.start(complaint.id, complaint.classification, step, happened_at)
    for step in rule.restarts:
        await deadlines.start(complaint.id, complaint.classification, step, happened_at, again=True)
    await deadlines.note_nearest(complaint.id)


def happened(at: datetime, happened_at: datetime | None, complaint: Complaint) -> datetime:
    """When the act took place, in UTC; raises Refusal for a time to come or before the complaint came in."""
    moment = (happened_at or at).astimezone(UTC)
    if moment > at:
        raise Refusal("Waktu kejadian tidak boleh di masa depan.")
    if happened_at is not None and moment < complaint.received_at:
        raise Refusal(f"Waktu kejadian tidak boleh sebelum pengaduan masuk, {stamp(complaint.received_at)}.")
    return moment


def known(moment: datetime | None) -> datetime | None:
    """A nullable moment of a row, which Piccolo types as always there."""
    return moment


def required(text: str, sentence: str) -> str:
    """The text without blanks around it; raises Refusal with the sentence where nothing is left."""
    if not text.strip():
        raise Refusal(sentence)
    return text.strip()


async def conflict(complaint: Complaint) -> Conflict:
    """The sentence for somebody who came too late: where it stands now, through whom, since when."""
    now = await Complaint.select(Complaint.status).where(Complaint.id == complaint.id).first()
    last = (
        await Entry.select(Entry.actor_name, Entry.recorded_at)
        .where(Entry.complaint == complaint.id)
        .order_by(Entry.id, ascending=False)
        .first()
    )
    where = words.NOW[Status(now["status"] if now else complaint.status)]
    by = f" Perubahan terakhir oleh {last['actor_name']}, {stamp(last['recorded_at'])}." if last else ""
    return Conflict(f"Pengaduan ini {where}.{by} Muat ulang halaman untuk melihat keadaan terbaru.")
