"""A database file is for the account that runs the portal, and for nobody else on the machine."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

OWN = 0o600
BESIDE = ("", "-wal", "-shm", "-journal")


def keep(database: Path) -> None:
    """Make a new file for its owner alone, and mend one that others could read.

    SQLite gives -wal and -shm the rights of the database when it makes them.
    """
    with suppress(FileExistsError, FileNotFoundError, PermissionError):
        os.close(os.open(database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN))
    for part in BESIDE:
        close(Path(f"{database}{part}"))


def close(path: Path) -> None:
    """Take from others what they may; a file or folder that is not ours stays as its owner wants it."""
    with suppress(FileNotFoundError, PermissionError):
        mode = path.stat().st_mode
        if mode & 0o077:
            path.chmod(mode & 0o700)
