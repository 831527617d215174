"""Browsers signed out by their owner or by an admin: one that was lost or lent, or all of them."""

from __future__ import annotations

from datetime import datetime

from portal import audit, db
from portal.accounts import second_factor_door, sessions
from portal.accounts.current_user import CurrentUser, account_key
from portal.accounts.tables import Session
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.permissions import Actor, Permission

ENDED_BEFORE = "Perangkat ini sudah dikeluarkan."


async def end_one(account_id: int, session_id: int, *, by: Actor, at: datetime) -> None:
    """Sign one browser of a person out."""
    async with db.transaction():
        if not await sessions.end(session_id, account_id=account_id, at=at):
            raise Refusal(ENDED_BEFORE)
        await _record("session.revoked", account_id, by, at)


async def is_of(account_id: int, session_id: int) -> bool:
    """Whether the browser is the person's, signed in still or not; others are not spoken of."""
    return await Session.exists().where(Session.id == session_id, Session.account == account_id)


async def end_all(account_id: int, *, by: Actor, at: datetime) -> None:
    """Sign a person out everywhere."""
    async with db.transaction():
        await sessions.end_all(account_id, at=at)
        await second_factor_door.close_all(account_id, at=at)
        await _record("session.all_revoked", account_id, by, at)


async def end_others(user: CurrentUser, *, at: datetime) -> None:
    """Sign oneself out everywhere but here."""
    async with db.transaction():
        await sessions.end_all(user.id, at=at, besides=user.session_id)
        await second_factor_door.close_all(user.id, at=at)
        await _record("session.all_revoked", user.id, user, at)


async def _record(action: str, account_id: int, by: Actor, at: datetime) -> None:
    place = Place(account_key(account_id), permission=Permission.ACCOUNT_MANAGE)
    await audit.record(action, by=by, at=at, place=place)
