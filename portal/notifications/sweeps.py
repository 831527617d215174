"""What time alone decides: messages too late, claims whose worker died, doubts that no receipt settled."""

from __future__ import annotations

from datetime import datetime, timedelta

from portal import db
from portal.settings import settings

TOO_LATE = "Tidak terkirim sampai batas waktunya."
WORKER_DIED = "Proses pengirim berhenti di tengah pengiriman."
STILL_IN_DOUBT = "Tidak ada kabar dari WhatsApp; mungkin sudah sampai, mungkin belum."

OVERRUN = "SELECT id FROM delivery WHERE state = 'claimed' AND lease_until < {} {lock}"
# The lease token stays, so that an answer that comes after all still counts.
INTO_DOUBT = """
UPDATE delivery SET state = 'unknown', state_at = {}, reason = {},
  attempts = (SELECT count(*) FROM attempt a WHERE a.delivery = delivery.id)
WHERE id = {} AND state = 'claimed'
  AND EXISTS (SELECT 1 FROM attempt a WHERE a.delivery = delivery.id AND a.outcome = 'open')
"""
CLOSE_ATTEMPTS = """
UPDATE attempt SET outcome = 'unknown', ended_at = {}, answer = {} WHERE delivery = {} AND outcome = 'open'
"""
BACK_IN_LINE = "UPDATE delivery SET state = 'waiting', lease_token = '' WHERE id = {} AND state = 'claimed'"

EXPIRE = """
UPDATE delivery SET state = 'expired', state_at = {}, reason = {}
WHERE state IN ('waiting', 'retry') AND expires_at <= {}
"""
RESEND_ONCE = """
UPDATE delivery SET state = 'waiting', state_at = {}, due_at = {}, is_repeat = TRUE, reason = ''
WHERE state = 'unknown' AND state_at <= {} AND priority = 0 AND NOT is_repeat AND expires_at > {}
"""
GIVE_UP = """
UPDATE delivery SET state = 'dead', state_at = {}, reason = {} WHERE state = 'unknown' AND state_at <= {}
"""


async def sweep(*, at: datetime) -> None:
    """Put everything right that only waiting can; of several workers any may do it."""
    await overrun_leases(at=at)
    await db.rows(EXPIRE, at, TOO_LATE, at)
    await settle_doubts(at=at)


async def overrun_leases(*, at: datetime) -> None:
    """A claim whose time is over: with a call begun nobody knows, without one it goes back in line."""
    lock = "FOR UPDATE" if db.is_postgres() else ""
    async with db.transaction():
        # Locked first and looked at after, so that an attempt being begun is seen.
        for row in await db.rows(OVERRUN.replace("{lock}", lock), await db.seconds_now()):
            await db.rows(INTO_DOUBT, at, WORKER_DIED, row["id"])
            await db.rows(CLOSE_ATTEMPTS, at, WORKER_DIED, row["id"])
            await db.rows(BACK_IN_LINE, row["id"])


async def settle_doubts(*, at: datetime) -> None:
    """Doubts that are old enough: what is critical goes out once more, marked; the rest needs a person."""
    old = at - timedelta(seconds=settings().whatsapp_doubt_seconds)
    async with db.transaction():
        await db.rows(RESEND_ONCE, at, at, old, at)
        await db.rows(GIVE_UP, at, STILL_IN_DOUBT, old)
