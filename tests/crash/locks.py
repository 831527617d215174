"""Stopping a process from outside at its next write: the test holds what that write needs."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

REACHES_IT_WITHIN = 0.15
"""Seconds in which a running process comes to SQLite's lock, which tells nobody who waits for it."""

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class Busy(Exception):
    """Somebody is in the middle of a write."""


@asynccontextmanager
async def held(url: str, table: str, *, at_once: bool = False) -> AsyncIterator[None]:
    """Nobody writes to the table (SQLite: to any) within the block.

    With `at_once` raises Busy where somebody is writing.
    """
    hold = _held_sqlite if url.startswith("sqlite") else _held_postgres
    async with hold(url, table, at_once=at_once):
        yield


async def someone_waits(url: str) -> None:
    """Return when a process has come to the lock that the test holds."""
    if url.startswith("sqlite"):
        await asyncio.sleep(REACHES_IT_WITHIN)
        return
    connection = await asyncpg.connect(url)
    try:
        async with asyncio.timeout(10):
            while not await connection.fetchval(WAITING):  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.01)
    finally:
        await connection.close()


@asynccontextmanager
async def _held_sqlite(url: str, _table: str, *, at_once: bool) -> AsyncIterator[None]:
    path = url.removeprefix("sqlite:///")
    connection = sqlite3.connect(path, timeout=0 if at_once else 10, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise Busy from error
        yield
        connection.execute("ROLLBACK")
    finally:
        connection.close()


@asynccontextmanager
async def _held_postgres(url: str, table: str, *, at_once: bool) -> AsyncIterator[None]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            try:
                await connection.execute(f"LOCK TABLE {table} IN SHARE MODE {'NOWAIT' if at_once else ''}")
            except asyncpg.LockNotAvailableError as error:
                raise Busy from error
            yield
    finally:
        await connection.close()
