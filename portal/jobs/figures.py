"""How the work stands, in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.jobs.tables import Job, JobState


@dataclass(frozen=True, slots=True)
class JobFigures:
    """`oldest_waiting` is seconds; `failed` counts from a moment on."""

    by_state: dict[str, int]
    oldest_waiting: float
    failed: int


async def figures(*, at: datetime, since: datetime) -> JobFigures:
    """Jobs by state, the longest wait, and how many failed since a moment."""
    states = await db.rows("SELECT state, count(*) AS n FROM job GROUP BY state")
    waiting = await Job.select(Job.created_at).where(Job.state == JobState.WAITING).order_by(Job.id).first()
    failed = await Job.count().where(Job.state == JobState.FAILED, Job.ended_at >= since)
    return JobFigures(
        by_state={row["state"]: row["n"] for row in states},
        oldest_waiting=(at - waiting["created_at"]).total_seconds() if waiting else 0.0,
        failed=failed,
    )
