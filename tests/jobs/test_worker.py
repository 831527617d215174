"""Jobs: done once, resumed after a kill, stopped when asked; duties: one run per slot."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from portal import clock, db
from portal.errors import BadInput
from portal.jobs import Duty, JobContext, enqueue, queue, worker
from portal.jobs.tables import Job
from portal.permissions import JobActor

ADMIN = JobActor("account:1", name="Admin Kominfo")


async def ask(kind: str = "count", **payload: Any) -> str:
    return await enqueue(kind, payload, by=ADMIN, at=clock.now())


async def count_to_three(job: JobContext) -> Mapping[str, Any]:
    for done in range(job.checkpoint.get("done", 0), 3):
        async with db.transaction():
            await job.progress(done + 1, 3, checkpoint={"done": done + 1})
    return {"counted": 3}


async def test_a_job_is_done_and_tells_its_result(database: str) -> None:
    public_id = await ask()
    assert await worker.do_one({"count": count_to_three})
    job = await queue.find(public_id)
    assert job is not None
    assert (job.state, job.done, job.total, job.result) == ("done", 3, 3, {"counted": 3})
    assert not await worker.do_one({"count": count_to_three})


async def test_a_killed_worker_s_job_goes_on_from_its_checkpoint(database: str) -> None:
    public_id = await ask()
    claimed = await worker._claim()
    assert claimed is not None
    await claimed.progress(2, 3, checkpoint={"done": 2})
    await Job.update({Job.lease_until: 0.0}, force=True)
    seen: list[int] = []

    async def resume(job: JobContext) -> Mapping[str, Any]:
        seen.append(job.checkpoint["done"])
        return await count_to_three(job)

    assert await worker.do_one({"count": resume})
    assert seen == [2]
    with pytest.raises(worker.Stopped):
        await claimed.progress(3, 3)
    job = await queue.find(public_id)
    assert job is not None
    assert job.state == "done"


async def test_a_cancelled_job_stops_at_its_next_chunk(database: str) -> None:
    public_id = await ask()

    async def cancelled_midway(job: JobContext) -> Mapping[str, Any]:
        await queue.cancel(public_id, at=clock.now())
        await job.progress(1, 3)
        raise AssertionError

    await worker.do_one({"count": cancelled_midway})
    job = await queue.find(public_id)
    assert job is not None
    assert (job.state, job.done) == ("cancelled", 0)


async def test_a_bad_file_fails_with_its_sentence(database: str) -> None:
    public_id = await ask()

    async def refuse(job: JobContext) -> Mapping[str, Any]:
        raise BadInput("Berkas ini bukan ekspor.")

    await worker.do_one({"count": refuse})
    job = await queue.find(public_id)
    assert job is not None
    assert (job.state, job.error) == ("failed", "Berkas ini bukan ekspor.")


async def test_a_broken_job_is_tried_three_times(database: str) -> None:
    public_id = await ask()

    async def break_down(job: JobContext) -> Mapping[str, Any]:
        raise ZeroDivisionError

    tries = 0
    while await worker.do_one({"count": break_down}):
        tries += 1
    job = await queue.find(public_id)
    assert job is not None
    assert (tries, job.state, job.error) == (3, "failed", worker.BROKEN)


async def test_the_same_wish_while_open_is_one_job(database: str) -> None:
    asked = await asyncio.gather(
        *(enqueue("count", {}, by=ADMIN, at=clock.now(), unique_key="lapor") for _ in range(5))
    )
    assert len(set(asked)) == 1


async def test_one_worker_of_many_does_a_duty_s_slot(database: str) -> None:
    runs: list[datetime] = []

    async def run(now: datetime) -> None:
        runs.append(now)

    duty = Duty("reminders", lambda now: now.strftime("%Y-%m-%dT%H"), run)
    nine = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    done = await asyncio.gather(*(worker.do_duty(duty, nine) for _ in range(4)))
    assert sum(done) == len(runs) == 1


async def test_a_duty_that_died_midway_is_done_again_after_its_lease(database: str) -> None:
    tries: list[int] = []

    async def die_once(now: datetime) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError

    duty = Duty("reminders", lambda _: "today", die_once)
    with pytest.raises(RuntimeError):
        await worker.do_duty(duty, clock.now())
    assert not await worker.do_duty(duty, clock.now())
    await db.rows("UPDATE duty SET lease_until = 0")
    assert await worker.do_duty(duty, clock.now())
