"""Migrations: which slices have them, running them under a lock, which are still to run."""

from __future__ import annotations

import fcntl
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, redirect_stdout
from functools import lru_cache
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager, run_forwards
from piccolo.apps.migrations.tables import Migration

from portal.db.core import engine, rows
from portal.db.postgres import PooledPostgresEngine

PACKAGE = Path(__file__).resolve().parent.parent
LOCK_KEY = 4_217_001


def installed_apps() -> list[str]:
    """The slices that own tables, by the presence of a `piccolo_app.py`."""
    return sorted(f"portal.{found.parent.name}.piccolo_app" for found in PACKAGE.glob("*/piccolo_app.py"))


async def migrate() -> None:
    """Bring the database to the newest shape; of several processes one works and the others wait."""
    async with _migration_lock():
        with redirect_stdout(io.StringIO()) as told:
            result = await run_forwards(app_name="all")
    if not result.success:
        raise RuntimeError(f"Migration failed: {result.message} {told.getvalue()}")


async def pending() -> list[str]:
    """Names of migrations that have not run yet; an empty list means the database is up to date."""
    ran = await applied()
    return [name for name in known_migrations() if name not in ran]


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
async def _migration_lock() -> AsyncIterator[None]:
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
    with Path(f"{current.path}.migrating").open("w") as handle:  # noqa: ASYNC230 - held for the whole migration
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
