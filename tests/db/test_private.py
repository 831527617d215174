"""What the portal writes is for its own account: database, copies, attachments."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from portal import clock, db, files
from portal.app import create_app
from portal.permissions import JobActor
from portal.settings import settings
from tests.files.test_storage import photo


@pytest.fixture(autouse=True)
def others_may_read() -> Iterator[None]:
    """As most machines are set up."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def modes(folder: Path) -> list[str]:
    """Of all files below."""
    return [mode(found) for found in folder.rglob("*") if found.is_file()]


async def test_a_database_open_to_others_is_closed(migrated_file: Path, tmp_path: Path) -> None:
    place = tmp_path / "aspal.sqlite"
    shutil.copy(migrated_file, place)
    place.chmod(0o664)
    for end in ("-wal", "-shm"):
        os.close(os.open(f"{place}{end}", os.O_CREAT, 0o644))
    db.use(db.connect(f"sqlite:///{place}"))
    await db.rows("UPDATE counter SET value = value")
    assert modes(tmp_path) == ["0o600"] * 3
    await db.close()


async def test_a_new_database_is_closed_from_its_first_moment(tmp_path: Path) -> None:
    place = tmp_path / "neu.sqlite"
    db.use(db.connect(f"sqlite:///{place}"))
    await db.rows("CREATE TABLE t (x)")
    assert set(modes(tmp_path)) == {"0o600"}
    await db.close()


async def test_what_may_not_be_written_stays_so(migrated_file: Path, tmp_path: Path) -> None:
    place = tmp_path / "aspal.sqlite"
    shutil.copy(migrated_file, place)
    place.chmod(0o444)
    db.use(db.connect(f"sqlite:///{place}"))
    await db.rows("SELECT 1 AS one")
    assert mode(place) == "0o400"
    await db.close()


async def test_attachments_are_closed(
    sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASPAL_STORAGE_URL", f"file://{tmp_path}/berkas")
    settings.cache_clear()
    (tmp_path / "berkas").mkdir(0o755)
    async with AsyncTestClient(create_app()):
        kept = await files.store(photo(), "a.jpg", by=JobActor("account:1"), at=clock.now())
        (tmp_path / "draf").write_bytes(b"x")
        made = await files.storage.take_over(
            tmp_path / "draf", "a.xlsx", "x/y", by=JobActor("account:1"), at=clock.now()
        )
    assert [mode(kept.path), mode(made.path), mode(tmp_path / "berkas")] == ["0o600", "0o600", "0o700"]
    monkeypatch.undo()
    settings.cache_clear()


def test_whatever_a_command_writes_is_closed(tmp_path: Path) -> None:
    where = {"ASPAL_DATA_DIR": str(tmp_path / "var"), "ASPAL_DATABASE_URL": "", "ASPAL_STORAGE_URL": ""}
    (tmp_path / "var").mkdir()
    for command in (["migrate"], ["backup", str(tmp_path / "var" / "cadangan")]):
        subprocess.run([sys.executable, "-m", "portal", *command], env={**os.environ, **where}, check=True)
    assert (tmp_path / "var" / "aspal.sqlite").is_file()
    assert len(modes(tmp_path)) > 2
    assert set(modes(tmp_path)) <= {"0o600", "0o400"}
