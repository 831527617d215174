"""The drill: a backup made while others write comes back whole; a power cut loses nothing committed."""

from __future__ import annotations

import asyncio
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from portal import clock, db
from portal.keeping import backup, restore, snapshot
from portal.reports.figures import rapor_json
from tests.keeping.conftest import Choose
from tests.keeping.office import BY, attach, furnish
from tests.keeping.writer import Writer, writing

CUTS = 25
NUMBERS = "SELECT CAST(substr(subject, 9) AS INTEGER) FROM {} WHERE subject LIKE 'penulis:%' ORDER BY 1"


async def reached(writer: Writer, number: int) -> int:
    """Wait until so many acts are committed."""
    async with asyncio.timeout(60):
        while writer.committed() < number:  # noqa: ASYNC110 - a pipe of another process
            await asyncio.sleep(0.01)
    return writer.last


async def test_a_backup_under_load_comes_back_in_another_house(
    sqlite_database: str, data: Path, tmp_path: Path, choose: Choose
) -> None:
    await furnish()
    await attach(b"lampiran" * 100_000)
    figures = await rapor_json(2023)
    with writing(sqlite_database, tmp_path / "writer.log") as writer:
        before = await reached(writer, 20)
        made = await backup.make(tmp_path / "cadangan" / "satu", by=BY, at=clock.now())
        after = await reached(writer, writer.committed() + 1)
    await db.close()

    house = tmp_path / "baru"
    url = f"sqlite:///{house / 'aspal.sqlite'}"
    choose(data_dir=house, storage_url=f"file://{house / 'files'}", database_url=url)
    db.use(db.connect(url))
    back = await restore.restore(made.folder, by=BY, at=clock.now())
    db.use(db.connect(url))
    assert await rapor_json(2023) == figures
    assert before <= back.held <= after
    states = await db.rows("SELECT state, count(*) AS n FROM delivery GROUP BY state")
    assert states == [{"state": "held", "n": back.held}]
    assert whole_acts(house / "aspal.sqlite") == back.held


async def test_a_power_cut_loses_nothing_that_was_committed(sqlite_url: str, tmp_path: Path) -> None:
    """The files are taken as they lie, with their journal and without closing anything, at random moments."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    moments = random.Random(20261124)
    with writing(sqlite_url, tmp_path / "writer.log") as writer:
        for cut in range(CUTS):
            await reached(writer, writer.last + 5)
            await asyncio.sleep(moments.random() / 50)
            copy = tmp_path / f"potong-{cut}" / "aspal.sqlite"
            with writer.frozen():
                committed = writer.committed()
                take_as_it_lies(path, copy)
            if cut % 2:
                tear(copy, moments)
            assert snapshot.is_sound(copy)
            assert whole_acts(copy) >= committed


def take_as_it_lies(path: Path, copy: Path) -> None:
    """Database and journal; the shared memory is gone when the machine starts again."""
    copy.parent.mkdir()
    shutil.copy(path, copy)
    shutil.copy(f"{path}-wal", f"{copy}-wal")


def tear(copy: Path, moments: random.Random) -> None:
    """Bytes that had begun to be written after the last commit."""
    with Path(f"{copy}-wal").open("ab") as journal:
        journal.write(moments.randbytes(moments.randrange(1, 9000)))


def whole_acts(path: Path) -> int:
    """How many acts are there, after making sure that none is half there and none is missing between."""
    with closing(sqlite3.connect(path)) as connection:
        told, sent = (
            [number for (number,) in connection.execute(NUMBERS.format(table))]
            for table in ("audit_event", "delivery")
        )
    assert told == sent == list(range(1, len(told) + 1))
    return len(told)
