"""People who are signed in, and posts as a browser sends them: from a page, with its token."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import count
from typing import Any

from httpx import AsyncClient, Response
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import cookies, creation, sessions
from tests.support.proofs import answered

PASSWORD = "Tenang-Mengaspal-27"
_numbers = count(1)


async def account(role: str, agency_code: str = "") -> int:
    """Open an account that holds one role; its name is made up from its number."""
    number = next(_numbers)
    return await answered(
        await creation.create_account(
            role=role,
            email=f"orang{number}@contoh.example",
            phone=f"0812000{number:05}",
            name=f"Petugas Contoh {number}",
            agency_code=agency_code,
            password=PASSWORD,
            at=clock.now(),
        ),
        clock.now(),
    )


async def sign_in(client: AsyncTestClient[Any] | AsyncClient, account_id: int) -> None:
    """The client carries on as this person."""
    token = await sessions.open_session(account_id, sessions.Browser(), at=clock.now())
    client.cookies.set(cookies.name(), token)


async def send(
    client: AsyncTestClient[Any],
    path: str,
    data: Mapping[str, Any] | None = None,
    *,
    of: str,
    files: Mapping[str, Any] | None = None,
) -> Response:
    """Post to `path` as the page `of` would, without following where the answer leads."""
    token = await _token(client, of)
    fields = {"_csrf_token": token, **(data or {})}
    return await client.post(path, data=fields, files=files, follow_redirects=False)


async def _token(client: AsyncTestClient[Any], path: str) -> str:
    shown = await client.get(path)
    found = re.search(r'name="_csrf_token" value="([^"]+)"', shown.text)
    assert found, f"{path} answers {shown.status_code} and has no form"
    return found[1]
