"""Where there is TLS, cookies are held to this host and browsers are told to stay with TLS."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal.accounts.tables import Account
from portal.app import create_app
from portal.settings import settings
from tests.support.visits import PASSWORD, account, send

Client = AsyncTestClient[Any]


@pytest.fixture
async def behind_tls(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """The portal as an installation with a certificate."""
    monkeypatch.setenv("ASPAL_BASE_URL", "https://testserver.local")
    settings.cache_clear()
    async with AsyncTestClient(create_app(), base_url="https://testserver.local") as client:
        yield client
    monkeypatch.undo()
    settings.cache_clear()


async def walked(client: Client) -> list[SimpleCookie]:
    """Every cookie that signing in, a list, an act and signing out set or drop."""
    row = await Account.select(Account.email).where(Account.id == await account("admin")).first()
    fields = {"identifier": (row or {})["email"], "password": PASSWORD}
    found = [await client.get("/sign-in"), await send(client, "/sign-in", fields, of="/sign-in")]
    found += [await client.get("/complaints?q=jalan"), await send(client, "/sign-out", of="/profile")]
    found.append(await client.get("/sign-in"))
    return [SimpleCookie(text) for answer in found for text in answer.headers.get_list("set-cookie")]


PLAIN = {"aspal_csrf", "aspal_session", "aspal_list", "aspal_flash"}


async def test_behind_tls_every_cookie_is_held_to_the_host(behind_tls: Client) -> None:
    cookies = [morsel for each in await walked(behind_tls) for morsel in each.values()]
    assert {morsel.key for morsel in cookies} == {f"__Host-{name}" for name in PLAIN}
    for morsel in cookies:
        assert morsel["secure"]
        assert morsel["httponly"]
        assert (morsel["path"], morsel["domain"], morsel["samesite"]) == ("/", "", "lax")
    answer = await behind_tls.get("/sign-in")
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


async def test_a_cookie_planted_by_a_neighbouring_host_is_not_read(behind_tls: Client) -> None:
    shown = await behind_tls.get("/sign-in")
    planted = behind_tls.cookies["__Host-aspal_csrf"]
    behind_tls.cookies.clear()
    behind_tls.cookies.set("aspal_csrf", planted)
    token = shown.text.partition('name="_csrf_token" value="')[2].partition('"')[0]
    fields = {"_csrf_token": token, "identifier": "x", "password": "y"}
    answer = await behind_tls.post("/sign-in", data=fields)
    assert answer.status_code == 403


async def test_without_tls_names_are_plain_and_nothing_is_promised(sqlite_database: str) -> None:
    async with AsyncTestClient(create_app(), base_url="http://testserver.local") as client:
        cookies = [morsel for each in await walked(client) for morsel in each.values()]
        assert {morsel.key for morsel in cookies} == PLAIN
        assert not any(morsel["secure"] for morsel in cookies)
        assert "strict-transport-security" not in (await client.get("/sign-in")).headers
