"""A forgotten password: a link to the proven number, a code on paper, and nothing that tells who is here."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import (
    password_reset,
    password_reset_codes,
    people,
    sessions,
    sign_in,
    standing,
)
from portal.accounts.cookies import NAME
from portal.accounts.delays import TooSoon
from portal.accounts.proof_tables import PasswordReset, ResetCode
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import SignedIn
from portal.accounts.tables import Account
from portal.audit.tables import AuditEvent
from portal.errors import Conflict, Refusal
from portal.notifications.tables import Delivery, Notification
from portal.permissions import JobActor
from tests.accounts.conftest import HERE, NOON, PASSWORD, audited, make_account, signed_in, token_for
from tests.support import visits

Client = AsyncTestClient[Any]
JOB = JobActor("job:test")
EMAIL = "lupa@contoh.go.id"
NEW = "ubur ubur biru"
FIELDS = {"password": NEW, "password_again": NEW}
MINUTE = timedelta(minutes=1)


async def link_of(at: Any = NOON) -> str:
    """The token in the newest link, as the worker mints it."""
    newest = await PasswordReset.select(PasswordReset.id).order_by(PasswordReset.id, ascending=False).first()
    assert newest
    link = await password_reset.mint_link(f"{password_reset.PREFIX}{newest['id']}", at)
    return link.rpartition("/")[2]


async def accept(token: str, at: Any = NOON) -> None:
    reset = await password_reset.find(token, at)
    if reset is None:
        raise Conflict("over")
    await password_reset.accept(reset, NEW, origin=HERE, at=at)


async def enter(password: str = NEW, at: Any = NOON) -> Any:
    return await sign_in.sign_in(EMAIL, password, Browser(HERE), at=at)


async def test_a_link_sets_the_password_once_and_ends_every_session(database: str) -> None:
    account = await make_account(email=EMAIL)
    open_one = await token_for(account)
    await password_reset.ask(EMAIL, origin=HERE, at=NOON)
    token, again = await link_of(), await link_of()
    await accept(token)
    assert await sessions.load(open_one, origin=HERE, at=NOON) is None
    for used in (token, again):
        with pytest.raises(Conflict):
            await accept(used)
    assert isinstance(await enter(), SignedIn)
    with pytest.raises(Refusal):
        await enter(PASSWORD)
    assert await audited("account.password_reset") == [f"account:{account}"]
    assert (
        token
        not in f"{await PasswordReset.select()} {await Notification.select()} {await AuditEvent.select()}"
    )


async def test_two_presses_on_one_link_set_one_password(database: str) -> None:
    await make_account(email=EMAIL)
    await password_reset.ask(EMAIL, origin=HERE, at=NOON)
    token = await link_of()
    done = await asyncio.gather(accept(token), accept(token), return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Conflict", "NoneType"]


async def test_a_link_lasts_half_an_hour_and_a_newer_one_replaces_it(database: str) -> None:
    await make_account(email=EMAIL)
    await password_reset.ask(EMAIL, origin=HERE, at=NOON)
    first = await link_of()
    assert await password_reset.find(first, NOON + 29 * MINUTE)
    assert await password_reset.find(first, NOON + 30 * MINUTE) is None
    await password_reset.ask(EMAIL, origin=HERE, at=NOON + MINUTE)
    assert await PasswordReset.count() == 1
    await password_reset.ask(EMAIL, origin=HERE, at=NOON + 6 * MINUTE)
    assert await password_reset.find(first, NOON + 6 * MINUTE) is None
    assert await password_reset.find(await link_of(NOON + 6 * MINUTE), NOON + 6 * MINUTE)
    states = await Delivery.select(Delivery.state).order_by(Delivery.id)
    assert [row["state"] for row in states] == ["cancelled", "waiting"]


async def test_only_a_proven_number_of_an_active_account_gets_one(database: str) -> None:
    unproven = await make_account(email="baru@contoh.go.id")
    await Account.update({Account.phone_proven_at: None}).where(Account.id == unproven)
    suspended = await make_account("reviewer", email="tunda@contoh.go.id")
    await make_account()
    await standing.suspend(suspended, by=JOB, at=NOON)
    for identifier in ("baru@contoh.go.id", "tunda@contoh.go.id", "tidak-ada@contoh.go.id", "0812 9999 9999"):
        await password_reset.ask(identifier, origin=HERE, at=NOON)
    assert await PasswordReset.count() == 0
    assert await audited("account.reset_asked") == ["unknown"] * 4


async def test_a_link_dies_with_the_number_and_the_account(database: str) -> None:
    account, _ = await make_account("reviewer", email=EMAIL), await make_account()
    await password_reset.ask(EMAIL, origin=HERE, at=NOON)
    token = await link_of()
    await Account.update({Account.phone: "+628111111111"}).where(Account.id == account)
    assert await password_reset.find(token, NOON) is None
    await Account.update({Account.phone: (await PasswordReset.select().first())["phone"]}).where(  # type: ignore[index]
        Account.id == account
    )
    assert await password_reset.find(token, NOON)
    await standing.suspend(account, by=JOB, at=NOON)
    assert await password_reset.find(token, NOON) is None


async def test_asking_again_and_again_waits_for_known_and_unknown_alike(database: str) -> None:
    await make_account(email=EMAIL)
    for identifier in (EMAIL, "tidak-ada@contoh.go.id"):
        for _ in range(3):
            await password_reset.ask(identifier, origin=HERE, at=NOON)
        with pytest.raises(TooSoon):
            await password_reset.ask(identifier, origin=HERE, at=NOON)


async def test_a_code_on_paper_is_the_persons_and_good_once(database: str) -> None:
    account, other = await make_account(email=EMAIL), await make_account(email="lain@contoh.go.id")
    third = await make_account()
    by = await signed_in(other)
    code = await password_reset_codes.make(account, reason="forgotten", check_by="met", by=by, at=NOON)
    assert code not in f"{await ResetCode.select()} {await AuditEvent.select()}"
    told = {row["recipient_key"] for row in await Delivery.select(Delivery.recipient_key)}
    assert told == {f"account:{account}", f"account:{third}"}
    with pytest.raises(Refusal):
        await password_reset_codes.accept("lain@contoh.go.id", code, NEW, origin=HERE, at=NOON)
    with pytest.raises(Refusal):
        await password_reset_codes.accept(EMAIL, code, NEW, origin=HERE, at=NOON + timedelta(hours=24))
    await password_reset_codes.accept(EMAIL, code, NEW, origin=HERE, at=NOON)
    with pytest.raises(Refusal):
        await password_reset_codes.accept(EMAIL, code, NEW, origin=HERE, at=NOON)
    assert isinstance(await enter(), SignedIn)
    assert await audited("account.reset_refused") == ["unknown"] * 3
    with pytest.raises(Refusal, match="akun Anda sendiri"):
        await password_reset_codes.make(other, reason="lost", check_by="met", by=by, at=NOON)


async def test_guessing_a_code_waits(database: str) -> None:
    await make_account(email=EMAIL)
    for _ in range(3):
        with pytest.raises(Refusal, match="tidak cocok"):
            await password_reset_codes.accept(EMAIL, "0" * 12, NEW, origin=HERE, at=NOON)
    with pytest.raises(TooSoon):
        await password_reset_codes.accept(EMAIL, "0" * 12, NEW, origin=HERE, at=NOON)


async def asked(client: Client, identifier: str) -> Any:
    return await visits.send(client, "/password-reset", {"identifier": identifier}, of="/password-reset")


async def test_the_pages_say_the_same_to_everybody(client: Client) -> None:
    await make_account(email=EMAIL, at=clock.now())
    answers = [await asked(client, name) for name in (EMAIL, "bukan@contoh.go.id")]
    texts = {re.sub(r"[\w.-]+@contoh.go.id|[\w=-]{40,}", "…", each.text) for each in answers}
    assert len(texts) == 1
    assert {each.status_code for each in answers} == {200}
    assert min(each.elapsed for each in answers) >= timedelta(seconds=0.25)


async def test_looking_uses_nothing_up_and_the_new_password_opens(client: Client) -> None:
    await make_account(email=EMAIL, at=clock.now())
    await asked(client, EMAIL)
    token = await link_of(clock.now())
    address = f"/password-reset/{token}"
    for _ in range(2):
        shown = await client.get(address)
        assert shown.status_code == 200
        assert shown.headers["referrer-policy"] == "no-referrer"
    short = await visits.send(client, address, {"password": "pendek", "password_again": "lain"}, of=address)
    assert short.status_code == 422
    done = await visits.send(client, address, FIELDS, of=address)
    assert done.headers["location"] == "/sign-in"
    assert NAME not in client.cookies
    assert (await client.get(address)).status_code == 410
    late = await visits.send(client, address, FIELDS, of="/sign-in")
    assert late.status_code == 410
    fields = {"identifier": EMAIL, "password": NEW}
    assert (await visits.send(client, "/sign-in", fields, of="/sign-in")).status_code == 303


async def test_an_admin_prints_a_code_that_the_person_uses(client: Client) -> None:
    account, admin = await make_account(email=EMAIL, at=clock.now()), await make_account(at=clock.now())
    person = await people.by_id(account)
    assert person
    await visits.sign_in(client, admin)
    page = f"/accounts/{person.public_id}/sign-in-help"
    fields = {"reason": "forgotten", "check_by": "met"}
    printed = await visits.send(client, f"{page}/codes", fields, of=page)
    found = re.search(r"\d{4} \d{4} \d{4}", printed.text)
    assert found
    client.cookies.clear()
    there = "/password-reset/code"
    wrong = await visits.send(client, there, {"identifier": EMAIL, "code": "123", **FIELDS}, of=there)
    assert "dua belas angka" in wrong.text
    done = await visits.send(client, there, {"identifier": EMAIL, "code": found[0], **FIELDS}, of=there)
    assert done.headers["location"] == "/sign-in"


async def test_the_official_number_stands_where_everybody_reads_it(client: Client) -> None:
    assert 'href="/official-number"' in (await client.get("/sign-in")).text
    assert "Nomor pengirim belum dicatat" in (await client.get("/official-number")).text
