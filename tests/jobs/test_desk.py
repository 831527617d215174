"""Stopping and repeating jobs: one act each, whatever happens meanwhile; lists hold what they say."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from portal import clock, db
from portal.errors import BadInput, Conflict
from portal.jobs import JobContext, desk, enqueue, listing, queue, worker
from portal.jobs.listing import Filters
from portal.jobs.queue import JobRow
from portal.permissions import JobActor

OWNER = JobActor("account:1", name="Petugas Contoh")
OTHER = JobActor("account:2", name="Admin Contoh")


async def ask(kind: str = "uji", *, by: JobActor = OWNER, key: str | None = None) -> str:
    return await enqueue(kind, {}, by=by, at=clock.now(), title="Uji", unique_key=key)


async def row(public_id: str) -> JobRow:
    found = await queue.find(public_id)
    assert found is not None
    return found


async def refuse(job: JobContext) -> Mapping[str, Any]:
    await job.progress(2, 5, checkpoint={"done": 2})
    raise BadInput("Penyimpanan penuh.")


async def resume(job: JobContext) -> Mapping[str, Any]:
    return {"from": job.checkpoint["done"]}


async def actions() -> list[str]:
    rows = await db.rows("SELECT action FROM audit_event WHERE action LIKE 'job.%' ORDER BY id")
    return [line["action"] for line in rows]


async def test_a_failed_job_goes_on_from_where_it_stood(database: str) -> None:
    job = await ask()
    assert await worker.do_one({"uji": refuse})
    await desk.retry(await row(job), by=OTHER, at=clock.now())
    again = await row(job)
    assert (again.state, again.error, again.ended_at, again.owner_key) == ("waiting", "", None, OWNER.key)
    assert await worker.do_one({"uji": resume})
    done = await row(job)
    assert (done.state, done.result) == ("done", {"from": 2})
    assert await actions() == ["job.retried"]


@pytest.mark.parametrize("standing", ["waiting", "done", "cancelled"])
async def test_only_a_failed_job_is_repeated(database: str, standing: str) -> None:
    job = await ask()
    await db.rows("UPDATE job SET state = {}", standing)
    with pytest.raises(Conflict, match="tidak lagi gagal"):
        await desk.retry(await row(job), by=OTHER, at=clock.now())
    assert await actions() == []


async def test_the_same_work_asked_for_meanwhile_is_not_done_twice(database: str) -> None:
    job = await ask(key="satu")
    assert await worker.do_one({"uji": refuse})
    await ask(key="satu")
    with pytest.raises(Conflict, match="sedang berjalan"):
        await desk.retry(await row(job), by=OTHER, at=clock.now())


async def test_of_two_who_repeat_or_stop_at_once_one_does(database: str) -> None:
    job = await ask(key="satu")
    assert await worker.do_one({"uji": refuse})
    seen = await row(job)
    for act in (desk.retry, desk.cancel):
        ended = await asyncio.gather(
            *(act(seen, by=OTHER, at=clock.now()) for _ in range(4)), return_exceptions=True
        )
        assert [type(one) for one in ended if one is not None] == [Conflict] * 3
    assert await actions() == ["job.retried", "job.cancelled"]
    assert (await row(job)).state == "cancelled"


async def test_a_list_holds_what_its_filters_say(database: str) -> None:
    mine, others = [await ask(kind) for kind in ("uji", "lain")], await ask(by=OTHER)
    assert await worker.do_one({"uji": refuse})
    assert ids(await listing.listing(Filters())) == [others, mine[1], mine[0]]
    assert ids(await listing.listing(Filters(owner=OWNER.key))) == [mine[1], mine[0]]
    assert ids(await listing.listing(Filters(stand="failed"))) == [mine[0]]
    assert ids(await listing.listing(Filters(stand="open", kind="uji"))) == [others]
    assert [kind for kind, _ in await listing.kinds(OTHER.key)] == ["uji"]
    assert {kind for kind, _ in await listing.kinds("")} == {"uji", "lain"}
    first = await listing.listing(Filters(), limit=2)
    assert ids(await listing.listing(Filters(), before=first[-1].id, limit=2)) == [mine[0]]


def ids(rows: list[JobRow]) -> list[str]:
    return [one.public_id for one in rows]
