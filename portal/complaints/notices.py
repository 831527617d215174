"""Which message an act causes, to whom, with which words; only for complaints taken into care."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.complaints import audience
from portal.complaints.acts import Audience, Rule
from portal.complaints.kinds import RESTRICTED
from portal.complaints.tables import Complaint
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.workdays.words import long_date

CRITICAL = frozenset({"disposed", "overdue"})
MAY_WAIT = frozenset({"resolved", "changed_in_lapor", "due_tomorrow", "overdue"})
DRAFTS = ("draft_submitted", "draft_returned")
NAMING = ("disposed", "returned", "asked", "answered", *DRAFTS, "resolved", *sorted(MAY_WAIT - {"resolved"}))
"""Messages about one complaint that say what it is about."""

MOOT = "Tidak diperlukan lagi: keadaan pengaduan sudah berubah."


@dataclass(frozen=True, slots=True)
class Cause:
    """What the message comes from, who acted, whom the act itself names.

    `source` is the key of the timeline's line, or for reminders `clock-{id}-{date}`; of one source a person
    is told once. `discloses` as of the fact.
    """

    source: str
    actor: str
    to: str = ""
    side: int | None = None
    act: str = ""
    discloses: bool = False


async def tell(complaint: Complaint, rule: Rule, cause: Cause, *, at: datetime) -> None:
    """Withdraw what the act makes pointless and write what it causes, in the act's transaction."""
    if rule.moot:
        await outbox.cancel(_subject(complaint.number), rule.moot, reason=MOOT, at=at)
    if rule.warns and cause.discloses:
        await _warn_inspectorate(complaint, cause, at)
    if rule.notice is None or complaint.taken_into_care_at is None:
        return
    people = await recipients(rule.notice.to, complaint, cause, at)
    await send(complaint, rule.notice.kind, people, cause, at=at)


async def _warn_inspectorate(complaint: Complaint, cause: Cause, at: datetime) -> None:
    # Messages written while it was ordinary name category and kecamatan, to people who must not know of it.
    await outbox.cancel(_subject(complaint.number), NAMING, reason=MOOT, at=at)
    await send(complaint, "supervisory", await audience.inspectorate(at), cause, at=at)


async def send(
    complaint: Complaint,
    kind: str,
    people: list[Recipient],
    cause: Cause,
    *,
    at: datetime,
    may_wait: bool = True,
) -> list[int]:
    """Write one message for each person but the one who acted; returns the keys of the deliveries.

    `may_wait` False sends at once what usually waits for office hours.
    """
    message = Message(
        kind=kind,
        dedupe_key=f"{kind}:{cause.source}",
        subject=_subject(complaint.number),
        values=await values(complaint),
        link=f"/complaints/{complaint.number}",
        critical=kind in CRITICAL,
        may_wait=may_wait and kind in MAY_WAIT,
        restricted=is_restricted(complaint),
        act=cause.act,
    )
    return await outbox.enqueue(message, audience.without(cause.actor, people), at=at)


async def recipients(to: Audience, complaint: Complaint, cause: Cause, at: datetime) -> list[Recipient]:
    """The people of an audience for this complaint as it stands."""
    holder = complaint.agency
    if to is Audience.OTHER_SIDE:
        holder = cause.side
    if to is Audience.KOMINFO or holder is None:
        return await audience.kominfo(at)
    if to is Audience.APPROVERS:
        return await audience.approvers(holder, at, author=cause.to)
    people = await audience.team(holder, at)
    if to is Audience.AUTHOR:
        return [person for person in people if person.key == cause.to] or people
    return people


async def told_on_disposition(agency_id: int, at: datetime) -> list[Recipient]:
    """Who will be told, to be shown before it is sent."""
    return await audience.team(agency_id, at)


def is_restricted(complaint: Complaint) -> bool:
    """Rahasia, berkadar pengawasan and held: messages say number and link only."""
    return bool(complaint.is_secret) or complaint.classification in RESTRICTED


VALUES = """
SELECT c.tracking_id, cat.topic, dis.name AS district,
  c.due_at, k.due_at AS answer_due_at
FROM complaint c
LEFT JOIN category cat ON cat.id = c.category
LEFT JOIN district dis ON dis.id = c.district
LEFT JOIN clock k ON k.complaint = c.id AND k.step = 'follow_up' AND k.stopped_at IS NULL
WHERE c.id = {}
"""


async def values(complaint: Complaint) -> dict[str, str]:
    """What a message may say: number, Tracking ID, category, kecamatan and deadline, nothing else."""
    row = (await db.rows(VALUES, complaint.id))[0]
    due = row["answer_due_at"] or row["due_at"]
    return {
        "number": complaint.number,
        "tracking_id": row["tracking_id"] or "belum tercatat di LAPOR!",
        "category": row["topic"] or "belum ditentukan",
        "district": row["district"] or "tidak disebutkan",
        "due": long_date(due) if due else "belum ditentukan",
    }


def _subject(number: str) -> str:
    return f"complaint:{number}"
