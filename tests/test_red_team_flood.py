"""The red team in numbers: floods of guesses, hashes, fields and refusals, and a clock that was set back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from httpx import ASGITransport
from httpx import AsyncClient as HTTPClient
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import accepting, delays, invitations, password_reset, passwords, sign_in
from portal.accounts.delays import TooSoon
from portal.accounts.sessions import Browser
from portal.accounts.tables import Account, SignInFailure
from portal.app import create_app
from portal.audit import brake
from portal.audit.tables import AuditEvent
from portal.errors import Overloaded, Refusal
from portal.permissions import JobActor
from portal.web import csrf, limits
from tests.accounts.conftest import HERE, NOON, PASSWORD, make_account
from tests.support import visits
from tests.test_routes import routes

Client = AsyncTestClient[Any]
JOB = JobActor("job:test")
EMAIL = "orang@contoh.go.id"
SECOND = timedelta(seconds=1)
AROUND_A_SUCCESS = 2 * delays.FREE_PER_IDENTIFIER
"""Tries that are let through beside the one that succeeds: a success forgives what came before it."""


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What argon2 was asked to hash; the work is really done."""
    seen: list[str] = []
    hashing = PasswordHasher.hash

    def counting(self: PasswordHasher, password: str) -> str:
        seen.append(password)
        return hashing(self, password)

    monkeypatch.setattr(PasswordHasher, "hash", counting)
    return seen


async def invited() -> accepting.Invited:
    number = await invitations.send(await make_account(email=EMAIL), by=JOB, at=NOON)
    link = await invitations.mint_link(f"{invitations.PREFIX}{number}", NOON)
    found = await accepting.find(link.rpartition("/")[2], NOON)
    assert found
    return found


async def reset() -> password_reset.Reset:
    await make_account(email=EMAIL)
    await Account.update({Account.phone_proven_at: NOON}, force=True)
    await password_reset.ask(EMAIL, origin=HERE, at=NOON)
    link = await password_reset.mint_link(f"{password_reset.PREFIX}1", NOON)
    found = await password_reset.find(link.rpartition("/")[2], NOON)
    assert found
    return found


async def test_an_invitations_link_does_not_make_hashes_without_end(database: str, hashes: list[str]) -> None:
    guest = await invited()
    hashes.clear()
    tries = (accepting.accept(guest, PASSWORD, Browser(HERE), at=NOON) for _ in range(12))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert len(hashes) <= AROUND_A_SUCCESS
    assert sum(isinstance(answer, TooSoon) for answer in answers) >= 12 - AROUND_A_SUCCESS
    assert sum(isinstance(answer, sign_in.SignedIn) for answer in answers) == 1


async def test_a_resets_link_does_not_make_hashes_without_end(database: str, hashes: list[str]) -> None:
    link = await reset()
    hashes.clear()
    tries = (password_reset.accept(link, PASSWORD, origin=HERE, at=NOON) for _ in range(12))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert len(hashes) <= AROUND_A_SUCCESS
    assert answers.count(None) == 1


async def test_guessed_paper_codes_do_not_make_hashes_without_end(client: Client, hashes: list[str]) -> None:
    await make_account(email=EMAIL, at=clock.now())
    hashes.clear()
    fields = {"identifier": EMAIL, "code": "0" * 12, "password": PASSWORD, "password_again": PASSWORD}
    door = "/password-reset/code"
    answers = [await visits.send(client, door, fields, of=door) for _ in range(8)]
    assert [answer.status_code for answer in answers] == [422] * 3 + [429] * 5
    assert len(hashes) == 3


@pytest.fixture
async def crowd() -> AsyncIterator[None]:
    """As many hashes under way as may be."""
    waiting = [asyncio.create_task(passwords.fits(None, PASSWORD)) for _ in range(passwords.MOST_WAITING)]
    await asyncio.sleep(0)
    yield
    await asyncio.gather(*waiting)


async def test_hashes_are_not_waited_for_without_end() -> None:
    tries = (passwords.fits(None, PASSWORD) for _ in range(passwords.MOST_WAITING + 20))
    answers = await asyncio.gather(*tries, return_exceptions=True)
    assert answers.count(False) == passwords.MOST_WAITING
    assert sum(isinstance(answer, Overloaded) for answer in answers) == 20
    assert not await passwords.fits(None, PASSWORD)


async def test_a_crowd_at_the_door_is_told_to_come_again(client: Client, crowd: None) -> None:
    fields = {"identifier": EMAIL, "password": PASSWORD}
    answer = await visits.send(client, "/sign-in", fields, of="/sign-in")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "3")
    assert "Tunggu beberapa detik" in answer.text
    assert await SignInFailure.count() == 0


@pytest.mark.parametrize("back", [SECOND, 20 * SECOND, timedelta(days=1)])
async def test_a_clock_set_back_holds_nobody_longer(database: str, back: timedelta) -> None:
    await make_account(email=EMAIL)
    at = NOON
    for _ in range(9):
        with pytest.raises(Refusal):
            await sign_in.sign_in(EMAIL, "salah sekali ini", Browser(HERE), at=at)
        at += 31 * SECOND
    assert await _wait(at - back) <= delays.LONGEST
    entered = await sign_in.sign_in(EMAIL, PASSWORD, Browser(HERE), at=at - back + delays.LONGEST * SECOND)
    assert entered


async def _wait(at: Any) -> int:
    try:
        await sign_in.sign_in(EMAIL, "salah sekali ini", Browser(HERE), at=at)
    except TooSoon as soon:
        return soon.seconds
    except Refusal:
        return 0
    raise AssertionError("a wrong password opened the door")


async def test_a_link_asked_for_before_the_clock_was_set_back_stops_no_other(database: str) -> None:
    await reset()
    await password_reset.ask(EMAIL, origin=HERE, at=NOON - timedelta(days=1))
    assert await password_reset.mint_link(f"{password_reset.PREFIX}2", NOON - timedelta(days=1))


async def test_one_machine_with_many_addresses_is_one(database: str) -> None:
    for number in range(delays.FREE_PER_ADDRESS):
        origin = Browser(f"2001:db8:1:2::{number:x}")
        with pytest.raises(Refusal, match="tidak cocok"):
            await sign_in.sign_in(f"orang-{number}@contoh.go.id", "salah sekali ini", origin, at=NOON)
    with pytest.raises(TooSoon):
        await sign_in.sign_in(EMAIL, PASSWORD, Browser("2001:db8:1:2:ffff::1"), at=NOON)
    with pytest.raises(Refusal, match="tidak cocok"):
        await sign_in.sign_in(EMAIL, PASSWORD, Browser("2001:db8:1:3::1"), at=NOON)


async def test_who_guesses_all_day_writes_few_lines(client: Client) -> None:
    for number in range(60):
        fields = {"identifier": f"orang-{number}@contoh.go.id", "password": "salah sekali ini"}
        await visits.send(client, "/sign-in", fields, of="/sign-in")
    assert await AuditEvent.count() < 20


async def test_who_hammers_at_a_closed_door_is_counted(client: Client) -> None:
    operator = await make_account("operator", at=clock.now())
    await visits.sign_in(client, operator)
    for number in range(120):
        assert (await client.get(f"/accounts/{number}")).status_code in {403, 404}
    rows = await AuditEvent.select(AuditEvent.action, AuditEvent.details).output(load_json=True)
    often = [row["details"]["count"] for row in rows if row["action"] == "request.refused_often"]
    # Twice as many where the minute turned in between.
    assert brake.ROWS_A_MINUTE <= len(rows) - len(often) <= 2 * brake.ROWS_A_MINUTE
    assert often
    assert set(often) <= brake.TOLD_AT


PUBLIC_FORMS = [
    path
    for path, method, handler in routes()
    if method == "POST" and handler.opt.get("public") and handler.opt.get("csrf") is not False
]


def test_there_are_public_forms() -> None:
    assert {"/sign-in", "/password-reset", "/sign-in/second-factor"} <= set(PUBLIC_FORMS)


@pytest.mark.parametrize("path", PUBLIC_FORMS)
async def test_a_public_form_takes_what_somebody_types_and_no_more(client: Client, path: str) -> None:
    token = (await client.get("/sign-in")).text.partition(f'name="{csrf.FIELD}" value="')[2].partition('"')[0]
    address = path.replace("{token:str}", "palsu")
    many = {csrf.FIELD: token, **{f"f{number}": "x" for number in range(limits.MOST_FIELDS)}}
    answer = await client.post(address, data=many, follow_redirects=False)
    assert answer.status_code == 400
    for sent in ({"data": {"f": "x" * limits.LARGEST_BODY}}, {"files": {"f": b"x" * limits.LARGEST_BODY}}):
        answer = await client.post(address, follow_redirects=False, **sent)
        assert answer.status_code == 413
        assert limits.TOO_LONG in answer.text


async def test_a_body_of_no_told_length_is_stopped_on_the_way(client: Client) -> None:
    read = []

    async def endless() -> AsyncIterator[bytes]:
        while len(read) < 1_000:
            read.append(1)
            yield b"x" * 4096

    await client.get("/sign-in")
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with HTTPClient(
        transport=ASGITransport(create_app()), base_url="http://testserver.local"
    ) as browser:
        browser.cookies = client.cookies
        answer = await browser.post("/sign-in", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert len(read) * 4096 <= limits.LARGEST_BODY + 2 * 4096
