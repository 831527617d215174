"""How the way to WhatsApp stands, for whoever looks after the portal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import db

# What may wait for office hours is not late before they begin.
OLDEST = """
SELECT due_at FROM delivery
WHERE state IN ('waiting', 'retry') AND NOT may_wait AND due_at <= {} AND expires_at > {}
ORDER BY due_at LIMIT 1
"""
STUCK = "SELECT count(*) AS n FROM delivery WHERE state = 'retry' AND failure = 'channel'"


@dataclass(frozen=True, slots=True)
class Standing:
    """`oldest_due` is in seconds; `stuck` messages wait because WhatsApp does not let the portal in."""

    oldest_due: float
    stuck: int


async def standing(*, at: datetime) -> Standing:
    """How long the oldest urgent message has been due, and how many the channel itself holds up."""
    oldest = await db.rows(OLDEST, at, at)
    waited = (at - oldest[0]["due_at"]).total_seconds() if oldest else 0.0
    return Standing(waited, int((await db.rows(STUCK))[0]["n"]))
