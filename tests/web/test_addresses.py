"""Addresses that are none of ours: other hosts, NUL, names too long for a file system."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal.app import create_app
from portal.settings import settings
from portal.web import static
from tests.support.visits import account, sign_in

Client = AsyncTestClient[Any]


@pytest.fixture
async def browser(sqlite_database: str) -> AsyncIterator[Client]:
    """The portal at its own address."""
    async with AsyncTestClient(create_app(), base_url="http://testserver.local") as client:
        yield client


@pytest.fixture
async def behind_tls(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """The portal at an address with a certificate."""
    monkeypatch.setenv("ASPAL_BASE_URL", "https://Aspal.contoh.example")
    settings.cache_clear()
    async with AsyncTestClient(create_app(), base_url="https://aspal.contoh.example") as client:
        yield client
    monkeypatch.undo()
    settings.cache_clear()


LONG = "x" * 5_000


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/complaints?q=jalan%00berlubang&agency=%00", 200),
        ("/complaints/ADU-2026-%00000001", 400),
        ("/complaints/%00", 400),
        ("/static/0/css/%00", 400),
        ("/static/0/css/portal.css%00", 400),
        (f"/static/0/{LONG}", 404),
        (f"/static/{LONG}/css/portal.css", 200),
        (f"/static/0/css/{'../' * 9}etc/passwd", 404),
        (f"/complaints/{LONG}", 404),
        (f"/{LONG}", 404),
    ],
)
async def test_odd_addresses_are_answered_and_break_nothing(
    browser: Client, address: str, status: int
) -> None:
    await sign_in(browser, await account("admin"))
    assert (await browser.get(address)).status_code == status


async def test_names_that_strangers_make_up_are_kept_nowhere(browser: Client) -> None:
    assert static.asset("css/portal.css")
    before = static._read.cache_info().currsize
    for number in range(300):
        assert (await browser.get(f"/static/0/{number}.css")).status_code == 404
    assert static._read.cache_info().currsize == before


STRANGE = ["jahat.example", "testserver.local.jahat.example", "jahat@testserver.local", "", "a b", "10.0.0.7"]


@pytest.mark.parametrize("host", STRANGE)
async def test_another_host_is_told_where_the_portal_is(browser: Client, host: str) -> None:
    for method, path in (("GET", "/sign-in"), ("POST", "/sign-in"), ("GET", "/static/0/css/portal.css")):
        answer = await browser.request(method, path, headers={"Host": host})
        assert answer.status_code == 400
        assert 'href="http://testserver.local"' in answer.text
        assert host not in answer.text.replace("testserver.local", "") or not host
        assert answer.headers["x-content-type-options"] == "nosniff"


OURS = ["testserver.local", "TESTSERVER.local:8000", "127.0.0.1:8000", "[::1]", "localhost"]


@pytest.mark.parametrize("host", OURS)
async def test_without_tls_the_machine_itself_may_be_asked(browser: Client, host: str) -> None:
    assert (await browser.get("/sign-in", headers={"Host": host})).status_code == 200


async def test_behind_tls_there_is_one_host_and_monitors_know_the_number(behind_tls: Client) -> None:
    assert (await behind_tls.get("/sign-in")).status_code == 200
    assert (await behind_tls.get("/sign-in", headers={"Host": "127.0.0.1:8000"})).status_code == 400
    assert (await behind_tls.get("/health", headers={"Host": "10.0.0.7:8000"})).status_code == 200
