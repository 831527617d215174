"""What a person does about a job: stop it, or have a failed one done again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import audit, db
from portal.audit.trail import Place
from portal.errors import Conflict
from portal.jobs import queue
from portal.jobs.queue import JobRow
from portal.jobs.tables import OPEN, Job, JobState
from portal.permissions import Actor, Permission

OVER = "Pekerjaan ini sudah berakhir, jadi tidak dapat dihentikan."
NOT_FAILED = "Pekerjaan ini tidak lagi gagal, jadi tidak perlu diulang."
ANOTHER = "Pekerjaan yang sama sedang berjalan. Tunggu sampai selesai."


async def cancel(job: JobRow, *, by: Actor, at: datetime) -> None:
    """Stop a job; what its finished chunks saved stays. Raises Conflict where it has ended."""
    async with db.transaction():
        if not await queue.cancel(job.public_id, at=at):
            raise Conflict(OVER)
        await _note("job.cancelled", job, by=by, at=at)


async def retry(job: JobRow, *, by: Actor, at: datetime) -> None:
    """Have a failed job done again for its owner, from where it stood.

    Raises Conflict where it is no longer failed, or the same work was asked for anew meanwhile.
    """
    async with db.lock(f"job:{job.unique_key}"):
        if job.unique_key and await _same_is_open(job.unique_key):
            raise Conflict(ANOTHER)
        again: dict[Any, Any] = {
            Job.state: JobState.WAITING,
            Job.error: "",
            Job.attempts: 0,
            Job.ended_at: None,
            Job.lease_token: "",
        }
        failed = (Job.public_id == job.public_id) & (Job.state == JobState.FAILED)
        if not await Job.update(again).where(failed).returning(Job.id):
            raise Conflict(NOT_FAILED)
        await _note("job.retried", job, by=by, at=at)


async def _same_is_open(unique_key: str) -> bool:
    return bool(await Job.exists().where(Job.unique_key == unique_key, Job.state.is_in(OPEN)))


async def _note(action: str, job: JobRow, *, by: Actor, at: datetime) -> None:
    place = Place(f"job:{job.public_id}", permission=Permission.JOB_MANAGE)
    await audit.record(action, by=by, at=at, place=place, details={"kind": job.kind})
