"""NUL in an address breaks neither PostgreSQL nor the file system."""

from __future__ import annotations

import pytest
from litestar.testing import AsyncTestClient

from portal.app import create_app
from tests.support.visits import account, sign_in


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/complaints?q=jalan%00berlubang&agency=%00", 200),
        ("/complaints/ADU-2026-%00000001", 404),
        ("/complaints/%00", 200),
        ("/static/0/css/%00", 404),
        ("/static/0/css/portal.css%00", 200),
    ],
)
async def test_nul_is_dropped(sqlite_database: str, address: str, status: int) -> None:
    async with AsyncTestClient(create_app(), base_url="http://testserver.local") as client:
        await sign_in(client, await account("admin"))
        assert (await client.get(address)).status_code == status
