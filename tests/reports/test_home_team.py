"""The team's gaps on the home page of Kominfo."""

from __future__ import annotations

from typing import Any

from litestar.testing import AsyncTestClient

from tests.decrees.staff import agency
from tests.support.visits import account, sign_in

Client = AsyncTestClient[Any]


async def test_kominfo_reads_at_home_what_the_team_lacks(client: Client) -> None:
    await agency("DINAS-A")
    await sign_in(client, await account("admin"))
    shown = (await client.get("/")).text
    assert "0 dari 1 perangkat daerah dapat dihubungi" in shown
    assert "Semua 2 kekurangan" in shown
    assert "/team/additions/new?agency=DINAS-A" in shown


async def test_others_do_not(client: Client) -> None:
    await agency("DINAS-A")
    await sign_in(client, await account("leader"))
    assert "dapat dihubungi" not in (await client.get("/")).text
