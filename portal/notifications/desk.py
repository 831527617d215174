"""What an administrator does about a message: send again, let go, withdraw, say that it was sent by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from portal import db
from portal.audit import record
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.notifications import hooks, kinds, lateness, outbox
from portal.notifications.message import Recipient
from portal.notifications.tables import DeliveryState
from portal.permissions import Actor, Permission

GONE_ON = "Pesan ini sudah berubah keadaan. Muat ulang halaman untuk melihatnya."
NOBODY = "Penerima tidak lagi bertugas, jadi pesan tidak dikirim ulang."

BY_HAND = frozenset(
    {
        DeliveryState.WAITING,
        DeliveryState.RETRY,
        DeliveryState.UNKNOWN,
        DeliveryState.FAILED,
        DeliveryState.EXPIRED,
        DeliveryState.DEAD,
        DeliveryState.HELD,
    }
)
WITHDRAWABLE = BY_HAND
AGAIN = BY_HAND - {DeliveryState.WAITING, DeliveryState.HELD} | {
    DeliveryState.CANCELLED,
    DeliveryState.ACCEPTED,
    DeliveryState.SENT,
}


def _states(sql: str, states: Iterable[str]) -> str:
    return sql.replace("{states}", ", ".join(f"'{state}'" for state in sorted(states)))


# Marked only where an earlier call may have arrived: a failure that WhatsApp reported rules that out.
RESEND = _states(
    """
UPDATE delivery SET state = 'waiting', state_at = {}, due_at = {}, first_due_at = {}, expires_at = {},
  address = {},
  reason = '', failure = '', receipt_rank = 0, lease_token = '',
  is_repeat = (receipt_rank NOT IN (2, 3) AND EXISTS (SELECT 1 FROM attempt a WHERE a.delivery = delivery.id
    AND a.outcome IN ('unknown', 'accepted') AND a.provider <> 'log'))
WHERE id = {} AND state IN ({states}) RETURNING id
""",
    AGAIN,
)
SENT_BY_HAND = _states(
    """
UPDATE delivery SET state = 'manual', state_at = {}, reason = {}
WHERE id = {} AND (state IN ({states}) OR (state = 'accepted' AND (provider = 'log' OR state_at <= {})))
RETURNING id
""",
    BY_HAND,
)
WITHDRAW = _states(
    """
UPDATE delivery SET state = 'cancelled', state_at = {}, reason = {}
WHERE id = {} AND state IN ({states}) RETURNING id
""",
    WITHDRAWABLE,
)
RELEASE = """
UPDATE delivery SET state = 'waiting', state_at = {}, due_at = {}, first_due_at = {}, reason = ''
WHERE state = 'held' AND notification IN (
  SELECT n.id FROM notification n WHERE n.act = (
    SELECT m.act FROM notification m JOIN delivery d ON d.notification = m.id WHERE d.id = {}))
RETURNING id
"""
ABOUT = """
SELECT d.subject, d.recipient_key, d.recipient_name, d.address, n.kind
FROM delivery d JOIN notification n ON n.id = d.notification WHERE d.id = {}
"""


async def resend(delivery: int, *, by: Actor, at: datetime) -> None:
    """Send it once more, to the number the person has now; marked if it may have arrived before.

    Raises Refusal where the person cannot be written to, Conflict where it is under way or has arrived.
    """
    about = (await db.rows(ABOUT, delivery))[0]
    address = await _address_now(about, at)
    until = at + kinds.find(about["kind"]).lifetime
    async with db.transaction():
        _insist(await db.rows(RESEND, at, at, at, until, address, delivery))
        await lateness.postpone([delivery], at)
        await _note("notification.resent", delivery, by, at)


async def sent_by_hand(delivery: int, *, by: Actor, at: datetime) -> None:
    """Somebody sent the words from their own WhatsApp; raises Conflict where it left by itself meanwhile."""
    async with db.transaction():
        words = f"Dikirim oleh {by.name} dari WhatsApp sendiri."
        _insist(await db.rows(SENT_BY_HAND, at, words, delivery, at - lateness.SILENT_AFTER))
        await _note("notification.sent_by_hand", delivery, by, at)


async def withdraw(delivery: int, *, by: Actor, at: datetime) -> None:
    """It is not to be sent any more; raises Conflict where it has left."""
    async with db.transaction():
        _insist(await db.rows(WITHDRAW, at, f"Dibatalkan oleh {by.name}.", delivery))
        await _note("notification.cancelled", delivery, by, at)


async def release(delivery: int, *, by: Actor, at: datetime) -> int:
    """Let go of everything held with this message; returns how many."""
    async with db.transaction():
        released = await db.rows(RELEASE, at, at, at, delivery)
        _insist(released)
        await lateness.postpone([row["id"] for row in released], at)
        await _note("notification.released", delivery, by, at, {"messages": len(released)})
    return len(released)


async def _address_now(about: dict[str, str], at: datetime) -> str:
    person: Recipient | None = Recipient(
        about["recipient_key"], about["recipient_name"], about["address"], proven=True
    )
    for hook in hooks.matching(hooks.whereabouts, about["recipient_key"]):
        person = (await hook([about["recipient_key"]], at)).get(about["recipient_key"])
    if person is None:
        raise Refusal(NOBODY)
    if obstacle := outbox.obstacle(person, about["kind"]):
        raise Refusal(obstacle)
    return person.address or ""


async def _note(
    action: str, delivery: int, by: Actor, at: datetime, details: dict[str, int] | None = None
) -> None:
    about = (await db.rows(ABOUT, delivery))[0]
    place = Place(about["subject"], permission=Permission.NOTIFICATION_MANAGE)
    kept = {"kind": about["kind"], "recipient": about["recipient_key"], **(details or {})}
    await record(action, by=by, at=at, place=place, details=kept)


def _insist(changed: list[dict[str, int]]) -> None:
    if not changed:
        raise Conflict(GONE_ON)
