"""The agencies of the list that the regency keeps, and who changes them here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.agencies import imports, queries
from portal.agencies.queries import AgencyRow
from portal.permissions import JobActor

FIXTURES = Path(__file__).parents[1] / "fixtures"
AGENCIES = FIXTURES / "agencies.csv"
NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
CLERK = JobActor("job:test")


@pytest.fixture
async def agencies(database: str) -> None:
    """The whole list, imported."""
    await imports.apply_file(AGENCIES, by=CLERK, at=NOON)


async def agency(code: str) -> AgencyRow:
    """The agency with that code, which must be there."""
    found = await queries.find(code)
    assert found is not None
    return found
