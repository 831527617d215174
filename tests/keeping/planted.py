"""The program with one more migration, as a later release would bring it, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from portal.settings import ROOT
from tests.keeping.office import limit

MIGRATION = """\
import asyncio
import os
from pathlib import Path
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from portal import db

ID = "2099-01-01T00:00:00:000000"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="lapor", description="")

    async def run():
        if not db.is_postgres():
            await db.rows("PRAGMA cache_size={cache}")
        await db.rows("CREATE TABLE planted (id INTEGER, filling TEXT)")
        for number in range(500):
            await db.rows("INSERT INTO planted VALUES ({{}}, {{}})", number, "x" * 2000)
        {statement}

    manager.add_raw(run)
    return manager
"""
TAKES_LONG = 'Path(os.environ["ASPAL_DATA_DIR"], "reached").touch(); await asyncio.sleep(600)'
COMMITS_AND_FAILS = 'await db.rows("COMMIT"); raise RuntimeError("planted")'
FAILS = 'raise RuntimeError("planted")'


SMALL, LARGE = 5, 20_000
"""Pages in SQLite's memory: with few of them much is on the disk before the end, otherwise nothing is."""


def plant(folder: Path, statement: str, cache: int = SMALL) -> Path:
    """A copy of the program whose last migration fills a table with 1 MB and then does this."""
    shutil.copytree(ROOT / "portal", folder / "portal")
    shutil.copy(ROOT / "piccolo_conf.py", folder)
    target = folder / "portal" / "lapor" / "piccolo_migrations" / "lapor_2099_01_01t00_00_00_000000.py"
    target.write_text(MIGRATION.format(statement=statement, cache=cache))
    return folder


def start(
    program: Path, url: str, data: Path, *words: str, largest: int | None = None, **more: str
) -> subprocess.Popen[str]:
    """Begin one of its commands; no file it writes may grow beyond `largest` bytes."""
    given = {"ASPAL_DATABASE_URL": url, "ASPAL_DATA_DIR": str(data), "PYTHONPATH": str(program), **more}
    return subprocess.Popen(
        [sys.executable, "-m", "portal", *words],
        env={**os.environ, **given},
        cwd=program,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit(largest) if largest else None,  # noqa: PLW1509 - no threads here
    )
