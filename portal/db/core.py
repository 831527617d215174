"""The engine in use, transactions, named locks and the database's own clock."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Sized
from contextlib import asynccontextmanager
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

from piccolo.querystring import QueryString
from piccolo.table import TABLE_REGISTRY

from portal.db.postgres import PooledPostgresEngine
from portal.db.sqlite import PooledSQLiteEngine

Engine = PooledSQLiteEngine | PooledPostgresEngine


def connect(url: str) -> Engine:
    """The engine for a database address; opens nothing yet."""
    if url.startswith("postgresql://"):
        return PooledPostgresEngine(url)
    path = Path(url.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    return PooledSQLiteEngine(str(path))


def engine() -> Engine:
    """The engine that every query goes to."""
    # Piccolo's own finder looks through the environment each time; every page asks many times.
    found = import_module("piccolo_conf").DB
    if not isinstance(found, PooledSQLiteEngine | PooledPostgresEngine):
        raise TypeError("piccolo_conf.DB is not an engine of ours.")
    return found


def use(other: Engine) -> None:
    """Point every table at another database (tests, demo, restore drills)."""
    import_module("piccolo_conf").DB = other  # type: ignore[attr-defined]
    for table in TABLE_REGISTRY:
        table._meta.db = other


def is_postgres() -> bool:
    """Whether the engine in use is PostgreSQL."""
    return isinstance(engine(), PooledPostgresEngine)


async def open_pool() -> None:
    """Open the pool for this event loop; SQLite opens its connections as they are needed."""
    current = engine()
    if isinstance(current, PooledPostgresEngine):
        await current.open_pool()


async def close() -> None:
    """Close the pool of the engine in use."""
    current = engine()
    if isinstance(current, PooledPostgresEngine):
        await current.close_pool()
    else:
        current.close_pool()


def transaction() -> Any:
    """`async with db.transaction():` one act, all or nothing; nested ones join the outer."""
    return engine().transaction()


@asynccontextmanager
async def lock(name: str) -> AsyncIterator[None]:
    """A transaction that holds a named lock until it ends, for rules over several rows.

    SQLite needs no more than its single writer, which the IMMEDIATE transaction is.
    """
    async with transaction():
        if is_postgres():
            await rows("SELECT pg_advisory_xact_lock({})", zlib.crc32(name.encode()))
        yield


async def rows(sql: str, *args: Any) -> list[dict[str, Any]]:
    """Run hand-written SQL with `{}` for each value; SQLite gives back plain text and numbers here."""
    current = engine()
    answer = await current.fetch(_spelt(sql, current.engine_type), args)
    return current.transform_response_to_dicts(answer or [])


async def quick(sql: str, *args: Any) -> list[dict[str, Any]]:
    """As `rows`, for a read that is mostly short: SQLite answers it without a hop to another thread."""
    current = engine()
    answer = await current.fetch_quick(_spelt(sql, current.engine_type), args)
    return current.transform_response_to_dicts(answer or [])


def places(values: Sized) -> str:
    """A `{}` for each value, to stand between the brackets of an IN."""
    return ", ".join(["{}"] * len(values))


@lru_cache(maxsize=1024)
def _spelt(sql: str, engine_type: str) -> str:
    """The statement as the database wants it, kept because Piccolo takes a text apart for every query."""
    places = sum(name is not None for _, name, _, _ in Formatter().parse(sql))
    return QueryString(sql, *[None] * places).compile_string(engine_type)[0]


async def seconds_now() -> float:
    """The database's clock in seconds since 1970, so that leases do not trust a machine's own."""
    if is_postgres():
        found = await rows("SELECT extract(epoch FROM clock_timestamp())::float8 AS seconds")
    else:
        found = await rows("SELECT (julianday('now') - 2440587.5) * 86400.0 AS seconds")
    return float(found[0]["seconds"])
