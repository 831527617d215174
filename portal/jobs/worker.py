"""The loop that does jobs and duties. A killed worker's job is taken up again from its checkpoint."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from portal import clock, db
from portal.errors import Refusal
from portal.jobs.tables import DutyRun, Job, JobState
from portal.settings import settings

log = structlog.get_logger()

MOST_ATTEMPTS = 3
BROKEN = "Pekerjaan terhenti karena kesalahan sistem. Hubungi Admin Kominfo."

CLAIM = """
UPDATE job SET state = 'running', lease_token = {}, lease_until = {}, attempts = attempts + 1
WHERE id = (
    SELECT id FROM job
    WHERE state = 'waiting' OR (state = 'running' AND lease_until < {})
    ORDER BY id LIMIT 1 %s
)
RETURNING id
"""
CLAIM_DUTY = """
INSERT INTO duty (name, slot, lease_until) VALUES ({}, {}, {})
ON CONFLICT (name, slot) DO UPDATE SET lease_until = excluded.lease_until
WHERE duty.finished_at IS NULL AND duty.lease_until < {}
RETURNING id
"""


class Stopped(Exception):
    """The job was cancelled, or another worker holds it now."""


@dataclass(slots=True)
class JobContext:
    """What a handler gets: its payload, and the means to tell how far it is.

    A handler that makes a file keeps it with `files.storage.take_over` and puts its key into `result_file`;
    the job's page offers it to whoever asked. A `permission` in the payload is asked once more at download.
    """

    id: int
    public_id: str
    kind: str
    payload: dict[str, Any]
    checkpoint: dict[str, Any]
    owner_key: str
    owner_name: str
    attempts: int
    token: str
    result_file: int | None = field(default=None)

    async def progress(
        self, done: int, total: int, note: str = "", *, checkpoint: Mapping[str, Any] | None = None
    ) -> None:
        """Say how far the work is, in the transaction of the chunk it belongs to.

        Raises Stopped when the job was cancelled or lost, so that the chunk is undone.
        """
        self.checkpoint = dict(checkpoint) if checkpoint is not None else self.checkpoint
        until = await db.seconds_now() + settings().lease_seconds
        held = await (
            Job.update(
                {
                    Job.done: done,
                    Job.total: total,
                    Job.note: note,
                    Job.checkpoint: json.dumps(self.checkpoint, default=str),
                    Job.lease_until: until,
                }
            )
            .where(Job.id == self.id, Job.lease_token == self.token)
            .returning(Job.id)
        )
        if not held:
            raise Stopped


Handler = Callable[[JobContext], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Duty:
    """Something due by the clock: `slot(now)` names the time it belongs to, or None when nothing is due."""

    name: str
    slot: Callable[[datetime], str | None]
    run: Callable[[datetime], Awaitable[None]]


async def run(stop: asyncio.Event, handlers: Mapping[str, Handler], duties: Sequence[Duty]) -> None:
    """Do jobs and duties until told to stop."""
    while not stop.is_set():
        worked = await _round(handlers, duties)
        if not worked:
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), settings().poll_seconds)


async def _round(handlers: Mapping[str, Handler], duties: Sequence[Duty]) -> bool:
    try:
        await clock.refresh()
        for duty in duties:
            await do_duty(duty, clock.now())
        return await do_one(handlers)
    except Exception:
        # A locked or restarting database must not end the worker.
        log.exception("jobs round failed")
        await asyncio.sleep(settings().poll_seconds)
        return False


async def do_one(handlers: Mapping[str, Handler]) -> bool:
    """Take one job and do it; False when none waits."""
    job = await _claim()
    if job is None:
        return False
    keeper = asyncio.create_task(_keep_lease(job))
    try:
        await _perform(job, handlers)
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper
    return True


async def do_duty(duty: Duty, now: datetime) -> bool:
    """Do a duty's slot if nobody did; a slot begun by a dead worker is done again after its lease."""
    slot = duty.slot(now)
    if slot is None:
        return False
    seconds = await db.seconds_now()
    if not await db.rows(CLAIM_DUTY, duty.name, slot, seconds + settings().lease_seconds, seconds):
        return False
    await duty.run(now)
    await DutyRun.update({DutyRun.finished_at: now}).where(DutyRun.name == duty.name, DutyRun.slot == slot)
    return True


async def _claim() -> JobContext | None:
    token = secrets.token_urlsafe(12)
    seconds = await db.seconds_now()
    claim = CLAIM % ("FOR UPDATE SKIP LOCKED" if db.is_postgres() else "")
    claimed = await db.rows(claim, token, seconds + settings().lease_seconds, seconds)
    if not claimed:
        return None
    columns = (Job.id, Job.public_id, Job.kind, Job.payload, Job.checkpoint, Job.owner_key, Job.owner_name)
    row = (
        await Job.select(*columns, Job.attempts)
        .where(Job.id == claimed[0]["id"])
        .output(load_json=True)
        .first()
    )
    return JobContext(token=token, **row) if row else None


async def _perform(job: JobContext, handlers: Mapping[str, Handler]) -> None:
    try:
        result = await handlers[job.kind](job)
    except Stopped:
        log.info("job stopped", kind=job.kind, job=job.public_id)
    except Refusal as refusal:
        await _finish(job, JobState.FAILED, error=refusal.sentence)
    except Exception:
        log.exception("job failed", kind=job.kind, job=job.public_id)
        again = job.attempts < MOST_ATTEMPTS
        await _finish(job, JobState.WAITING if again else JobState.FAILED, error="" if again else BROKEN)
    else:
        await _finish(job, JobState.DONE, result=result)


async def _finish(
    job: JobContext, state: JobState, *, result: Mapping[str, Any] | None = None, error: str = ""
) -> None:
    values: dict[Any, Any] = {Job.state: state, Job.error: error, Job.lease_token: ""}
    if state != JobState.WAITING:
        values |= {Job.ended_at: clock.now()}
    if result is not None:
        values |= {Job.result: json.dumps(dict(result), default=str), Job.result_file: job.result_file}
    await Job.update(values).where(Job.id == job.id, Job.lease_token == job.token)


async def _keep_lease(job: JobContext) -> None:
    lease = settings().lease_seconds
    while True:
        await asyncio.sleep(lease / 3)
        until = await db.seconds_now() + lease
        await Job.update({Job.lease_until: until}).where(Job.id == job.id, Job.lease_token == job.token)
