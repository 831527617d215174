"""The night's backup: once, kept for thirty days, and a full disk said where admins read it."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import app, clock, db
from portal.errors import Refusal
from portal.jobs import worker
from portal.keeping import archive, backup, looking, nightly
from portal.keeping.duties import DUTIES
from portal.keeping.readings import Level
from portal.keeping.tables import BackupRun
from tests.keeping.conftest import Choose
from tests.keeping.office import BY, aspal

AT_NIGHT = datetime(2026, 11, 23, 18, 5, tzinfo=UTC)  # 01.05 WIB
DUTY = DUTIES[0]


@pytest.fixture
def shelf(sqlite_database: str, data: Path, tmp_path: Path, choose: Choose) -> Path:
    """Where backups go."""
    folder = tmp_path / "rak"
    choose(backup_dir=folder)
    return folder


async def do_jobs() -> None:
    while await worker.do_one(app.handlers()):
        pass


async def last_job() -> dict[str, Any]:
    return (await db.rows("SELECT state, error FROM job ORDER BY id DESC LIMIT 1"))[0]


def kept(shelf: Path) -> list[str]:
    return sorted(path.name for path in shelf.iterdir())


async def test_one_backup_a_night_whoever_is_awake(shelf: Path) -> None:
    for minutes in (0, 10, 300, 900):
        await worker.do_duty(DUTY, AT_NIGHT + timedelta(minutes=minutes))
        await do_jobs()
    (name,) = kept(shelf)
    folder = shelf / name
    archive.verify(folder, archive.read(folder))
    assert (await looking.backup(clock.now())).level is Level.GOOD


async def test_nothing_is_due_before_the_hour_or_without_a_folder(shelf: Path, choose: Choose) -> None:
    assert not await worker.do_duty(DUTY, AT_NIGHT - timedelta(minutes=10))
    choose(backup_dir="")
    assert not await worker.do_duty(DUTY, AT_NIGHT)
    assert (await looking.backup(clock.now())).text == "Pencadangan malam belum diatur."
    with pytest.raises(Refusal, match="ASPAL_BACKUP_DIR"):
        await nightly.ask_for_backup(by=BY, at=clock.now())


async def test_old_backups_go_and_the_last_one_stays(shelf: Path) -> None:
    await nightly.ask_for_backup(by=BY, at=clock.now())
    await do_jobs()
    fresh = shelf / kept(shelf)[0]
    names = {days: f"{clock.today() - timedelta(days=days):{nightly.STAMP}}" for days in (2, 29, 31, 400)}
    for name in names.values():
        shutil.copytree(fresh, shelf / name)
        os.utime(shelf / name / archive.MANIFEST, (0, 0))
    (shelf / names[2] / archive.MANIFEST).unlink()
    (shelf / "aspal-Titipan").mkdir()
    assert {path.name for path in nightly.prune(shelf, clock.now())} == {names[2], names[31], names[400]}
    assert kept(shelf) == sorted([names[29], fresh.name, "aspal-Titipan"])

    long_after = clock.now() + timedelta(days=500)
    nightly.prune(shelf, long_after)
    assert kept(shelf) == sorted([fresh.name, "aspal-Titipan"])


async def test_a_backup_that_grows_old_is_told(shelf: Path) -> None:
    await nightly.ask_for_backup(by=BY, at=clock.now())
    await do_jobs()
    assert not (await looking.backup(clock.now() + timedelta(hours=25))).is_alarming
    assert (await looking.backup(clock.now() + timedelta(hours=27))).is_alarming


async def test_a_place_that_cannot_be_written_to_fails_with_a_sentence_and_an_alarm(
    shelf: Path, choose: Choose
) -> None:
    choose(backup_dir="/proc/cadangan")
    await nightly.ask_for_backup(by=BY, at=clock.now())
    await do_jobs()
    job = await last_job()
    assert job["state"] == "failed"
    assert "tidak dapat ditulisi" in job["error"]
    reading = await looking.backup(clock.now())
    assert reading.is_alarming
    assert job["error"] in reading.text


def test_attachments_that_find_no_room_leave_no_half_backup(sqlite_url: str, tmp_path: Path) -> None:
    ballast = tmp_path / "files"
    ballast.mkdir()
    (ballast / "besar").write_bytes(os.urandom(3_000_000))
    done = aspal(
        sqlite_url,
        tmp_path,
        "backup",
        str(tmp_path / "rak" / "satu"),
        largest=2_500_000,
        ASPAL_STORAGE_URL=f"file://{ballast}",
    )
    assert done.returncode == 2
    assert "penuh" in done.stderr
    assert not (tmp_path / "rak" / "satu").exists()


async def test_a_backup_whose_worker_was_killed_is_closed(shelf: Path) -> None:
    await BackupRun(started_at=clock.now() - timedelta(days=2), place="-").save()
    await nightly.ask_for_backup(by=BY, at=clock.now())
    await do_jobs()
    rows = await db.rows("SELECT state, note FROM backup_run ORDER BY id")
    assert [row["state"] for row in rows] == ["failed", "done"]
    assert rows[0]["note"] == backup.BROKEN_OFF
