"""How the way to WhatsApp stands, for whoever looks after the portal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.notifications import lateness, queries
from portal.notifications.views import LATE, UNANSWERED

# Not of those that are due: an hour ago all were tried in vain, and none is due before its next try.
OLDEST = f"SELECT d.first_due_at FROM delivery d WHERE {LATE.where} ORDER BY d.first_due_at LIMIT 1"  # noqa: S608
WAITING = f"SELECT count(*) AS n FROM delivery d WHERE {UNANSWERED.where}"  # noqa: S608
LAST_ANSWER = "SELECT ended_at FROM attempt WHERE is_answer ORDER BY ended_at DESC LIMIT 1"
FIRST_CALL_SINCE = """
SELECT started_at FROM attempt WHERE started_at > {} AND ended_at IS NOT NULL ORDER BY started_at LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """`oldest_due` is in seconds, 0 while nothing is late; `causes` count the lists of their names.

    `silent_since`: the first of the calls that WhatsApp has not answered since its last answer, while
    `unanswered` messages wait for one.
    """

    oldest_due: float
    causes: Mapping[str, int]
    unanswered: int
    silent_since: datetime | None

    def silent_for_long(self, at: datetime) -> datetime | None:
        """Since when WhatsApp has not answered, where that is no passing thing."""
        since = self.silent_since
        return since if since and at - since >= lateness.LATE_AFTER else None


async def standing(*, at: datetime) -> Standing:
    """Since when the oldest late message is due, what needs a person, whether anybody answers."""
    oldest = await db.rows(OLDEST, *LATE.args(await lateness.moments(at)))
    waited = (at - oldest[0]["first_due_at"]).total_seconds() if oldest else 0.0
    unanswered = int((await db.rows(WAITING))[0]["n"])
    silent = await _silent_since() if unanswered else None
    return Standing(waited, await queries.causes(at=at), unanswered, silent)


async def _silent_since() -> datetime | None:
    last = await db.rows(LAST_ANSWER)
    first = await db.rows(FIRST_CALL_SINCE, last[0]["ended_at"] if last else lateness.NEVER)
    return first[0]["started_at"] if first else None
