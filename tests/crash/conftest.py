"""How many rounds, on which engine each, and the processes that live through all of an engine's rounds."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from portal import clock, db
from tests.crash import acts, errands
from tests.crash.points import POINTS
from tests.crash.stage import Stage, staged
from tests.services import Cluster

ENGINES = ("sqlite", "postgres")
ROUNDS = 2 * len(ENGINES) * len(POINTS)
ERRAND_SHARE = 4
"""An errand starts whole programs anew, so there is one for every so many rounds at the messages."""

DATABASE = "crash"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rounds", type=int, default=ROUNDS, help="rounds with a killed process")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Rounds walk over all points in both ways, half of them on each engine."""
    if "number" in metafunc.fixturenames:
        rounds = metafunc.config.getoption("--rounds", default=ROUNDS)
        numbers = range(-(-rounds // len(ENGINES)))
        metafunc.parametrize("engine", ENGINES, scope="module")
        metafunc.parametrize("number", numbers, ids=_name)
    if "errand" in metafunc.fixturenames:
        rounds = metafunc.config.getoption("--rounds", default=ROUNDS) // ERRAND_SHARE
        numbers = range(max(len(errands.POINTS), rounds // len(ENGINES)))
        metafunc.parametrize("engine", ENGINES, scope="module")
        metafunc.parametrize("errand", numbers, ids=_errand_name)


def _errand_name(number: int) -> str:
    return f"{number + 1:03}-{errands.POINTS[number % len(errands.POINTS)].__name__}"


def _name(number: int) -> str:
    way = number // len(POINTS) % 2 + 1
    return f"{number + 1:03}-{POINTS[number % len(POINTS)].__name__}-{way}"


@pytest.fixture(scope="module")
def crash_url(engine: str, request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[str]:
    """One migrated database for all rounds of an engine."""
    if engine == "sqlite":
        path = tmp_path_factory.mktemp("crash") / "aspal.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    template = request.getfixturevalue("template_database")
    asyncio.run(_execute(cluster.dsn(), f"CREATE DATABASE {DATABASE} TEMPLATE {template}"))
    yield cluster.dsn(DATABASE)
    asyncio.run(_execute(cluster.dsn(), f"DROP DATABASE {DATABASE} WITH (FORCE)"))


@pytest.fixture(scope="module")
def stage(crash_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The processes of one engine."""
    folder: Path = tmp_path_factory.mktemp("portal")
    with staged(crash_url, folder) as running:
        yield running


@pytest.fixture(scope="module")
def office(crash_url: str) -> acts.Office:
    """The office whose people get the messages."""

    async def founded() -> acts.Office:
        db.use(db.connect(crash_url))
        await db.open_pool()
        try:
            return await acts.found()
        finally:
            await db.close()

    return asyncio.run(founded())


@pytest.fixture
async def database_in_use(crash_url: str) -> AsyncIterator[None]:
    """The tables point at the engine's database."""
    db.use(db.connect(crash_url))
    await db.open_pool()
    await clock.refresh()
    yield
    await db.close()


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
