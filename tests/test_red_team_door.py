"""The red team at the door: forged posts, borrowed sessions, tokens used twice, and ways to other sites."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from typing import Any

import pyotp
import pytest
from httpx import ASGITransport
from httpx import AsyncClient as HTTPClient
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import (
    invitations,
    own_password,
    password_reset,
    people,
    second_factor,
    second_factor_door,
    sessions,
    standing,
)
from portal.accounts.cookies import NAME
from portal.accounts.sessions import Browser
from portal.accounts.tables import Account, Assignment, Session
from portal.app import create_app
from portal.permissions import JobActor
from portal.web import csrf
from tests.accounts.conftest import PASSWORD, audited, make_account
from tests.support import visits
from tests.support.attacks import fingerprint, refusals_of

Client = AsyncTestClient[Any]
JOB = JobActor("job:test")
ADMIN = "admin@contoh.go.id"
NEW_PASSWORD = {"password": "ubur ubur biru", "password_again": "ubur ubur biru"}
AGENCY = {"code": "PALSU", "name": "Dinas Palsu", "short_name": "Palsu", "kind": "dinas"}


@pytest.fixture
async def admin(client: Client) -> int:
    """An admin, signed in with this client."""
    await make_account(at=clock.now())
    account = await make_account(email=ADMIN, at=clock.now())
    await visits.sign_in(client, account)
    return account


@pytest.fixture
async def elsewhere(client: Client) -> AsyncIterator[Client]:
    """Another browser in front of the same portal."""
    async with AsyncTestClient(create_app(), base_url="http://testserver.local") as opened:
        yield opened


async def token_in(client: Client, page: str = "/profile") -> str:
    found = re.search(rf'name="{csrf.FIELD}" value="([^"]+)"', (await client.get(page)).text)
    assert found
    return found[1]


def hidden(html: str) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', html)
    return {unescape(name): unescape(value) for name, value in pairs}


FORGED_POSTS: dict[str, tuple[dict[str, str], str]] = {
    # what else the browser says, and what stands where the token should
    "no token": ({}, ""),
    "an invented token": ({}, secrets.token_urlsafe(64)),
    "half a token": ({}, "good/2"),
    "a good token from another site": ({"Sec-Fetch-Site": "cross-site"}, "good"),
    "a good token from a neighbouring host": ({"Sec-Fetch-Site": "same-site"}, "good"),
    "a good token with a foreign origin": ({"Origin": "https://jahat.example"}, "good"),
    "a good token with no origin at all": ({"Origin": "null"}, "good"),
    "another visitor's token": ({}, "other"),
}


@pytest.mark.parametrize("forged", FORGED_POSTS)
async def test_forged_posts_change_nothing_and_are_audited(
    client: Client, admin: int, elsewhere: Client, forged: str
) -> None:
    headers, kind = FORGED_POSTS[forged]
    good = await token_in(client)
    tokens = {"good": good, "good/2": good[: len(good) // 2], "other": await token_in(elsewhere, "/sign-in")}
    before = await fingerprint()
    data = {**AGENCY, csrf.FIELD: tokens.get(kind, kind)}
    answer = await client.post("/agencies", data=data, headers=headers, follow_redirects=False)
    assert answer.status_code == 403
    assert await fingerprint() == before
    assert await refusals_of(admin) == ["/agencies"]


@pytest.mark.parametrize("name", ["csrf", csrf.FIELD, csrf.HEADER])
async def test_a_token_in_the_address_is_none(client: Client, admin: int, name: str) -> None:
    good, before = await token_in(client), await fingerprint()
    files = {"logo": ("logo.png", b"x", "image/png")}
    for path, sent in (("/agencies", {"data": AGENCY}), ("/settings/logo", {"files": files})):
        answer = await client.post(f"{path}?{name}={good}", follow_redirects=False, **sent)
        assert answer.status_code == 403
    assert await fingerprint() == before


@pytest.mark.parametrize("forged", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://jahat.example"}])
async def test_of_a_foreign_page_no_body_is_read(client: Client, admin: int, forged: dict[str, str]) -> None:
    told = []

    async def body() -> AsyncIterator[bytes]:
        told.append("read")
        yield b"x" * 1000

    headers = {**forged, "Content-Type": "multipart/form-data; boundary=b"}
    transport = ASGITransport(create_app())
    async with HTTPClient(transport=transport, base_url="http://testserver.local") as browser:
        browser.cookies = client.cookies
        answer = await browser.post("/settings/logo", content=body(), headers=headers)
    assert (answer.status_code, told) == (403, [])


async def test_a_forged_cookie_does_not_make_its_own_token_good(client: Client, admin: int) -> None:
    client.cookies.set(csrf.COOKIE, "karangan.tandatangan")
    answer = await client.post("/agencies", data={**AGENCY, csrf.FIELD: "karangan"}, follow_redirects=False)
    assert answer.status_code == 403
    assert await refusals_of(admin) == ["/agencies"]


@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
async def test_a_body_that_is_no_form_carries_no_token(client: Client, admin: int, kind: str) -> None:
    body = f'{{"{csrf.FIELD}": "x", "code": "PALSU"}}'
    answer = await client.post("/agencies", content=body, headers={"Content-Type": kind})
    assert answer.status_code in {400, 403}
    assert await refusals_of(admin) in (["/agencies"], [])


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
async def test_other_methods_reach_nothing(client: Client, admin: int, method: str) -> None:
    before = await fingerprint()
    headers = {csrf.HEADER: await token_in(client)}
    assert (await client.request(method, "/profile/password", headers=headers)).status_code in {404, 405}
    assert await fingerprint() == before


async def test_a_method_told_in_a_header_or_field_is_not_believed(client: Client, admin: int) -> None:
    before = await fingerprint()
    headers = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    read = await client.get(
        f"/agencies?_method=POST&code=PALSU&{csrf.FIELD}={await token_in(client)}", headers=headers
    )
    assert read.status_code == 200
    assert await fingerprint() == before


async def test_links_that_act_are_no_links(client: Client, admin: int) -> None:
    person = await people.by_id(admin)
    assert person
    before = await fingerprint()
    for path in ("/sign-out", f"/accounts/{person.public_id}/suspension", "/profile/password"):
        assert (await client.get(path, follow_redirects=False)).status_code in {303, 404, 405}
    assert await fingerprint() == before
    assert (await client.get("/profile", follow_redirects=False)).status_code == 200


async def closed(client: Client, token: str) -> bool:
    """Whether the token leads to the door and nowhere else."""
    client.cookies.clear()
    client.cookies.set(NAME, token)
    answer = await client.get("/profile", follow_redirects=False)
    return answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")


async def opened(account: int) -> str:
    return await sessions.open_session(account, Browser(), at=clock.now())


async def test_sessions_die_with_what_they_stood_on(client: Client, admin: int) -> None:
    at = clock.now()
    signed_out, changed, suspended = await opened(admin), await opened(admin), await opened(admin)
    client.cookies.set(NAME, signed_out)
    await visits.send(client, "/sign-out", of="/profile")
    assert await closed(client, signed_out)
    user = await sessions.load(suspended, origin="", at=at)
    assert user
    await own_password.change(user, token=suspended, current=PASSWORD, new="ubur ubur biru", at=at)
    assert await closed(client, changed)
    await standing.suspend(admin, by=JOB, at=at)
    assert await closed(client, suspended)


async def test_a_session_of_twelve_hours_or_an_idle_one_is_over(client: Client, admin: int) -> None:
    old, idle = await opened(admin), await opened(admin)
    hour = timedelta(hours=1)
    [first, second] = await Session.select(Session.id).order_by(Session.id, ascending=False).limit(2)
    await Session.update({Session.expires_at: clock.now()}).where(Session.id == second["id"])
    await Session.update({Session.last_seen_at: clock.now() - hour}).where(Session.id == first["id"])
    assert await closed(client, old)
    assert await closed(client, idle)


async def test_guessed_and_bent_session_ids_open_nothing(client: Client, admin: int) -> None:
    good = await opened(admin)
    kept = (await Session.select(Session.token_hash).first() or {})["token_hash"]
    challenge = await second_factor_door.ask(admin, Browser(), at=clock.now())
    for bent in (good[:-1], good.swapcase(), f"{good}x", kept, challenge.token, "1", "' OR '1'='1", "\u0000"):
        assert await closed(client, bent.encode("ascii", "replace").decode().replace("\x00", "%00"))


async def test_an_id_planted_before_signing_in_is_worth_nothing_afterwards(client: Client) -> None:
    await make_account(email=ADMIN, at=clock.now())
    client.cookies.set(NAME, "ditanam-sebelumnya")
    await visits.send(client, "/sign-in", {"identifier": ADMIN, "password": PASSWORD}, of="/sign-in")
    assert client.cookies.get(NAME, domain="testserver.local") != "ditanam-sebelumnya"
    assert await closed(client, "ditanam-sebelumnya")


async def test_a_right_that_ends_within_a_session_is_gone_with_the_next_request(
    client: Client, admin: int
) -> None:
    assert (await client.get("/accounts")).status_code == 200
    await Assignment.update({Assignment.ends_at: clock.now()}).where(Assignment.account == admin)
    assert (await client.get("/accounts")).status_code == 403
    assert await refusals_of(admin) == ["/accounts"]


async def test_tokens_of_one_door_do_not_open_another(client: Client, admin: int) -> None:
    at = clock.now()
    invitation = await invitations.send(admin, by=JOB, at=at)
    invited = (await invitations.mint_link(f"{invitations.PREFIX}{invitation}", at)).rpartition("/")[2]
    await password_reset.ask(ADMIN, origin="", at=at)
    reset = (await password_reset.mint_link(f"{password_reset.PREFIX}1", at)).rpartition("/")[2]
    session = await opened(admin)
    wrong = {"invitations": (reset, session), "password-reset": (invited, session)}
    kept = await Account.select(Account.password_hash).where(Account.id == admin)
    for door, tokens in wrong.items():
        for token in tokens:
            answer = await visits.send(client, f"/{door}/{token}", NEW_PASSWORD, of="/profile")
            assert answer.status_code in {404, 410}
            assert await closed(client, token) or token == session
            client.cookies.set(NAME, session)
    assert await Account.select(Account.password_hash).where(Account.id == admin) == kept


async def test_links_and_codes_used_twice_open_nothing_the_second_time(client: Client, admin: int) -> None:
    at = clock.now()
    await password_reset.ask(ADMIN, origin="", at=at)
    reset = (await password_reset.mint_link(f"{password_reset.PREFIX}1", at)).rpartition("/")[2]
    client.cookies.clear()
    for expected in (303, 410):
        answer = await visits.send(client, f"/password-reset/{reset}", NEW_PASSWORD, of="/sign-in")
        assert answer.status_code == expected
    invitation = await invitations.send(admin, by=JOB, at=at)
    link = (await invitations.mint_link(f"{invitations.PREFIX}{invitation}", at)).rpartition("/")[2]
    for expected in (303, 410):
        client.cookies.clear()
        answer = await visits.send(client, f"/invitations/{link}", NEW_PASSWORD, of="/sign-in")
        assert answer.status_code == expected


async def test_the_code_cannot_be_skipped_or_given_for_another(client: Client, admin: int) -> None:
    user = await sessions.load(await opened(admin), origin="", at=clock.now())
    assert user
    await second_factor.begin(user, at=clock.now())
    secret = await second_factor.pending_secret(admin)
    assert secret
    codes = await second_factor.confirm(user, pyotp.TOTP(secret).now(), at=clock.now())
    other = await make_account(email="lain@contoh.go.id", at=clock.now())
    theirs = await second_factor_door.ask(other, Browser(), at=clock.now())
    client.cookies.clear()
    fields = {"challenge": theirs.token, "code": codes[0]}
    refused = await visits.send(client, "/sign-in/second-factor", fields, of="/sign-in")
    assert refused.status_code == 422
    none = await visits.send(client, "/sign-in/second-factor", {"code": codes[0]}, of="/sign-in")
    assert none.headers["location"] == "/sign-in"
    asked = await visits.send(client, "/sign-in", {"identifier": ADMIN, "password": PASSWORD}, of="/sign-in")
    assert hidden(asked.text)["challenge"]
    assert (await client.get("/accounts", follow_redirects=False)).status_code == 303
    assert await audited("session.code_refused") == ["unknown"]


ELSEWHERE = (
    "https://jahat.example/",
    "//jahat.example",
    "///jahat.example",
    "/\\jahat.example",
    "\\\\jahat.example",
    "/\tjahat",
    "/%0d%0aSet-Cookie: x=1\r\n",
    "javascript:alert(1)",
    "https:jahat.example",
    " /profile",
    "data:text/html,x",
)


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_no_door_leads_to_another_site(client: Client, target: str) -> None:
    await make_account(email=ADMIN, at=clock.now())
    fields = {"identifier": ADMIN, "password": PASSWORD, "next": target}
    entered = await visits.send(client, "/sign-in", fields, of="/sign-in")
    again = await visits.send(
        client, "/step-up", {"step_up_password": PASSWORD, "next": target}, of="/step-up"
    )
    for answer in (entered, again):
        assert answer.headers["location"].startswith("/")
        assert not answer.headers["location"].startswith(("//", "/\\"))
        assert "jahat" not in answer.headers["location"]
        assert "x" not in answer.cookies


async def test_kept_texts_are_sent_nowhere_else(client: Client) -> None:
    await make_account(email=ADMIN, at=clock.now())
    fields = {
        "identifier": ADMIN,
        "password": PASSWORD,
        "kept_path": "https://jahat.example/",
        "kept:name": "rahasia",
    }
    answer = await visits.send(client, "/sign-in", fields, of="/sign-in")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
