"""Switching the second factor on, signing in with it, losing the phone: through the real application."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from html import unescape
from typing import Any

import pyotp
import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import invitations, people, second_factor, sessions
from portal.accounts.cookies import NAME
from portal.accounts.proof_tables import SecondFactor
from portal.accounts.tables import Assignment, Session
from portal.permissions import JobActor
from tests.accounts.conftest import PASSWORD, audited, make_account
from tests.support import visits

Client = AsyncTestClient[Any]
EMAIL = "admin@contoh.go.id"
PAGE = "/profile/second-factor"
CODE = re.compile(r"<code>(\d{5} \d{5})</code>")


def hidden(html: str) -> dict[str, str]:
    pairs = re.findall(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', html)
    return {unescape(name): unescape(value) for name, value in pairs}


@pytest.fixture
async def admin(client: Client) -> int:
    """An admin who is not signed in yet."""
    return await make_account(email=EMAIL, at=clock.now())


async def give_password(client: Client, **more: str) -> Any:
    fields = {"identifier": EMAIL, "password": PASSWORD, **more}
    return await visits.send(client, "/sign-in", fields, of="/sign-in")


async def switch_on(client: Client) -> tuple[str, list[str]]:
    """Through the pages: the secret in the phone, and the codes on paper."""
    await visits.send(client, f"{PAGE}/enrolment", of=PAGE)
    shown = (await client.get(f"{PAGE}/enrolment")).text
    found = re.search(r'id="secret">([A-Z2-7 ]+)<', shown)
    assert found
    secret = found[1].replace(" ", "")
    code = pyotp.TOTP(secret).at(int(time.time()))
    spaced = f"{code[:3]} {code[3:]}"
    done = await visits.send(client, f"{PAGE}/confirmation", {"code": spaced}, of=f"{PAGE}/enrolment")
    return secret, CODE.findall(done.text)


async def next_code(account_id: int, secret: str) -> str:
    """A code that was not used yet, without waiting half a minute for it."""
    await SecondFactor.update({SecondFactor.last_step: 0}).where(SecondFactor.account == account_id)
    return pyotp.TOTP(secret).at(int(time.time()))


async def test_a_phone_is_confirmed_and_then_asked_for(client: Client, admin: int) -> None:
    await give_password(client)
    secret, codes = await switch_on(client)
    assert len(set(codes)) == 10
    assert "aktif" in (await client.get(PAGE)).text
    assert secret not in (await client.get(f"{PAGE}/enrolment")).text
    await visits.send(client, "/sign-out", of=PAGE)
    asked = await give_password(client, next="/accounts?q=a")
    assert asked.status_code == 200
    assert NAME not in client.cookies
    fields = hidden(asked.text)
    wrong = await client.post("/sign-in/second-factor", data={**fields, "code": "12345"})
    assert "Tulis enam angka" in wrong.text
    fields = hidden(wrong.text) | {"code": await next_code(admin, secret)}
    entered = await client.post("/sign-in/second-factor", data=fields, follow_redirects=False)
    assert entered.headers["location"] == "/accounts?q=a"
    assert (await client.get("/accounts")).status_code == 200
    again = await client.post("/sign-in/second-factor", data=fields, follow_redirects=False)
    assert again.headers["location"] == "/sign-in"


async def test_the_picture_needs_no_style_and_carries_the_secret(client: Client, admin: int) -> None:
    await give_password(client)
    await visits.send(client, f"{PAGE}/enrolment", of=PAGE)
    shown = (await client.get(f"{PAGE}/enrolment")).text
    assert "<svg" in shown
    assert "style=" not in shown
    secret = await second_factor.pending_secret(admin)
    assert secret
    address = second_factor.address(secret, person=EMAIL, office="ASPAL Kabupaten Contoh")
    assert address.startswith("otpauth://totp/ASPAL%20Kabupaten%20Contoh:admin%40contoh.go.id?secret=")


async def test_a_paper_code_opens_the_door_and_what_was_typed_is_still_there(
    client: Client, admin: int
) -> None:
    await give_password(client)
    _, codes = await switch_on(client)
    token = visits_token(await client.get("/accounts/new"))
    await Session.update({Session.last_seen_at: clock.now() - timedelta(minutes=61)}, force=True)
    typed = {"name": "Orang <Baru>", "phone": "0812 7000 0001", "role": "reviewer"}
    late = await client.post("/accounts", data={**typed, "_csrf_token": token})
    carried = hidden(late.text)
    asked = await client.post("/sign-in", data={**carried, "identifier": EMAIL, "password": PASSWORD})
    entered = await client.post("/sign-in/second-factor", data={**hidden(asked.text), "code": codes[0]})
    assert "Kirim sekarang" in entered.text
    sent = await client.post("/accounts", data=hidden(entered.text), follow_redirects=False)
    assert sent.status_code == 303
    assert await people.listing(search="orang <baru>")


def visits_token(answer: Any) -> str:
    return hidden(answer.text)["_csrf_token"]


async def test_days_are_counted_and_then_nothing_else_is_open(client: Client, admin: int) -> None:
    await give_password(client)
    assert "7 hari lagi" in (await client.get("/accounts")).text
    earlier = clock.now() - timedelta(days=8)
    await Session.update({Session.created_at: earlier}).where(Session.account == admin)
    await Assignment.update({Assignment.starts_at: earlier}).where(Assignment.account == admin)
    for closed in ("/", "/accounts", "/profile"):
        assert (await client.get(closed, follow_redirects=False)).headers["location"] == PAGE
    due = (await client.get(PAGE)).text
    assert "Waktu tenggang" in due
    assert 'href="/accounts"' not in due
    posted = await visits.send(client, "/accounts", {"name": "x"}, of=PAGE)
    assert posted.headers["location"] == PAGE
    proof = {"step_up_password": PASSWORD, "next": PAGE}
    await visits.send(client, "/step-up", proof, of="/step-up")
    await switch_on(client)
    opened = await client.get("/accounts", follow_redirects=False)
    assert opened.status_code == 200
    assert "hari lagi" not in opened.text


async def test_others_are_offered_it_and_not_pressed(client: Client, admin: int) -> None:
    reader = await make_account("reviewer", email="baca@contoh.go.id", at=clock.now())
    await visits.sign_in(client, reader)
    assert PAGE in (await client.get("/profile")).text
    await switch_on(client)
    off = await visits.send(client, f"{PAGE}/removal", of=PAGE)
    assert off.headers["location"] == PAGE
    assert not (await second_factor.standing_of(reader)).is_on


async def test_an_admin_may_change_the_phone_but_not_switch_it_off(client: Client, admin: int) -> None:
    await give_password(client)
    await switch_on(client)
    assert "Matikan" not in (await client.get(PAGE)).text
    refused = await visits.send(client, f"{PAGE}/removal", of=PAGE)
    assert refused.status_code == 422
    fresh = await visits.send(client, f"{PAGE}/recovery-codes", of=PAGE)
    assert len(CODE.findall(fresh.text)) == 10
    assert (await second_factor.standing_of(admin)).is_on


async def test_beginning_anew_on_a_browser_left_open_asks_for_the_password(
    client: Client, admin: int
) -> None:
    await visits.sign_in(client, admin)
    await Session.update({Session.created_at: clock.now() - timedelta(minutes=11)}, force=True)
    for act in ("enrolment", "recovery-codes", "removal"):
        assert (await visits.send(client, f"{PAGE}/{act}", of=PAGE)).status_code == 401
    assert (await second_factor.pending_secret(admin)) is None


async def test_an_invitation_does_not_go_around_the_phone(client: Client, admin: int) -> None:
    await give_password(client)
    secret, _ = await switch_on(client)
    client.cookies.clear()
    invitation = await invitations.send(admin, by=JobActor("job:test"), at=clock.now())
    link = await invitations.mint_link(f"{invitations.PREFIX}{invitation}", clock.now())
    address = "/invitations/" + link.rpartition("/")[2]
    fields = {"password": "ubur ubur biru", "password_again": "ubur ubur biru"}
    asked = await visits.send(client, address, fields, of=address)
    assert "Kode dari ponsel" in asked.text
    assert NAME not in client.cookies
    fields = hidden(asked.text) | {"code": await next_code(admin, secret)}
    await client.post("/sign-in/second-factor", data=fields)
    assert (await client.get("/profile", follow_redirects=False)).status_code == 200


async def test_another_admin_helps_after_saying_why(client: Client, admin: int) -> None:
    await give_password(client)
    await switch_on(client)
    open_token = client.cookies[NAME]
    helper = await make_account(at=clock.now())
    await visits.sign_in(client, helper)
    person = await people.by_id(admin)
    assert person
    page = f"/accounts/{person.public_id}/sign-in-help"
    missing = await visits.send(client, f"{page}/second-factor", {"reason": "sebab"}, of=page)
    assert missing.status_code == 422
    assert (await second_factor.standing_of(admin)).is_on
    fields = {"reason": "lost", "check_by": "met"}
    done = await visits.send(client, f"{page}/second-factor", fields, of=page)
    assert done.status_code == 303
    assert not (await second_factor.standing_of(admin)).is_on
    assert await sessions.load(open_token, origin="", at=clock.now()) is None
    assert await audited("second_factor.reset") == [f"account:{helper}"]
