"""The office whose people act in these tests."""

from __future__ import annotations

import pytest

from tests.complaints import factories
from tests.complaints.factories import Office


@pytest.fixture
async def office(database: str) -> Office:
    """Kominfo, two agencies and the Inspektorat, on each engine in turn."""
    return await factories.office()
