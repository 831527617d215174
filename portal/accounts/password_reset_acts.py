"""What follows from a new password that came by a link or by a printed code."""

from __future__ import annotations

from datetime import datetime

from portal import audit
from portal.accounts import ways_in
from portal.accounts.current_user import CurrentUser
from portal.accounts.tables import Account, AccountState
from portal.audit.trail import Place
from portal.errors import Conflict


async def set_password(account_id: int, password_hash: str, *, at: datetime) -> None:
    """Keep the new password and close every other way in, in the caller's transaction."""
    kept = await (
        Account.update({Account.password_hash: password_hash})
        .where(Account.id == account_id, Account.state == AccountState.ACTIVE)
        .returning(Account.id)
    )
    if not kept:
        raise Conflict("Akun ini sudah tidak aktif. Hubungi Admin Kominfo.")
    await ways_in.close(account_id, at=at)


async def record(account_id: int, name: str, way: str, *, origin: str, at: datetime) -> None:
    """The audit's line; whoever had link or code counts as the person."""
    by = CurrentUser(account_id, "", name, 0, (), origin)
    await audit.record("account.password_reset", by=by, at=at, place=Place(by.key), details={"way": way})
