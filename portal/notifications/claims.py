"""Taking deliveries in hand: one worker each, for the length of a lease, in the order that was promised."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from portal import db
from portal.notifications.hooks import Parcel
from portal.settings import settings

UNKNOWN_BLOCKS = timedelta(minutes=2)

# State names stand literally so that the partial indexes serve.
CLAIM = """
UPDATE delivery SET state = 'claimed', state_at = {}, lease_token = {}, lease_until = {}, receipt_rank = 0
WHERE id IN (
  SELECT d.id FROM delivery d
  WHERE d.state IN ('waiting', 'retry') AND d.due_at <= {} AND d.expires_at > {} AND ({} OR NOT d.may_wait)
    AND NOT EXISTS (
      SELECT 1 FROM delivery e
      WHERE e.recipient_key = d.recipient_key AND e.subject = d.subject AND e.id < d.id
        AND (e.state = 'claimed' OR (e.state = 'unknown' AND e.state_at > {})
          OR (e.state IN ('waiting', 'retry') AND e.due_at <= {} AND e.expires_at > {}
            AND ({} OR NOT e.may_wait))))
    AND NOT EXISTS (SELECT 1 FROM pair_rate p WHERE p.recipient = d.address AND p.next_at > {})
    AND ({} OR NOT EXISTS (SELECT 1 FROM delivery f WHERE f.address = d.address AND f.state = 'claimed'))
  ORDER BY d.priority, d.due_at, d.id LIMIT {} {lock})
RETURNING id
"""
SKIP_LOCKED = "FOR UPDATE SKIP LOCKED"

PARCELS = """
SELECT d.id, d.lease_token, n.kind, d.subject, n.dedupe_key, d.recipient_key, d.recipient_name, d.address,
  n.fields, n.link, n.secret, n.restricted, d.attempts, d.is_repeat, d.expires_at
FROM delivery d JOIN notification n ON n.id = d.notification
WHERE d.state = 'claimed' AND d.lease_token = {} ORDER BY d.priority, d.due_at, d.id
"""


async def claim(limit: int, *, at: datetime, in_hours: bool) -> list[Parcel]:
    """Take up to `limit` due deliveries; the lease outlives a call, so each must be begun at once."""
    token = secrets.token_hex(12)
    # The lock lets two workers see each other's claims: order and pace hold between them too.
    async with db.lock("notifications.claim"):
        if not await _take(token, limit, at=at, in_hours=in_hours):
            return []
        found = [parcel_of(row) for row in await db.rows(PARCELS, token)]
        return await _one_for_each_number(found) if settings().whatsapp_pair_seconds else found


def parcel_of(row: dict[str, Any]) -> Parcel:
    """A row of delivery and notification as hooks and the sender see it."""
    return Parcel(**{**row, "fields": json.loads(row["fields"])})


async def give_back(keys: Iterable[int]) -> None:
    """Let go of claims that no attempt was made for."""
    for key in keys:
        await db.rows(
            "UPDATE delivery SET state = 'waiting', lease_token = '' WHERE id = {} AND state = 'claimed'", key
        )


async def _take(token: str, limit: int, *, at: datetime, in_hours: bool) -> bool:
    now = await db.seconds_now()
    unpaced = not settings().whatsapp_pair_seconds
    lease = (at, token, now + settings().lease_seconds)
    due = (at, at, in_hours)
    sql = CLAIM.replace("{lock}", SKIP_LOCKED if db.is_postgres() else "")
    return bool(await db.rows(sql, *lease, *due, at - UNKNOWN_BLOCKS, *due, now, unpaced, limit))


async def _one_for_each_number(parcels: list[Parcel]) -> list[Parcel]:
    first: dict[str, Parcel] = {}
    for parcel in parcels:
        first.setdefault(parcel.address, parcel)
    kept = list(first.values())
    await give_back(parcel.id for parcel in parcels if parcel not in kept)
    return kept
