"""Two who migrate at once, a kill, a full disk, a migration that fails: the data are there afterwards."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from portal.keeping import snapshot
from portal.settings import ROOT
from tests.keeping import planted, released
from tests.keeping.office import aspal, said
from tests.services import Cluster
from tests.simulator.process import wait_until

OLD = released.VERSIONS[0]
UNDONE = "dikembalikan seperti semula"


@pytest.fixture(scope="module")
def failing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted.plant(tmp_path_factory.mktemp("failing"), planted.FAILS)


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted.plant(tmp_path_factory.mktemp("slow"), planted.TAKES_LONG)


@pytest.fixture(scope="module")
def committing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted.plant(tmp_path_factory.mktemp("committing"), planted.COMMITS_AND_FAILS)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database of an earlier release."""
    released.put_sqlite(OLD, tmp_path / "aspal.sqlite")
    return tmp_path / "aspal.sqlite"


@pytest.fixture
def postgres(cluster: Cluster) -> Iterator[str]:
    """The same on PostgreSQL."""
    asyncio.run(_do(cluster.dsn(), "CREATE DATABASE migrating"))
    asyncio.run(released.put_postgres(OLD, cluster.dsn("migrating")))
    yield cluster.dsn("migrating")
    asyncio.run(_do(cluster.dsn(), "DROP DATABASE migrating WITH (FORCE)"))


async def _do(url: str, statement: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetch(statement)
        return int(found[0][0]) if found else 0
    finally:
        await connection.close()


def state(path: Path) -> tuple[dict[str, int], tuple[str, ...]]:
    assert snapshot.is_sound(path)
    return snapshot.counts(path), snapshot.migrations(path)


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def left_behind(path: Path) -> list[str]:
    folder = path.parent / "backups"
    return sorted(found.name for found in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize(("attempt", "many"), [(1, 2), (2, 2), (3, 2), (4, 4)])
def test_at_once_and_failing_they_lose_nothing(
    database: Path, failing: Path, attempt: int, many: int
) -> None:
    before = state(database)
    assert before[0]["complaint"] == 42
    running = [planted.start(failing, url(database), database.parent, "migrate") for _ in range(many)]
    for process in running:
        told = process.communicate(timeout=90)[1]
        assert (process.returncode, UNDONE in told) == (2, True), told
    assert state(database) == before
    assert left_behind(database) == []


def test_at_once_one_works_and_the_other_finds_it_done(database: Path) -> None:
    before = state(database)[0]
    running = [planted.start(ROOT, url(database), database.parent, "migrate") for _ in range(2)]
    told = [process.communicate(timeout=90) for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    assert sorted(bool(out) for out, _ in told) == [False, True]
    (copy,) = (database.parent / "backups").iterdir()
    assert state(copy)[0] == before
    assert copy.stat().st_mode & 0o077 == 0
    assert state(database)[0]["complaint"] == before["complaint"]


def test_killed_in_the_middle_the_next_one_does_it_all(database: Path, slow: Path) -> None:
    before = state(database)
    running = planted.start(slow, url(database), database.parent, "migrate")
    wait_until((database.parent / "reached").exists, 60)
    assert database.with_name("aspal.sqlite-wal").stat().st_size > 100_000
    running.kill()
    running.communicate()
    assert state(database) == before
    assert "belum mutakhir" in aspal(url(database), database.parent, "check").stderr
    said(aspal(url(database), database.parent, "migrate"))
    assert "mutakhir" in said(aspal(url(database), database.parent, "check"))
    assert state(database)[0]["complaint"] == before[0]["complaint"]


@pytest.mark.parametrize("signal", ["kill", "failure"])
def test_postgres_is_never_left_half_way(
    postgres: str, tmp_path: Path, slow: Path, failing: Path, signal: str
) -> None:
    migrations = "SELECT count(*) FROM migration"
    before = asyncio.run(_do(postgres, migrations))
    running = planted.start(slow if signal == "kill" else failing, postgres, tmp_path, "migrate")
    if signal == "kill":
        wait_until((tmp_path / "reached").exists, 60)
        running.kill()
    told = running.communicate(timeout=90)[1]
    assert signal == "kill" or UNDONE in told
    assert asyncio.run(_do(postgres, migrations)) == before
    said(aspal(postgres, tmp_path, "migrate"))


@pytest.mark.parametrize("cache", [planted.SMALL, planted.LARGE], ids=["on the way", "at the end"])
def test_a_disk_that_fills_in_the_middle_is_said_and_undone(
    database: Path, tmp_path: Path, cache: int
) -> None:
    before = state(database)
    growing = planted.plant(tmp_path / "program", "pass", cache)
    largest = database.stat().st_size + 400_000
    running = planted.start(growing, url(database), database.parent, "migrate", largest=largest)
    out, told = running.communicate(timeout=90)
    assert (running.returncode, UNDONE in told, "penuh" in told) == (2, True, True), told
    assert "Traceback" not in out + told
    assert state(database) == before
    assert left_behind(database) == []
    again = planted.start(growing, url(database), database.parent, "migrate")
    assert (again.communicate(timeout=90)[1], again.returncode) == ("", 0)
    assert "lebih baru" in aspal(url(database), database.parent, "check").stderr


def test_a_migration_that_commits_by_itself_is_put_back(database: Path, committing: Path) -> None:
    before = state(database)
    running = planted.start(committing, url(database), database.parent, "migrate")
    assert UNDONE in running.communicate(timeout=90)[1]
    assert state(database) == before
    assert [path.name for path in database.parent.glob("aspal.sqlite*")] == ["aspal.sqlite"]


def test_where_somebody_still_has_it_open_the_copy_is_named(database: Path, committing: Path) -> None:
    before = state(database)
    with closing(sqlite3.connect(database)) as other:
        other.execute("PRAGMA journal_mode=WAL").fetchall()
        other.execute("SELECT count(*) FROM complaint").fetchall()
        running = planted.start(committing, url(database), database.parent, "migrate")
        told = running.communicate(timeout=90)[1]
    assert running.returncode == 2
    (copy,) = (database.parent / "backups").iterdir()
    assert str(copy) in told
    assert state(copy) == before


def test_a_copy_is_never_written_over_a_file_that_is_there(database: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.sqlite"
    taken.write_bytes(b"somebody's")
    with pytest.raises(FileExistsError):
        snapshot.take(database, taken)
    assert taken.read_bytes() == b"somebody's"


@pytest.mark.parametrize(
    "words",
    [("check",), ("serve",), ("worker",), ("migrate",), ("up",), ("rapor", "2023"), ("backup", "cadangan")],
)
def test_a_database_of_a_newer_program_is_refused(
    sqlite_url: str, tmp_path: Path, words: tuple[str, ...]
) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    later = ("2099-01-01T00:00:00:000000", "replies")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migration (name, app_name) VALUES (?, ?)", later)
        connection.commit()
    before = state(path)
    done = aspal(sqlite_url, tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "lebih baru" in done.stderr
    assert "Traceback" not in done.stderr
    assert state(path) == before
