"""Receipts: kept raw at once, understood afterwards, in any order and however often they come."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import structlog

from portal import db
from portal.notifications import attempts, providers
from portal.notifications.providers.base import Remedy, Status, Webhook
from portal.notifications.retries import after_refusal
from portal.notifications.tables import DeliveryState, ReceiptRank

_log = structlog.get_logger()

POSTS_A_ROUND = 20
STATUSES_A_COMMIT = 100
UNDIGESTED = "Sebagian kabar tidak dapat dicatat."
ORPHANS_FOR = timedelta(days=8)
"""Meta repeats a webhook for seven days, so a stray receipt may find its message as late as that."""

# "played" is a voice message listened to: read, and more.
RANKS = {
    "sent": ReceiptRank.SENT,
    "failed": ReceiptRank.FAILED,
    "delivered": ReceiptRank.DELIVERED,
    "read": ReceiptRank.READ,
    "played": ReceiptRank.READ,
}
STATES = {
    ReceiptRank.SENT: DeliveryState.SENT,
    ReceiptRank.DELIVERED: DeliveryState.DELIVERED,
    ReceiptRank.READ: DeliveryState.READ,
}

KEEP = """
INSERT INTO webhook_post (provider, digest, body, seen, problem, received_at) VALUES ({}, {}, {}, 1, '', {})
ON CONFLICT (digest) DO UPDATE SET seen = webhook_post.seen + 1
"""
NEW_POSTS = "SELECT id, provider, body FROM webhook_post WHERE processed_at IS NULL ORDER BY id LIMIT {}"
PROCESSED = "UPDATE webhook_post SET processed_at = {}, problem = {} WHERE id = {}"
RECEIVE = """
INSERT INTO receipt
  (provider, provider_ref, status, happened_at, callback, code, seen, delivery_id, attempt_id, recorded_at)
VALUES ({}, {}, {}, {}, {}, {}, 1, {}, {}, {})
ON CONFLICT (provider, provider_ref, status, happened_at) DO UPDATE SET seen = receipt.seen + 1
RETURNING id, seen
"""
BY_CALLBACK = "SELECT id, delivery FROM attempt WHERE provider = {} AND token = {}"
BY_REF = "SELECT id, delivery FROM attempt WHERE provider = {} AND provider_ref = {} ORDER BY id DESC LIMIT 1"
ORPHANS = """
SELECT r.id, r.provider_ref, r.status, r.happened_at, r.code, r.provider, a.id AS attempt, a.delivery
FROM receipt r JOIN attempt a ON a.provider_ref = r.provider_ref AND a.provider = r.provider
WHERE r.delivery_id IS NULL AND r.recorded_at > {} LIMIT 100
"""
ADOPT = "UPDATE receipt SET delivery_id = {}, attempt_id = {} WHERE id = {}"
ADVANCE = """
UPDATE delivery SET state = {}, state_at = {}, receipt_rank = {}, reason = '', failure = ''
WHERE id = {} AND receipt_rank < {}
"""
# A failure of an earlier call says nothing about the one that followed it.
FAIL = """
UPDATE delivery SET state = {}, state_at = {}, receipt_rank = {}, reason = {}, failure = {}, due_at = {}
WHERE id = {} AND receipt_rank < {} AND state NOT IN ('cancelled', 'manual', 'held', 'expired', 'superseded')
  AND {} = (SELECT max(a.id) FROM attempt a WHERE a.delivery = delivery.id)
RETURNING address
"""


async def keep(provider: str, body: bytes, *, at: datetime) -> None:
    """Store a webhook's bytes; what they mean is read later, so that the provider gets its 200 at once."""
    text = body.decode("utf-8", errors="replace").replace("\0", "�")
    await db.rows(KEEP, provider, hashlib.sha256(body).hexdigest(), text, at)


async def process(*, at: datetime) -> None:
    """Read what was stored and move deliveries on; safe to be killed and repeated anywhere.

    Raises only while the database itself is in trouble: then every post stays for the next round.
    """
    for post in await db.rows(NEW_POSTS, POSTS_A_ROUND):
        problem = await _problem_of(post, at)
        if problem:
            _log.warning("notifications.receipt_problem", post=post["id"], problem=problem)
        await db.rows(PROCESSED, at, problem, post["id"])
    await _adopt_orphans(at)


async def _problem_of(post: dict[str, Any], at: datetime) -> str:
    try:
        return await _read_post(post, at)
    except Exception as error:
        if db.is_passing(error):
            raise
        # Left unmarked it would come first in every round to come, and no receipt behind it be read.
        _log.exception("notifications.post_refused", post=post["id"])
        return UNDIGESTED


async def _read_post(post: dict[str, Any], at: datetime) -> str:
    way_back = providers.webhook(post["provider"])
    if way_back is None:
        return "Penyedia tidak dikenal."
    reading = way_back.read(post["body"])
    taken = [
        await _receive_all(post["provider"], way_back, some, at) for some in _in_chunks(reading.statuses)
    ]
    return reading.problem or ("" if all(taken) else UNDIGESTED)


def _in_chunks(statuses: Iterable[Status]) -> Iterator[list[Status]]:
    remaining = iter(statuses)
    while chunk := list(islice(remaining, STATUSES_A_COMMIT)):
        yield chunk


async def _receive_all(provider: str, way_back: Webhook, statuses: Sequence[Status], at: datetime) -> bool:
    """Whether all were taken; where the database refuses one, each is tried apart from the others."""
    try:
        async with db.lock("notifications.receipts"):
            for status in statuses:
                await _receive(provider, way_back, status, at)
    except Exception as error:
        if db.is_passing(error):
            raise
        _log.exception("notifications.receipt_refused", of=len(statuses))
        if len(statuses) == 1:
            return False
        return all([await _receive_all(provider, way_back, [each], at) for each in statuses])
    return True


async def _receive(provider: str, way_back: Webhook, status: Status, at: datetime) -> None:
    attempt, delivery = await _match(provider, status)
    about = (provider, status.ref, status.status, status.happened_at, status.callback, status.code)
    received = await db.rows(RECEIVE, *about, delivery, attempt, at)
    if delivery and attempt and received[0]["seen"] == 1:
        await _merge(delivery, attempt, status, way_back.remedy(status.code), at)


async def _match(provider: str, status: Status) -> tuple[int | None, int | None]:
    found = await db.rows(BY_CALLBACK, provider, status.callback) if status.callback else []
    found = found or await db.rows(BY_REF, provider, status.ref)
    return (found[0]["id"], found[0]["delivery"]) if found else (None, None)


async def _merge(delivery: int, attempt: int, status: Status, remedy: Remedy, at: datetime) -> None:
    rank = RANKS.get(status.status)
    if rank is ReceiptRank.FAILED:
        await _fail(delivery, attempt, status, remedy, at)
    elif rank is not None:
        await db.rows(ADVANCE, STATES[rank], status.happened_at, rank, delivery, rank)


async def _fail(delivery: int, attempt: int, status: Status, remedy: Remedy, at: datetime) -> None:
    then = after_refusal(remedy, await attempts.failed_later(delivery, attempt, remedy.failure), at)
    rank = ReceiptRank.FAILED_FOR_NOW if then.state is DeliveryState.RETRY else ReceiptRank.FAILED
    told = (then.state, status.happened_at, rank, remedy.words, remedy.failure, then.due_at)
    failed = await db.rows(FAIL, *told, delivery, rank, attempt)
    if failed and then.pause:
        await attempts.pause(failed[0]["address"], then.pause)


async def _adopt_orphans(at: datetime) -> None:
    """A receipt may come before the answer that names its message."""
    if not (orphans := await db.rows(ORPHANS, at - ORPHANS_FOR)):
        return
    async with db.lock("notifications.receipts"):
        for row in orphans:
            await db.rows(ADOPT, row["delivery"], row["attempt"], row["id"])
            status = Status(row["provider_ref"], row["status"], row["happened_at"], code=row["code"])
            if way_back := providers.webhook(row["provider"]):
                await _merge(row["delivery"], row["attempt"], status, way_back.remedy(status.code), at)
