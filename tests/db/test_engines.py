"""The engines: transactions that undo, locks that hold, a lease clock, numbers without reuse."""

import asyncio

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
