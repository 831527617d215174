"""What time alone decides: messages too late, claims whose worker died."""

from __future__ import annotations

from datetime import datetime

from portal import db

TOO_LATE = "Tidak terkirim sampai batas waktunya."
WORKER_DIED = "Proses pengirim berhenti di tengah pengiriman."

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
# A process that died after a receipt was quicker than its answer leaves an attempt that nothing else closes.
ABANDONED = """
UPDATE attempt SET outcome = 'unknown', ended_at = {}, answer = {}
WHERE outcome = 'open' AND EXISTS (
  SELECT 1 FROM delivery d WHERE d.id = attempt.delivery AND d.state <> 'claimed' AND d.lease_until < {})
"""


async def sweep(*, at: datetime) -> None:
    """Put everything right that only waiting can; of several workers any may do it."""
    await overrun_leases(at=at)
    await db.rows(EXPIRE, at, TOO_LATE, at)


async def overrun_leases(*, at: datetime) -> None:
    """A claim whose time is over: with a call begun nobody knows, without one it goes back in line."""
    lock = "FOR UPDATE" if db.is_postgres() else ""
    async with db.transaction():
        # Locked first and looked at after, so that an attempt being begun is seen.
        for row in await db.rows(OVERRUN.replace("{lock}", lock), await db.seconds_now()):
            await db.rows(INTO_DOUBT, at, WORKER_DIED, row["id"])
            await db.rows(CLOSE_ATTEMPTS, at, WORKER_DIED, row["id"])
            await db.rows(BACK_IN_LINE, row["id"])
        await db.rows(ABANDONED, at, WORKER_DIED, await db.seconds_now())
