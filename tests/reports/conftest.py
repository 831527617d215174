"""People who read figures, one per role, all made up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import cookies, creation
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import enter
from portal.app import create_app

Visit = Callable[..., Awaitable["AsyncTestClient"]]  # type: ignore[type-arg]
_numbers = count(1)


@pytest.fixture
async def visit(sqlite_database: str) -> AsyncIterator[Visit]:
    """`await visit("leader", "DPUPR")`: a browser signed in as somebody with that role there."""
    opened = AsyncTestClient(create_app(), base_url="http://testserver.local")

    async def as_role(role: str, agency_code: str = "") -> AsyncTestClient:  # type: ignore[type-arg]
        number = next(_numbers)
        account = await creation.create_account(
            role=role,
            email=f"pembaca-{number}@contoh.go.id",
            phone="",
            name=f"Pembaca {number}",
            agency_code=agency_code,
            password="kuda laut terbang",
            at=clock.now(),
        )
        entered = await enter(account, f"Pembaca {number}", Browser("203.0.113.7"), at=clock.now())
        opened.cookies.set(cookies.name(), entered.token)
        return opened

    async with opened:
        yield as_role
