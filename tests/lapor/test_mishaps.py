"""A locked database and a full disk amid an import: said in a sentence, nothing lost, nothing twice."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import app, clock, db
from portal.complaints.tables import Complaint
from portal.jobs import worker
from portal.lapor.batches import lifecycle
from portal.web import refusals
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.lapor.office import batch, export, row, upload, view, work
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
IMPORTS = "/lapor/imports"
ROWS = 3_000
LONGER_THAN_PATIENCE = 6.5  # seconds; SQLite waits five
SOME_ROOM = 400_000  # bytes beyond what the database has


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


def many(folder: Path, count: int = ROWS) -> Path:
    """An export that takes several chunks and more room than there is."""
    body = "Jalan ini berlubang sejak lama. " * 12
    return export(folder, *(row(str(6_400_000 + n), body=body) for n in range(count)))


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@contextmanager
def locked(url: str) -> Iterator[None]:
    """A second connection holds the one lock for writing."""
    with closing(sqlite3.connect(file_of(url), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def little_room(most: int) -> Iterator[None]:
    """No file of this process may grow further, as on a disk that is nearly full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def waiting_import(folder: Path, office: Office) -> str:
    """A confirmed file whose import waits for a worker."""
    public_id = await upload(many(folder), office.admin)
    await work()
    await lifecycle.confirm(await batch(public_id), notify=False, by=office.admin, at=clock.now())
    return public_id


async def insist_on_all(public_id: str) -> None:
    """Every row is there, once."""
    assert await Complaint.count() == ROWS
    assert (await view(public_id)).state == "done"
    twice = await db.rows("SELECT tracking_id FROM complaint GROUP BY tracking_id HAVING count(*) > 1")
    assert twice == []


async def test_a_locked_database_is_a_page_with_a_sentence_and_the_press_counts_later(
    client: Client, office: Office, sqlite_database: str, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    public_id = await upload(export(tmp_path, row()), office.admin)
    await work()
    where = f"{IMPORTS}/{public_id}"
    with locked(sqlite_database):
        assert (await client.get(where)).status_code == 200
        refused = await send(client, f"{where}/confirmation", of=where)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refusals.BUSY.sentence in refused.text
    assert (await view(public_id)).state == "preview"
    assert (await send(client, f"{where}/confirmation", of=where)).status_code == 303
    await work()
    assert await Complaint.count() == 1


async def test_an_import_goes_on_after_the_database_was_locked(
    office: Office, sqlite_database: str, tmp_path: Path
) -> None:
    public_id = await waiting_import(tmp_path, office)
    stop, locker = asyncio.Event(), threading.Thread(target=lock_midway, args=(sqlite_database,))
    locker.start()
    working = asyncio.create_task(worker.run(stop, app.handlers(), ()))
    async with asyncio.timeout(60):
        while (await view(public_id)).state != "done":  # noqa: ASYNC110 - rows tell nobody
            await asyncio.sleep(0.1)
    stop.set()
    await working
    locker.join()
    await insist_on_all(public_id)


def lock_midway(url: str) -> None:
    """Take the lock as soon as the first chunk is in, for longer than anybody waits."""
    with closing(sqlite3.connect(file_of(url), timeout=30)) as reader:
        while not reader.execute("SELECT count(*) FROM complaint").fetchone()[0]:
            threading.Event().wait(0.005)
    with closing(sqlite3.connect(file_of(url), timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        threading.Event().wait(LONGER_THAN_PATIENCE)
        other.execute("ROLLBACK")


async def test_a_worker_on_a_full_disk_goes_on_when_there_is_room_again(
    office: Office, sqlite_database: str, tmp_path: Path
) -> None:
    public_id = await waiting_import(tmp_path, office)
    await db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    most = file_of(sqlite_database).stat().st_size + SOME_ROOM
    with worker_process(sqlite_database, most, tmp_path / "worker.log") as process:
        async with asyncio.timeout(60):
            while "disk" not in (tmp_path / "worker.log").read_text():  # noqa: ASYNC110
                await asyncio.sleep(0.1)
        taken = await Complaint.count()
        assert process.poll() is None
        assert (await view(public_id)).state == "confirmed"
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        async with asyncio.timeout(90):
            while (await view(public_id)).state != "done":  # noqa: ASYNC110
                await asyncio.sleep(0.1)
    assert 0 < taken < ROWS
    await insist_on_all(public_id)


@contextmanager
def worker_process(url: str, most: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A worker whose files may not grow beyond so many bytes, until that is changed."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))

    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, "-m", "portal", "worker"],
            env={**os.environ, "ASPAL_DATABASE_URL": url},
            stdout=output,
            stderr=output,
            preexec_fn=limit,  # noqa: PLW1509 - one call of the system, nothing of ours
        ) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


async def test_an_upload_that_finds_no_room_is_a_page_with_a_sentence(
    client: Client, office: Office, tmp_path: Path
) -> None:
    await sign_in(client, office.admin.id)
    path = many(tmp_path, 1_500)
    files = {"file": (path.name, path.read_bytes(), "text/csv")}
    with little_room(SOME_ROOM):
        refused = await send(client, IMPORTS, {"kind": "export"}, of=IMPORTS, files=files)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert refusals.DISK_FULL.sentence in refused.text
    assert await db.rows("SELECT id FROM lapor_batch") == []


async def test_the_command_says_so_and_goes_on_when_typed_again(sqlite_database: str, tmp_path: Path) -> None:
    path = many(tmp_path)
    most = file_of(sqlite_database).stat().st_size + SOME_ROOM
    await db.close()
    stopped = typed(sqlite_database, path, most)
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert "Penyimpanan penuh" in stopped.stderr
    assert "Traceback" not in stopped.stderr
    again = typed(sqlite_database, path, None)
    assert again.returncode == 0, again.stderr
    with closing(sqlite3.connect(file_of(sqlite_database))) as connection:
        assert connection.execute("SELECT count(*) FROM complaint").fetchone() == (ROWS,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_the_command_says_that_somebody_else_writes(sqlite_database: str, tmp_path: Path) -> None:
    path = export(tmp_path, row())
    with locked(sqlite_database):
        stopped = await asyncio.to_thread(typed, sqlite_database, path, None)
    assert (stopped.returncode, stopped.stdout) == (1, "")
    assert "sedang dipakai" in stopped.stderr


def typed(url: str, path: Path, most: int | None) -> subprocess.CompletedProcess[str]:
    """`aspal import-lapor`, with files that may grow so far."""
    return subprocess.run(
        [sys.executable, "-m", "portal", "import-lapor", str(path)],
        env={**os.environ, "ASPAL_DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))) if most else None,
    )
