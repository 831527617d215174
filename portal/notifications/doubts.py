"""Messages that may have left: no clock decides about them while the channel itself is silent.

Whoever resends into an outage makes a second doubt of the first. So the one marked resend and giving up wait
until the vendor has answered another call since; where there is none to answer, the worker asks with one that
sends nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from portal import db
from portal.notifications.lateness import NEVER
from portal.settings import settings

READ_WITHIN = timedelta(seconds=5)
"""Receipts are mostly read in a second; what came while no worker ran may settle the doubt itself."""

STILL_IN_DOUBT = "Tidak ada kabar dari WhatsApp; mungkin sudah sampai, mungkin belum."

ANSWERED = "SELECT ended_at FROM attempt WHERE is_answer ORDER BY ended_at DESC LIMIT 1"
WAITING = "SELECT 1 FROM delivery WHERE state = 'unknown' AND state_at <= {} AND state_at >= {} LIMIT 1"
UNREAD = "SELECT 1 FROM webhook_post WHERE processed_at IS NULL AND received_at <= {} LIMIT 1"
RESEND_ONCE = """
UPDATE delivery SET state = 'waiting', state_at = {}, due_at = {}, is_repeat = TRUE, reason = ''
WHERE state = 'unknown' AND state_at <= {} AND state_at < {} AND priority = 0 AND NOT is_repeat
  AND expires_at > {}
"""
# What was repeated once, or may not be, needs a person; so does what nobody wants to know any more.
GIVE_UP = """
UPDATE delivery SET state = 'dead', state_at = {}, reason = {}
WHERE state = 'unknown' AND state_at <= {} AND (state_at < {} OR expires_at <= {})
"""


async def settle(*, at: datetime, answered: datetime = NEVER) -> None:
    """Doubts from before the newest answer, old enough for a receipt to have come: once more, or a person."""
    if await db.rows(UNREAD, at - READ_WITHIN):
        return
    old, answered = _old(at), max(answered, await _answered())
    async with db.lock("notifications.doubts"):
        await db.rows(RESEND_ONCE, at, at, old, answered, at)
        await db.rows(GIVE_UP, at, STILL_IN_DOUBT, old, answered, at)


async def need_an_answer(*, at: datetime) -> bool:
    """Whether a doubt is old enough and no call since was answered."""
    return bool(await db.rows(WAITING, _old(at), await _answered()))


async def _answered() -> datetime:
    found = await db.rows(ANSWERED)
    return found[0]["ended_at"] if found else NEVER


def _old(at: datetime) -> datetime:
    return at - timedelta(seconds=settings().whatsapp_doubt_seconds)
