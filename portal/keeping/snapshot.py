"""A consistent copy of a SQLite database while others write to it, and what such a copy holds."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

PATIENCE = 30  # seconds to wait for a writer

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"


def take(source: Path, target: Path) -> None:
    """Copy the database as it is at this moment; raises sqlite3.OperationalError on a full disk."""
    with closing(sqlite3.connect(source, timeout=PATIENCE)) as connection:
        # Readers and the writer go on meanwhile; what is committed later is not in the copy.
        connection.execute("VACUUM INTO ?", (str(target),))
    with target.open("rb") as handle:
        os.fsync(handle.fileno())


def is_full(error: BaseException) -> bool:
    """Whether SQLite stopped because it could write no further."""
    text = str(error)
    return isinstance(error, sqlite3.OperationalError) and ("full" in text or "disk I/O" in text)


def put_back(saved: Path, database: Path) -> None:
    """Make a database what a copy was, through SQLite itself, so that open connections see it too."""
    with (
        closing(sqlite3.connect(saved)) as source,
        closing(sqlite3.connect(database, timeout=PATIENCE)) as target,
    ):
        source.backup(target)


def counts(database: Path) -> dict[str, int]:
    """Rows by table."""
    with closing(sqlite3.connect(database)) as connection:
        names = [name for (name,) in connection.execute(TABLES)]
        return {
            name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - from the schema
            for name in sorted(names)
        }


def migrations(database: Path) -> tuple[str, ...]:
    """The migrations that it has been through, as `db.pending` names them."""
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT app_name, name FROM migration ORDER BY id").fetchall()
    return tuple(f"{app}: {name}" for app, name in found)


def attachments(database: Path) -> set[str]:
    """The hashes of the files that its rows point at."""
    with closing(sqlite3.connect(database)) as connection:
        return {digest for (digest,) in connection.execute("SELECT sha256 FROM stored_file")}


def is_sound(database: Path) -> bool:
    """Whether SQLite finds nothing wrong with the file."""
    try:
        with closing(sqlite3.connect(database)) as connection:
            return bool(connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)])
    except sqlite3.DatabaseError:
        return False
