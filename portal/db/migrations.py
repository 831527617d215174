"""Migrations: which slices have them, running them under a lock, which are still to run."""

from __future__ import annotations

import asyncio
import fcntl
import io
import os
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, redirect_stdout
from functools import lru_cache
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager, run_forwards
from piccolo.apps.migrations.tables import Migration

from portal.db.core import engine, rows, transaction
from portal.db.postgres import PooledPostgresEngine

PACKAGE = Path(__file__).resolve().parent.parent
LOCK_KEY = 4_217_001
LOOK_AGAIN = 0.1  # seconds between two tries at a lock that another process holds


def installed_apps() -> list[str]:
    """The slices that own tables, by the presence of a `piccolo_app.py`."""
    return sorted(f"portal.{found.parent.name}.piccolo_app" for found in PACKAGE.glob("*/piccolo_app.py"))


async def migrate() -> None:
    """Bring the database to the newest shape; of several processes one works and the others wait."""
    async with migration_lock():
        await run_pending()


async def run_pending() -> None:
    """Run the migrations that are missing, all of them or none; the caller holds the lock.

    One transaction around all, on both engines: a migration that fails, a full disk or a kill leaves the
    database as it was, never half-way. Raises RuntimeError for one that would not be sound afterwards.
    """
    async with transaction():
        with redirect_stdout(io.StringIO()) as told:
            result = await run_forwards(app_name="all")
        if not result.success:
            raise RuntimeError(f"Migration failed: {result.message} {told.getvalue()}")
        await _insist_on_sound()


async def _insist_on_sound() -> None:
    if missing := await pending():
        raise RuntimeError(f"Migrations were not recorded: {missing}")
    if isinstance(engine(), PooledPostgresEngine):
        return
    found = [row["quick_check"] for row in await rows("PRAGMA quick_check")]
    if any("unable to get the page" in line for line in found):
        # On a full disk the check cannot move pages out of memory, and counts them as damaged.
        raise sqlite3.OperationalError("disk I/O error while the migrated database was checked")
    if found != ["ok"]:
        raise RuntimeError(f"The migrated database is damaged: {found[:3]}")


async def pending() -> list[str]:
    """Names of migrations that have not run yet; an empty list means the database is up to date."""
    ran = await applied()
    return [name for name in known_migrations() if name not in ran]


async def unknown() -> list[str]:
    """Names of migrations that the database has been through and this program does not have: it is newer."""
    return sorted((await applied()).difference(known_migrations()))


@lru_cache
def known_migrations() -> tuple[str, ...]:
    """Names of the migrations that this program has, in the order in which they run."""
    manager = ForwardsMigrationManager(app_name="all")
    known: list[str] = []
    for name in manager.get_sorted_app_names():
        folder = manager.get_app_config(app_name=name).resolved_migrations_folder_path
        ids = manager.get_migration_ids(manager.get_migration_modules(folder))
        known += [f"{name}: {migration}" for migration in ids]
    return tuple(known)


async def applied() -> frozenset[str]:
    """Names of the migrations that the database has been through; empty for a new one."""
    if not await Migration.table_exists():
        return frozenset()
    found = await rows("SELECT app_name, name FROM migration")
    return frozenset(f"{row['app_name']}: {row['name']}" for row in found)


async def execute_each(
    statements: Sequence[str], *, sqlite: Sequence[str] = (), postgres: Sequence[str] = ()
) -> None:
    """Run hand-written DDL in a migration: what is common, then what differs by engine."""
    current = engine()
    own = postgres if isinstance(current, PooledPostgresEngine) else sqlite
    for statement in (*statements, *own):
        await current.run_ddl(statement)


@asynccontextmanager
async def migration_lock() -> AsyncIterator[None]:
    """Only one process at a time changes the shape of a database; the lock ends with its holder, however."""
    current = engine()
    if isinstance(current, PooledPostgresEngine):
        # A connection of its own: the lock must outlive the transactions of the migrations.
        connection = await asyncpg.connect(**current.config)
        try:
            await connection.execute("SELECT pg_advisory_lock($1)", LOCK_KEY)
            yield
        finally:
            await connection.close()
        return
    place = Path(f"{current.path}.migrating")
    while (handle := _lock(place)) is None:  # noqa: ASYNC110 - what is awaited is another process
        await asyncio.sleep(LOOK_AGAIN)
    try:
        yield
    finally:
        _release(place, handle)


def _lock(place: Path) -> int | None:
    """Hold the file, or None while another process does."""
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Whoever held it has taken it away: a third process may hold another file of the same name.
        if os.path.samestat(os.fstat(handle), place.stat()):
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(handle)
    return None


def _release(place: Path, handle: int) -> None:
    place.unlink(missing_ok=True)
    os.close(handle)
