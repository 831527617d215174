"""Shared fixtures: every test gets a migrated database of its own, with real commits.

SQLite databases are copies of one migrated file, PostgreSQL ones are made from a template database.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

SCRATCH = Path(tempfile.mkdtemp(prefix="aspal-tests-"))
os.environ |= {
    "ASPAL_SECRET_KEY": "only-for-tests-0123456789-0123456789",
    "ASPAL_DATA_DIR": str(SCRATCH),
    "ASPAL_DATABASE_URL": f"sqlite:///{SCRATCH / 'unused.sqlite'}",
    "ASPAL_BASE_URL": "http://testserver.local",
    "ASPAL_LEASE_SECONDS": "2",
    "ASPAL_POLL_SECONDS": "0.05",
}

import piccolo_conf  # noqa: E402, F401 - after the environment is set
from portal import clock, db  # noqa: E402
from portal.audit import brake  # noqa: E402
from portal.web import logs  # noqa: E402
from tests import services  # noqa: E402

logs.configure(as_json=True)
clock.allow_moving(True)
hypothesis_settings.register_profile(
    "aspal", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
hypothesis_settings.load_profile("aspal")

pytest_plugins = ["tests.support.browser", "tests.support.people"]

_numbers = count(1)


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach no machine but this one."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
            "127.0.0.1",
            "::1",
            "localhost",
        }:
            raise OSError(f"Tests may not connect to {address[0]}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def clock_is_right() -> Iterator[None]:
    """A clock that a test moved goes back with it; the offset outlives the test's database otherwise."""
    yield
    clock.allow_moving(False)
    clock.allow_moving(True)


@pytest.fixture(autouse=True)
def refusals_are_counted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test has a database of its own, whose people have the same keys."""
    monkeypatch.setattr(brake, "_brake", brake.Brake())


@pytest.fixture(scope="session", autouse=True)
def scratch_folder() -> Iterator[Path]:
    """What the tests wrote goes with them."""
    yield SCRATCH
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_file(scratch_folder: Path) -> Path:
    """One SQLite file with all migrations, to be copied."""
    path = scratch_folder / "template.sqlite"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[services.Cluster]:
    """A private PostgreSQL for this run."""
    with services.postgres_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def template_database(cluster: services.Cluster) -> str:
    """One PostgreSQL database with all migrations, to be used as a template."""
    asyncio.run(_admin(cluster, "CREATE DATABASE migrated"))
    asyncio.run(_migrate(cluster.dsn("migrated")))
    return "migrated"


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The address of a fresh migrated SQLite database."""
    copy = tmp_path / "aspal.sqlite"
    shutil.copy(migrated_file, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def postgres_url(cluster: services.Cluster, template_database: str) -> Iterator[str]:
    """The address of a fresh migrated PostgreSQL database."""
    name = f"test_{next(_numbers)}"
    # Copying files takes half as long as logging every page, and a test's cluster may lose everything.
    made = f"CREATE DATABASE {name} TEMPLATE {template_database} STRATEGY FILE_COPY"
    asyncio.run(_admin(cluster, made))
    yield cluster.dsn(name)
    asyncio.run(_admin(cluster, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database, on each engine in turn."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[str]:
    """The tables point at a fresh database, on each engine in turn."""
    async with _in_use(database_url) as url:
        yield url


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[str]:
    """The tables point at a fresh SQLite database."""
    async with _in_use(sqlite_url) as url:
        yield url


@pytest.fixture
async def postgres_database(postgres_url: str) -> AsyncIterator[str]:
    """The tables point at a fresh PostgreSQL database."""
    async with _in_use(postgres_url) as url:
        yield url


class _in_use:  # noqa: N801 - reads as a phrase
    def __init__(self, url: str) -> None:
        self.url = url

    async def __aenter__(self) -> str:
        # An application of an earlier test may have fixed the clock.
        clock.allow_moving(True)
        db.use(db.connect(self.url))
        await db.open_pool()
        await clock.refresh()
        return self.url

    async def __aexit__(self, *_: object) -> None:
        await db.close()


async def _migrate(url: str) -> None:
    db.use(db.connect(url))
    await db.open_pool()
    await db.migrate()
    if url.startswith("sqlite"):
        await db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    await db.close()


async def _admin(cluster: services.Cluster, statement: str) -> None:
    connection = await asyncpg.connect(cluster.dsn())
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
