"""Servers for the whole folder; each test opens its own browser."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from portal import clock, db
from tests.browser import office as offices
from tests.browser.office import Office


@pytest.fixture(scope="module")
def office(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that has just begun: people and agencies, no complaint yet."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copy(migrated_file, folder / "aspal.sqlite")
    url = f"sqlite:///{folder / 'aspal.sqlite'}"
    offices.in_database(url, offices.found)
    with offices.running_office(url, folder) as running:
        yield running


@pytest.fixture
async def tables(office: Office) -> AsyncIterator[None]:
    """The tables point at the office's database, for what only the test itself may do there."""
    db.use(db.connect(office.url))
    await db.open_pool()
    await clock.refresh()
    yield
    await db.close()
