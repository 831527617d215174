"""The outbox: messages are written in the transaction of the act, and withdrawn in the act that ends it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from portal import db
from portal.notifications import kinds as catalogue
from portal.notifications import lateness
from portal.notifications.message import Message, Recipient
from portal.notifications.tables import Delivery, DeliveryState, Notification, Priority

HOLD_ABOVE = 50
"""More messages than this from one act leave only after an administrator looked at them."""

HELD_REASON = f"Ditahan: lebih dari {HOLD_ABOVE} pesan dari satu tindakan."
NO_NUMBER = "Nomor WhatsApp belum ada."
NOT_PROVEN = "Nomor WhatsApp belum dibuktikan pemiliknya."
NO_MOBILE = "Nomor WhatsApp tidak dapat dibaca."
E164 = re.compile(r"\+[1-9]\d{7,14}")

PROVING = frozenset({"invitation", "identity_change"})
"""The first message to a number cannot wait for proof: answering it is the proof."""


async def enqueue(message: Message, recipients: Iterable[Recipient], *, at: datetime) -> list[int]:
    """Write one message for each recipient and return the new deliveries' keys, in the caller's transaction.

    The same `dedupe_key` reaches a person once, however often it is enqueued. Whoever cannot be written to
    gets a delivery that says why. Raises ValueError where the kind is not known or its text lacks values.
    """
    fields = catalogue.chosen_values(message.kind, message.values, restricted=message.restricted)
    people = list({recipient.key: recipient for recipient in recipients}.values())
    if not people:
        return []
    async with db.transaction():
        notification = await _notification(message, fields, at)
        due = await lateness.first_due(at, may_wait=message.may_wait)
        added = [await _deliver(message, person, notification, at, due) for person in people]
        await _hold_crowds(message, at)
    return [key for key in added if key is not None]


async def cancel(subject: str, kinds: Sequence[str], *, reason: str, at: datetime) -> int:
    """Withdraw what has not left yet, in the transaction of the act that made it moot; returns how many.

    A call already begun is not recalled.
    """
    marks = db.places(kinds)
    cancelled = await db.rows(
        "UPDATE delivery SET state = 'cancelled', state_at = {}, reason = {} "  # noqa: S608 - only marks vary
        "WHERE subject = {} AND state IN ('waiting', 'retry', 'held') "
        "AND notification IN (SELECT id FROM notification "
        f"WHERE subject = {{}} AND kind IN ({marks})) RETURNING id",
        at,
        reason,
        subject,
        subject,
        *kinds,
    )
    return len(cancelled)


async def cancel_for(subjects: Sequence[str], *, act: str = "", reason: str, at: datetime) -> int:
    """Withdraw all that has not left yet about these subjects, with `act` only what that act caused."""
    of_act = "AND notification IN (SELECT id FROM notification WHERE act = {})" if act else ""
    cancelled = await db.rows(
        "UPDATE delivery SET state = 'cancelled', state_at = {}, reason = {} "  # noqa: S608 - only marks vary
        f"WHERE state IN ('waiting', 'retry', 'held') AND subject IN ({db.places(subjects)}) {of_act} "
        "RETURNING id",
        at,
        reason,
        *subjects,
        *([act] if act else []),
    )
    return len(cancelled)


def obstacle(recipient: Recipient, kind: str) -> str:
    """Why this person cannot be written to, in a sentence; empty if they can."""
    if not recipient.address:
        return NO_NUMBER
    if not E164.fullmatch(recipient.address):
        return NO_MOBILE
    return "" if recipient.proven or kind in PROVING else NOT_PROVEN


async def _notification(message: Message, fields: dict[str, str], at: datetime) -> int:
    await Notification.insert(
        Notification(
            dedupe_key=message.dedupe_key,
            kind=message.kind,
            subject=message.subject,
            act=_act_of(message),
            fields=json.dumps(fields, ensure_ascii=False),
            link=message.link,
            secret=message.secret,
            restricted=message.restricted,
            recorded_at=at,
        )
    ).on_conflict(target=Notification.dedupe_key, action="DO NOTHING")
    found = await Notification.select(Notification.id).where(Notification.dedupe_key == message.dedupe_key)
    return int(found[0]["id"])


async def _deliver(
    message: Message, person: Recipient, notification: int, at: datetime, first_due: datetime
) -> int | None:
    trouble = obstacle(person, message.kind)
    added = await Delivery.insert(
        Delivery(
            public_id=secrets.token_urlsafe(12),
            notification=notification,
            recipient_key=person.key,
            recipient_name=person.name,
            address=person.address or "",
            subject=message.subject,
            state=DeliveryState.FAILED if trouble else DeliveryState.WAITING,
            state_at=at,
            reason=trouble,
            priority=Priority.CRITICAL if message.critical else Priority.NORMAL,
            may_wait=message.may_wait,
            due_at=at,
            first_due_at=first_due,
            expires_at=message.expires_at or at + catalogue.find(message.kind).lifetime,
            recorded_at=at,
        )
    ).on_conflict(target=(Delivery.notification, Delivery.recipient_key), action="DO NOTHING")
    return int(added[0]["id"]) if added else None


async def _hold_crowds(message: Message, at: datetime) -> None:
    of_act = "notification IN (SELECT id FROM notification WHERE act = {})"
    act = _act_of(message)
    found = await db.rows(f"SELECT count(*) AS n FROM delivery WHERE {of_act}", act)  # noqa: S608
    if found[0]["n"] > HOLD_ABOVE:
        await db.rows(
            "UPDATE delivery SET state = 'held', state_at = {}, reason = {} "  # noqa: S608
            f"WHERE state = 'waiting' AND {of_act}",
            at,
            HELD_REASON,
            act,
        )


def _act_of(message: Message) -> str:
    return message.act or message.dedupe_key
