"""Changing one's own password; every other browser is signed out, this one gets a new session id."""

from __future__ import annotations

from datetime import datetime

from portal import audit, db
from portal.accounts import delays, passwords, sessions, ways_in
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account
from portal.audit.trail import Place
from portal.errors import Refusal

WRONG = "Kata sandi sekarang tidak cocok."


async def change(user: CurrentUser, *, token: str, current: str, new: str, at: datetime) -> str | None:
    """Set a new password and give back this browser's new token.

    Raises TooSoon after failures, or Refusal where the present password is wrong.
    """
    trial = await delays.start(user.key, user.origin, at=at)
    row = await Account.select(Account.password_hash).where(Account.id == user.id).first()
    if not await passwords.fits(row["password_hash"] if row else None, current):
        raise Refusal(WRONG)
    kept = await passwords.hashed(new)
    async with db.transaction():
        await delays.clear(trial)
        await Account.update({Account.password_hash: kept}).where(Account.id == user.id)
        await ways_in.close(user.id, at=at, besides=user.session_id)
        await audit.record("account.password_changed", by=user, at=at, place=Place(user.key))
        return await sessions.renew(user, token=token, at=at)
