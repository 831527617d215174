"""The office whose people act in these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.complaints import factories
from tests.complaints.factories import Office
from tests.support.found_by import out_of_step


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    """Kominfo, two agencies and the Inspektorat, on each engine in turn; no act leaves search behind."""
    yield await factories.office()
    assert await out_of_step() == {}
