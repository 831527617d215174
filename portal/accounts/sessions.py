"""Browsers that are signed in. The token is known to the browser only; here stands its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal import db
from portal.accounts import assignments
from portal.accounts.current_user import CurrentUser, rights_of
from portal.accounts.tables import AccountState, Session

IDLE = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
TRUSTED = timedelta(days=30)
TOUCH_EVERY = timedelta(minutes=1)
# Requests of the same page that are under way when the token changes still carry the former one.
GRACE = timedelta(seconds=30)
TOKEN_BYTES = 32
# Written by hand: asked on every page, where building the statement anew costs more than running it.
SESSION_BEHIND = """
SELECT s.id, s.account, s.token_hash, s.rights, s.is_trusted, s.last_seen_at, s.expires_at, s.ended_at,
       a.public_id, a.name, a.state
FROM account_session s JOIN account a ON a.id = s.account
WHERE s.token_hash = {} OR (s.previous_hash = {} AND s.renewed_at > {})
LIMIT 1
"""


class Standing(StrEnum):
    """What a token is worth."""

    LIVE = "live"
    EXPIRED = "expired"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a session is opened: from which address, on what, and whether it is a trusted phone."""

    origin: str = ""
    device: str = ""
    is_trusted: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A session behind a token, its person, and whether the browser should get a new token."""

    standing: Standing
    account_id: int
    user: CurrentUser | None = None
    is_trusted: bool = False
    wants_renewal: bool = False


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A signed-in browser as its owner sees it in the list."""

    id: int
    device: str
    is_trusted: bool
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


def token_hash(token: str) -> str:
    """How a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


async def open_session(account_id: int, browser: Browser, *, at: datetime) -> str:
    """Start a session and give back its new token, in the caller's transaction."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    held = await assignments.held_by(account_id, at)
    await Session.insert(
        Session(
            account=account_id,
            token_hash=token_hash(token),
            rights=rights_of(held),
            is_trusted=browser.is_trusted,
            device=browser.device,
            origin=browser.origin,
            created_at=at,
            last_seen_at=at,
            expires_at=at + (TRUSTED if browser.is_trusted else ABSOLUTE),
        )
    )
    return token


async def load(token: str, *, origin: str, at: datetime) -> CurrentUser | None:
    """The person behind a token that is still good."""
    found = await find(token, origin=origin, at=at)
    return found.user if found else None


async def find(token: str, *, origin: str, at: datetime) -> Found | None:
    """What a token is worth, in two queries; None for one that we never gave."""
    row = await _row(token, at)
    if row is None:
        return None
    standing = _standing(row, at)
    if standing is not Standing.LIVE:
        return Found(standing, row["account"])
    held = await assignments.held_by(row["account"], at)
    await _touch(row, at)
    user = CurrentUser(row["account"], row["public_id"], row["name"], row["id"], held, origin)
    is_current = row["token_hash"] == token_hash(token)
    wants_renewal = is_current and row["rights"] != rights_of(held)
    return Found(standing, row["account"], user, row["is_trusted"], wants_renewal)


async def renew(user: CurrentUser, *, token: str, at: datetime) -> str | None:
    """Exchange the token after a change of rights; None where a request beside this one was quicker."""
    fresh = secrets.token_urlsafe(TOKEN_BYTES)
    former = token_hash(token)
    renewed = await (
        Session.update(
            {
                Session.token_hash: token_hash(fresh),
                Session.previous_hash: former,
                Session.renewed_at: at,
                Session.rights: rights_of(user.held),
            }
        )
        .where(Session.id == user.session_id, Session.token_hash == former)
        .returning(Session.id)
    )
    return fresh if renewed else None


async def end(session_id: int, *, account_id: int, at: datetime) -> bool:
    """End one of a person's sessions; False where it had ended before."""
    ended = await (
        Session.update({Session.ended_at: at})
        .where(Session.id == session_id, Session.account == account_id, Session.ended_at.is_null())
        .returning(Session.id)
    )
    return bool(ended)


async def end_all(account_id: int, *, at: datetime, besides: int = 0) -> None:
    """End every session of a person, but the one named, in the caller's transaction."""
    await Session.update({Session.ended_at: at}).where(
        Session.account == account_id, Session.id != besides, Session.ended_at.is_null()
    )


async def open_for(account_id: int, at: datetime) -> list[SessionRow]:
    """A person's sessions that are still good, the last used first."""
    columns = (
        Session.id,
        Session.device,
        Session.is_trusted,
        Session.created_at,
        Session.last_seen_at,
        Session.expires_at,
    )
    rows = await (
        Session.select(*columns)
        .where(Session.account == account_id, Session.ended_at.is_null(), Session.expires_at > at)
        .order_by(Session.last_seen_at, ascending=False)
    )
    return [SessionRow(**row) for row in rows if not _is_idle(row, at)]


async def _row(token: str, at: datetime) -> dict[str, Any] | None:
    hashed = token_hash(token)
    found = await db.quick(SESSION_BEHIND, hashed, hashed, at - GRACE)
    return found[0] if found else None


def _standing(row: dict[str, Any], at: datetime) -> Standing:
    if row["ended_at"] is not None or row["state"] != AccountState.ACTIVE:
        return Standing.ENDED
    if at >= row["expires_at"] or _is_idle(row, at):
        return Standing.EXPIRED
    return Standing.LIVE


def _is_idle(row: dict[str, Any], at: datetime) -> bool:
    return not row["is_trusted"] and at - row["last_seen_at"] >= IDLE


async def _touch(row: dict[str, Any], at: datetime) -> None:
    # A write per page would make every reader wait for the writer.
    if at - row["last_seen_at"] >= TOUCH_EVERY:
        await Session.update({Session.last_seen_at: at}).where(Session.id == row["id"])
