"""A browser signed in as whoever reads figures."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from litestar.testing import AsyncTestClient

from portal.accounts import cookies
from portal.app import create_app
from tests.reports.people import enrolled

Visit = Callable[..., Awaitable["AsyncTestClient"]]  # type: ignore[type-arg]


@pytest.fixture
async def visit(sqlite_database: str) -> AsyncIterator[Visit]:
    """`await visit("leader", "DPUPR")`: a browser signed in as somebody with that role there."""
    opened = AsyncTestClient(create_app(), base_url="http://testserver.local")

    async def as_role(role: str, agency_code: str = "") -> AsyncTestClient:  # type: ignore[type-arg]
        opened.cookies.set(cookies.name(), await enrolled(role, agency_code))
        return opened

    async with opened:
        yield as_role
