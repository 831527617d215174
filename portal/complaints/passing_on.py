"""What a newcomer at an agency takes over: its open complaints by deadline, with what was promised."""

from __future__ import annotations

from datetime import date, datetime

from portal import db
from portal.complaints import policies
from portal.complaints.kinds import OPEN, DraftStatus
from portal.decrees.hooks import OpenWork
from portal.permissions import Actor

MOST = 200
WAITING = """
SELECT c.number, c.title, c.due_at, (
    SELECT max(f.promised_date) FROM follow_up f WHERE f.complaint = c.id AND f.status = {}
  ) AS promised
FROM complaint c WHERE c.agency = {} AND c.status IN (%s) AND (%s)
ORDER BY c.due_at IS NULL, c.due_at, c.id LIMIT {}
"""


async def open_work(viewer: Actor, agency_id: int, at: datetime) -> list[OpenWork]:  # noqa: ARG001
    """The agency's open complaints as far as the viewer may see them."""
    seen = policies.visible(await policies.reach(viewer))
    states = [status.value for status in OPEN]
    sql = WAITING % (db.places(states), seen.sql)
    rows = await db.rows(sql, DraftStatus.APPROVED.value, agency_id, *states, *seen.values, MOST)
    return [
        OpenWork(
            row["number"], row["title"], f"/complaints/{row['number']}", row["due_at"], _day(row["promised"])
        )
        for row in rows
    ]


def _day(value: date | str | None) -> date | None:
    # SQLite gives back an aggregate as plain text.
    return date.fromisoformat(value) if isinstance(value, str) else value
