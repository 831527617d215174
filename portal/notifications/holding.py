"""Holding back everything that has not left, where sending it again by itself could be wrong."""

from __future__ import annotations

from datetime import datetime

from portal import db

# What was being sent, or is in doubt, may have arrived: sent again, it says that it is a repeat.
HOLD = """
UPDATE delivery SET state = 'held', state_at = {}, reason = {}, lease_token = '',
  is_repeat = (is_repeat OR state IN ('claimed', 'unknown'))
WHERE state IN ('waiting', 'retry', 'claimed', 'unknown') RETURNING id
"""
CLOSE_ATTEMPTS = "UPDATE attempt SET outcome = 'unknown', ended_at = {}, answer = {} WHERE outcome = 'open'"


async def hold_unsent(reason: str, *, at: datetime) -> int:
    """Put every message that has not left to *Ditahan*, in the caller's transaction; returns how many."""
    held = await db.rows(HOLD, at, reason)
    await db.rows(CLOSE_ATTEMPTS, at, reason)
    return len(held)
