"""Who will be told, shown before it is sent, with what is known of how they are reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal.complaints import notices
from portal.complaints.acting import standing_of
from portal.complaints.acts import Act
from portal.complaints.audience import approvers, without
from portal.complaints.kinds import DraftStatus
from portal.complaints.notices import Cause
from portal.complaints.states import line
from portal.complaints.tables import Complaint
from portal.notifications import kinds, outbox
from portal.notifications import queries as notifications
from portal.notifications.message import Recipient
from portal.permissions import Actor
from portal.settings import settings


@dataclass(frozen=True, slots=True)
class Told:
    """One person in `.who`."""

    name: str
    note: str
    icon: str
    tone: str


async def by_act(  # noqa: PLR0913
    complaint: Complaint,
    act: Act,
    actor: Actor,
    at: datetime,
    *,
    draft: DraftStatus | None = None,
    to: str = "",
    side: int | None = None,
) -> list[Told] | None:
    """Who hears of the act; None where it tells nobody by its nature."""
    rule = line(act, standing_of(complaint, draft))
    if rule is None or rule.notice is None or complaint.taken_into_care_at is None:
        return None
    cause = Cause("", actor.key, to, side)
    people = await notices.recipients(rule.notice.to, complaint, cause, at)
    return await told(without(actor.key, people), rule.notice.kind)


async def on_submission(complaint: Complaint, actor: Actor, at: datetime, *, author: str) -> list[Told]:
    """Who will be asked to approve a follow-up, also while it is not written yet."""
    people = await approvers(complaint.agency, at, author=author) if complaint.agency else []
    return await told(without(actor.key, people), "draft_submitted")


async def told(people: Iterable[Recipient], kind: str) -> list[Told]:
    """The people with the last proof that messages reach them, or with what stands in the way."""
    listed = list(people)
    proofs = await notifications.reach(person.key for person in listed)
    return [_one(person, outbox.obstacle(person, kind), proofs[person.key]) for person in listed]


def _one(person: Recipient, obstacle: str, proof: str) -> Told:
    if obstacle:
        return Told(person.name, obstacle, "alert-triangle", "todo")
    return Told(person.name, proof, "brand-whatsapp", "")


async def message_text(complaint: Complaint, kind: str, due: str) -> str:
    """The WhatsApp text as it will be sent; only its link is known here in full."""
    shape = kinds.form_of(kind, restricted=notices.is_restricted(complaint))
    values = {
        **await notices.values(complaint),
        "due": due,
        "title": kinds.find(kind).title,
        "link": f"{settings().base_url}/complaints/{complaint.number}",
    }
    return kinds.NAME.sub(lambda found: values[found[1]], shape.text)
