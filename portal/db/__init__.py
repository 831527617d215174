"""One database, two engines: SQLite in the file, PostgreSQL for many machines."""

from __future__ import annotations

from portal.db.core import (
    close,
    connect,
    engine,
    is_postgres,
    lock,
    open_pool,
    places,
    quick,
    rows,
    seconds_now,
    transaction,
    use,
)
from portal.db.migrations import (
    applied,
    execute_each,
    installed_apps,
    known_migrations,
    migrate,
    migration_lock,
    pending,
    run_pending,
    unknown,
)
from portal.db.trouble import is_away, is_passing

__all__ = [
    "applied",
    "close",
    "connect",
    "engine",
    "execute_each",
    "installed_apps",
    "is_away",
    "is_passing",
    "is_postgres",
    "known_migrations",
    "lock",
    "migrate",
    "migration_lock",
    "open_pool",
    "pending",
    "places",
    "quick",
    "rows",
    "run_pending",
    "seconds_now",
    "transaction",
    "unknown",
    "use",
]
