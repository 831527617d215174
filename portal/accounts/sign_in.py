"""Signing in and out. An unknown person gets the same answer, after the same work, as a wrong password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import audit, db
from portal.accounts import (
    delays,
    passwords,
    phones,
    second_factor,
    second_factor_door,
    sessions,
)
from portal.accounts.current_user import CurrentUser, Stranger, account_key
from portal.accounts.second_factor_door import CodeWanted
from portal.accounts.sessions import Browser
from portal.accounts.tables import Account, AccountState
from portal.audit.trail import Place
from portal.errors import Refusal

WRONG = "Surel, nomor, atau kata sandi tidak cocok."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whose session was opened, and the token for the browser's cookie."""

    account_id: int
    token: str


async def sign_in(identifier: str, password: str, browser: Browser, *, at: datetime) -> SignedIn | CodeWanted:
    """Open a session, or ask for the second factor where the person has one.

    Raises TooSoon, or Refusal with one sentence for every way of being wrong.
    """
    passwords.expect_room()
    trial = await delays.start(identifier, browser.origin, at=at)
    account = await _find(identifier)
    if not await passwords.fits(account["password_hash"] if account else None, password):
        await _record_failure(account, browser, at)
        raise Refusal(WRONG)
    assert account is not None  # noqa: S101 - nothing fits where there is no account
    fresh = await _fresh_hash(account["password_hash"], password)
    async with db.transaction():
        await delays.clear(trial)
        if fresh:
            await Account.update({Account.password_hash: fresh}).where(Account.id == account["id"])
        if (await second_factor.standing_of(account["id"])).is_on:
            return await second_factor_door.ask(account["id"], browser, at=at)
        return await enter(account["id"], account["name"], browser, at=at)


async def enter(account_id: int, name: str, browser: Browser, *, at: datetime) -> SignedIn:
    """Open a session for somebody who has just proved who they are, in the caller's transaction."""
    token = await sessions.open_session(account_id, browser, at=at)
    user = CurrentUser(account_id, "", name, 0, (), browser.origin)
    details = {"device": browser.device, "trusted": browser.is_trusted}
    await audit.record("session.started", by=user, at=at, place=Place(user.key), details=details)
    return SignedIn(account_id, token)


async def sign_out(user: CurrentUser, *, at: datetime) -> None:
    """End the session of this browser."""
    async with db.transaction():
        if await sessions.end(user.session_id, account_id=user.id, at=at):
            await audit.record("session.ended", by=user, at=at, place=Place(user.key))


async def _find(identifier: str) -> dict[str, Any] | None:
    """The active account behind an e-mail or a number, with one query in either case."""
    phone = phones.find(identifier)
    known = Account.phone == phone if phone else Account.email == identifier.strip().casefold()
    columns = (Account.id, Account.name, Account.password_hash)
    return await Account.select(*columns).where(known, Account.state == AccountState.ACTIVE).first()


async def _fresh_hash(kept: str, password: str) -> str | None:
    return await passwords.hashed(password) if passwords.is_outdated(kept) else None


async def _record_failure(account: dict[str, Any] | None, browser: Browser, at: datetime) -> None:
    place = Place(account_key(account["id"]) if account else "")
    by = Stranger(browser.origin)
    await audit.record("session.refused", by=by, at=at, place=place, outcome="failed")
