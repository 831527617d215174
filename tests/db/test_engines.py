"""The engines: transactions that undo, locks that hold, a lease clock, numbers without reuse."""

import asyncio
import time

import pytest

from portal import db
from portal.db import counters


async def test_a_failed_act_leaves_nothing(database: str) -> None:
    with pytest.raises(RuntimeError):
        await _count_then_fail()
    assert await counters.next_in("series") == 1


async def _count_then_fail() -> None:
    async with db.transaction():
        await counters.next_in("series")
        raise RuntimeError


async def test_numbers_are_never_given_twice(database: str) -> None:
    async def take() -> int:
        async with db.transaction():
            return await counters.next_in("series")

    taken = await asyncio.gather(*(take() for _ in range(30)))
    assert sorted(taken) == list(range(1, 31))


async def test_a_named_lock_lets_one_in_at_a_time(database: str) -> None:
    inside = 0
    most = 0

    async def enter() -> None:
        nonlocal inside, most
        async with db.lock("door"):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.01)
            inside -= 1

    await asyncio.gather(*(enter() for _ in range(6)))
    assert most == 1


async def test_a_cancelled_transaction_gives_back_a_clean_connection(database: str) -> None:
    async def hang() -> None:
        async with db.transaction():
            await counters.next_in("series")
            await asyncio.sleep(10)

    for _ in range(8):
        task = asyncio.create_task(hang())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await counters.next_in("series") == 1


async def test_the_database_tells_the_time_for_leases(database: str) -> None:
    first = await db.seconds_now()
    await asyncio.sleep(0.02)
    assert 0.01 < await db.seconds_now() - first < 2


async def test_nothing_is_left_to_migrate(database: str) -> None:
    assert await db.pending() == []


async def test_sqlite_keeps_what_was_committed_through_a_power_cut(sqlite_database: str) -> None:
    settings = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
    }
    for name, value in settings.items():
        assert (await db.rows(f"PRAGMA {name}"))[0] == {name: value}


COUNT = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT count(*) AS n FROM n"
)


async def test_a_read_that_turns_out_long_does_not_hold_up_the_loop(database: str) -> None:
    gaps: list[float] = []

    async def tick() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            gaps.append(time.perf_counter() - begun)

    ticking = asyncio.create_task(tick())
    begun = time.perf_counter()
    assert (await db.quick(COUNT, 3_000_000))[0]["n"] == 3_000_000
    took = time.perf_counter() - begun
    ticking.cancel()
    assert took > 0.1
    assert max(gaps) < took / 2
    assert (await db.quick(COUNT, 10))[0]["n"] == 10


async def test_a_quick_read_in_an_act_sees_what_the_act_wrote(database: str) -> None:
    async with db.transaction():
        await counters.next_in("series")
        assert (await db.quick("SELECT value FROM counter WHERE name = {}", "series"))[0]["value"] == 1
