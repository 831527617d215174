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
from portal.db.migrations import execute_each, installed_apps, migrate, pending

__all__ = [
    "close",
    "connect",
    "engine",
    "execute_each",
    "installed_apps",
    "is_postgres",
    "lock",
    "migrate",
    "open_pool",
    "pending",
    "places",
    "quick",
    "rows",
    "seconds_now",
    "transaction",
    "use",
]
