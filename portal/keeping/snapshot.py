"""A consistent copy of a SQLite database while others write to it, and what such a copy holds."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

PATIENCE = 30  # seconds to wait for a writer

TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"


def take(source: Path, target: Path) -> None:
    """Copy the database as it is at this moment into a new file, which only its owner may read.

    Raises FileExistsError where a file of that name is, sqlite3.OperationalError on a full disk.
    """
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source, timeout=PATIENCE)) as connection:
            # Readers and the writer go on meanwhile; what is committed later is not in the copy.
            connection.execute("VACUUM INTO ?", (str(target),))
        flush(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_full(error: BaseException) -> bool:
    """Whether SQLite stopped because it could write no further."""
    text = str(error)
    return isinstance(error, sqlite3.OperationalError) and ("full" in text or "disk I/O" in text)


def put_back(saved: Path, database: Path) -> None:
    """Make a database what a copy was; a power cut leaves the one or the other.

    Raises sqlite3.OperationalError where somebody still has the database open: they would go on writing
    into a file that no longer has a name.
    """
    draft = database.with_name(f"{database.name}.{secrets.token_hex(4)}.putting-back")
    try:
        shutil.copyfile(saved, draft)
        draft.chmod(0o600)
        flush(draft)
        # Leaving WAL needs the database alone and takes its -wal and -shm away, which would spoil the copy.
        with closing(sqlite3.connect(database, timeout=PATIENCE)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
        draft.replace(database)
        flush(database.parent)
    finally:
        draft.unlink(missing_ok=True)


def holds_the_same(one: Path, other: Path) -> bool:
    """Whether both are sound, and have been through the same migrations with as many rows in each table."""
    return (
        is_sound(one)
        and is_sound(other)
        and migrations(one) == migrations(other)
        and counts(one) == counts(other)
    )


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
