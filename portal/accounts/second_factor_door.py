"""Between the password and the session: the code of the second factor, or one from paper."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from piccolo.columns.combination import Where

from portal.accounts import sessions
from portal.accounts.proof_tables import SignInChallenge
from portal.accounts.sessions import Browser
from portal.accounts.tables import AccountState
from portal.errors import Conflict

GOOD_FOR = timedelta(minutes=10)
OVER = "Waktu untuk menulis kode sudah habis. Masuklah sekali lagi dari awal."


@dataclass(frozen=True, slots=True)
class CodeWanted:
    """The password was right; the page that asks for the code carries this token."""

    account_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Awaited:
    """Whose code is awaited, and whether the phone is to be trusted afterwards."""

    account_id: int
    name: str
    is_trusted: bool


async def ask(account_id: int, browser: Browser, *, at: datetime) -> CodeWanted:
    """Remember that the password was right, in the caller's transaction."""
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    await SignInChallenge.insert(
        SignInChallenge(
            account=account_id,
            token_hash=sessions.token_hash(token),
            is_trusted=browser.is_trusted,
            made_at=at,
            expires_at=at + GOOD_FOR,
        )
    )
    return CodeWanted(account_id, token)


async def find(token: str, at: datetime) -> Awaited:
    """Who waits behind a token; raises Conflict where nobody does any more."""
    account = SignInChallenge.account._
    row = await (
        SignInChallenge.select(
            SignInChallenge.account, SignInChallenge.is_trusted, account.name.as_alias("name")
        )
        .where(*_open(token, at), account.state == AccountState.ACTIVE)
        .first()
    )
    if row is None:
        raise Conflict(OVER)
    return Awaited(row["account"], row["name"], row["is_trusted"])


async def use_up(token: str, *, at: datetime) -> None:
    """A token opens one session, in the caller's transaction; raises Conflict for one that is over."""
    used = await (
        SignInChallenge.update({SignInChallenge.used_at: at})
        .where(*_open(token, at))
        .returning(SignInChallenge.id)
    )
    if not used:
        raise Conflict(OVER)


async def close_all(account_id: int, *, at: datetime) -> None:
    """Whoever still stands at the door has to begin anew, in the caller's transaction."""
    await SignInChallenge.update({SignInChallenge.used_at: at}).where(
        SignInChallenge.account == account_id, SignInChallenge.used_at.is_null()
    )


def _open(token: str, at: datetime) -> tuple[Where, ...]:
    return (
        SignInChallenge.token_hash == sessions.token_hash(token),
        SignInChallenge.used_at.is_null(),
        SignInChallenge.expires_at > at,
    )
