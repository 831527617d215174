"""A server that ends our connection costs the act under way, and nothing after it."""

from __future__ import annotations

import asyncpg
import pytest

from portal import db
from portal.db.postgres import POOL_SIZE

MINE = "SELECT pg_backend_pid() AS pid"
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)


async def _end_connection(pid: int) -> None:
    """As a restart of the server would."""
    url = db.engine().config["dsn"]
    other = await asyncpg.connect(url)
    try:
        await other.execute("SELECT pg_terminate_backend($1)", pid)
    finally:
        await other.close()


async def test_a_transaction_whose_connection_is_lost_ends_with_its_act(postgres_database: str) -> None:
    for _ in range(2 * POOL_SIZE):
        with pytest.raises(LOST):
            await _act_that_loses_its_connection()
        assert await db.rows("SELECT 1 AS one") == [{"one": 1}]


async def _act_that_loses_its_connection() -> None:
    async with db.transaction():
        await _end_connection((await db.rows(MINE))[0]["pid"])
        await db.rows("SELECT 1 AS one")
