"""How people prove who they are: sessions, second factors, codes on paper, resets, changes."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta
from itertools import count

import pyotp

from portal import clock
from portal.accounts import (
    accepting,
    assignments,
    change_letters,
    creation,
    editing,
    identities,
    identity_changes,
    invitations,
    password_reset,
    password_reset_codes,
    passwords,
    second_factor,
    second_factor_codes,
    second_factor_sign_in,
    sessions,
    sign_in,
    standing,
    step_up,
)
from portal.accounts.assignments import Post
from portal.accounts.current_user import CurrentUser
from portal.accounts.proof_tables import PasswordReset
from portal.accounts.second_factor_door import CodeWanted
from portal.accounts.sessions import Browser
from portal.accounts.tables import Account
from portal.errors import Refusal
from portal.permissions import Actor
from tests.browser.world import PASSWORD, World

PHONE = Browser("127.0.0.1", "Chrome di Android", is_trusted=True)
OFFICE = Browser("10.0.0.7", "Firefox di Windows")
HELP = {"reason": "lost", "check_by": "met"}
_numbers = count(1)


async def add(world: World) -> None:
    """All of them."""
    await _sessions(world)
    await _second_factor()
    await _resets(world)
    await _identities(world)
    await _standings(world)
    await _invitations(world)
    own = Post(world.role, None, clock.now())
    await assignments.add(await _person("Petugas Loket Uji"), own, by=world.admin, at=clock.now())


async def _person(name: str) -> int:
    nth = next(_numbers)
    return await creation.create_account(
        role="reviewer",
        email=f"uji{nth}@demo.example",
        phone=f"0812555{nth:05}",
        name=name,
        agency_code="",
        password=PASSWORD,
        at=clock.now(),
    )


async def _enter(account: int, browser: Browser = PHONE) -> CurrentUser:
    row = await _row(account)
    entered = await sign_in.sign_in(row["email"], PASSWORD, browser, at=clock.now())
    assert not isinstance(entered, CodeWanted)
    user = await sessions.load(entered.token, origin=browser.origin, at=clock.now())
    assert user is not None
    return user


async def _row(account: int) -> dict[str, str]:
    row = await Account.select().where(Account.id == account).first()
    assert row is not None
    return row


async def _sessions(world: World) -> None:
    """On a phone, at a desk, one ended, one whose password was typed again; and wrong words."""
    admin = world.accounts["admin"].user.id
    await step_up.prove(await _enter(admin, OFFICE), PASSWORD, at=clock.now())
    for role in ("liaison", "operator"):
        await _enter(world.accounts[role].user.id)
    await sign_in.sign_out(await _enter(world.accounts["liaison"].user.id, OFFICE), at=clock.now())
    with suppress(Refusal):
        await sign_in.sign_in("operator@demo.example", "salah-sekali", OFFICE, at=clock.now())


async def _second_factor() -> None:
    """On, with one code of the paper used; one begun; a password given and no code yet."""
    user = await _enter(await _person("Peninjau Dua Langkah"))
    await second_factor.begin(user, at=clock.now())
    secret = await second_factor.pending_secret(user.id)
    assert secret is not None
    codes = await second_factor.confirm(user, pyotp.TOTP(secret).at(int(time.time())), at=clock.now())
    email = (await _row(user.id))["email"]
    for code in (codes[0], None):
        asked = await sign_in.sign_in(email, PASSWORD, PHONE, at=clock.now())
        assert isinstance(asked, CodeWanted)
        if code:
            await second_factor_sign_in.finish(asked.token, code, PHONE, at=clock.now())
    await second_factor_codes.renew(user, at=clock.now())
    await second_factor.begin(await _enter(await _person("Peninjau Memasang")), at=clock.now())


async def _resets(world: World) -> None:
    """A link that is open and one that was used, a code that is open and one that was used."""
    kept = await passwords.hashed(PASSWORD)
    for is_used in (False, True):
        row = await _row(await _proven("Lupa Sandi"))
        await password_reset.ask(row["email"], origin=PHONE.origin, at=clock.now())
        token = await password_reset.mint_link(await _newest_reset(), clock.now())
        found = await password_reset.find(token.rpartition("/")[2], clock.now())
        assert found is not None
        if is_used:
            await password_reset.accept(found, kept, origin=PHONE.origin, at=clock.now())
    for is_used in (False, True):
        row = await _row(await _person("Kode Tercetak"))
        by = world.accounts["admin"].user
        code = await password_reset_codes.make(int(row["id"]), **HELP, by=by, at=clock.now())
        if is_used:
            await password_reset_codes.accept(row["email"], code, kept, origin=PHONE.origin, at=clock.now())


async def _proven(name: str) -> int:
    account = await _person(name)
    await Account.update({Account.phone_proven_at: clock.now()}).where(Account.id == account)
    return account


async def _newest_reset() -> str:
    row = await PasswordReset.select(PasswordReset.id).order_by(PasswordReset.id, ascending=False).first()
    assert row is not None
    return f"{password_reset.PREFIX}{row['id']}"


async def _identities(world: World) -> None:
    """A change that was confirmed, and one that was taken back."""
    for nth, is_confirmed in enumerate((True, False)):
        account = await _proven("Ganti Nomor")
        await _ask_for_change(account, f"08125556{nth:04}", world.admin)
        if is_confirmed:
            waiting = await identity_changes.waiting(account, clock.now())
            assert waiting is not None
            link = await change_letters.mint_link(f"identity-change:{waiting.id}", clock.now())
            asked = await identity_changes.find(link.rpartition("/")[2], clock.now())
            assert asked is not None
            await identity_changes.confirm(asked, origin=PHONE.origin, at=clock.now())
        else:
            await identity_changes.withdraw(account, by=world.admin, at=clock.now())


async def _ask_for_change(account: int, phone: str, by: Actor) -> None:
    row = await _row(account)
    to = identities.person(row["name"], row["email"], phone)
    await editing.change(account, to, version=int(row["version"]), by=by, at=clock.now())


async def _standings(world: World) -> None:
    """Locked, and gone for good."""
    await standing.suspend(await _person("Akun Dikunci"), by=world.admin, at=clock.now())
    await standing.end(await _person("Sudah Pindah"), by=world.admin, at=clock.now())


async def _invitations(world: World) -> None:
    """Accepted, revoked, and over."""
    for nth, then in enumerate(("accept", "revoke", "expire")):
        at = clock.now() - timedelta(days=30 if then == "expire" else 0)
        whom = identities.person(f"Undangan {nth}", f"undangan{nth}@demo.example", f"08125557{nth:04}")
        account = await creation.add_person(
            whom, Post("reviewer", None, clock.now()), by=world.admin, at=clock.now(), invite=False
        )
        key = await invitations.send(account, by=world.admin, at=at)
        link = await invitations.mint_link(f"{invitations.PREFIX}{key}", at)
        invited = await accepting.find(link.rpartition("/")[2], at)
        assert invited is not None
        if then == "accept":
            await accepting.mark_opened(invited, at=at)
            await accepting.accept(invited, PASSWORD, PHONE, at=at)
        if then == "revoke":
            await invitations.revoke(key, by=world.admin, at=at)
