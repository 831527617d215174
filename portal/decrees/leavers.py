"""People whose last role by decree is over: their browsers are signed out."""

from __future__ import annotations

from datetime import datetime

from portal import db

CLOSE = """
UPDATE account_session SET ended_at = {} WHERE ended_at IS NULL
  AND account IN (SELECT account FROM assignment WHERE appointment IS NOT NULL AND ends_at <= {})
  AND NOT EXISTS (
    SELECT 1 FROM assignment s WHERE s.account = account_session.account
      AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {}))
RETURNING account
"""


async def close_sessions(at: datetime) -> int:
    """End the sessions of those who hold nothing any more; the rights themselves ended by their dates."""
    return len(await db.rows(CLOSE, at, at, at, at))
