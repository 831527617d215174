"""People and the application for page tests."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from litestar.testing import AsyncTestClient

from portal.app import create_app


@pytest.fixture
async def client(sqlite_database: str) -> AsyncIterator[AsyncTestClient]:  # type: ignore[type-arg]
    """A stranger's browser in front of the real application, on a fresh SQLite database."""
    async with AsyncTestClient(create_app(), base_url="http://testserver.local") as opened:
        yield opened
