"""Suspending, reactivating and ending accounts; open sessions go with them at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from piccolo.columns.combination import Or

from portal import audit, db
from portal.accounts import identity_changes, invitations, last_admin, ways_in
from portal.accounts.current_user import account_key
from portal.accounts.tables import Account, AccountState, Assignment, Invitation
from portal.audit.trail import Place
from portal.errors import Conflict
from portal.notifications import outbox
from portal.permissions import Actor, Permission

OPEN = (AccountState.INVITED, AccountState.ACTIVE)


async def suspend(account_id: int, *, by: Actor, at: datetime) -> None:
    """Lock a person out for now; refused where no lasting active admin would remain."""
    async with db.lock(last_admin.LOCK):
        await _move(account_id, OPEN, AccountState.SUSPENDED)
        await _lock_out(account_id, at)
        await last_admin.ensure_one_stays(at)
        await _record("account.suspended", account_id, by=by, at=at)


async def reactivate(account_id: int, *, by: Actor, at: datetime) -> None:
    """Let a suspended person in again, or back to being invited if no password was ever set."""
    async with db.transaction():
        row = await Account.select(Account.password_hash).where(Account.id == account_id).first()
        has_password = row is not None and row["password_hash"] is not None
        to = AccountState.ACTIVE if has_password else AccountState.INVITED
        await _move(account_id, (AccountState.SUSPENDED,), to)
        await _record("account.reactivated", account_id, by=by, at=at)


async def end(account_id: int, *, by: Actor, at: datetime) -> None:
    """Close an account for good with all its roles; what the person did stays under their name."""
    async with db.lock(last_admin.LOCK):
        await _move(account_id, (*OPEN, AccountState.SUSPENDED), AccountState.ENDED)
        await _lock_out(account_id, at)
        await Assignment.update({Assignment.ends_at: at}).where(
            Assignment.account == account_id, Or(Assignment.ends_at.is_null(), Assignment.ends_at > at)
        )
        await last_admin.ensure_one_stays(at)
        await _record("account.ended", account_id, by=by, at=at)


async def _move(account_id: int, allowed: Sequence[AccountState], to: AccountState) -> None:
    moved = await (
        Account.update({Account.state: to})
        .where(Account.id == account_id, Account.state.is_in(list(allowed)))
        .returning(Account.id)
    )
    if not moved:
        raise Conflict("Keadaan akun ini sudah berubah. Muat ulang halamannya.")


async def _lock_out(account_id: int, at: datetime) -> None:
    await ways_in.close(account_id, at=at)
    await Invitation.update({Invitation.revoked_at: at}).where(
        Invitation.account == account_id, Invitation.used_at.is_null(), Invitation.revoked_at.is_null()
    )
    reason = "Akun ditangguhkan atau berakhir."
    await outbox.cancel(account_key(account_id), [invitations.KIND], reason=reason, at=at)
    await identity_changes.withdraw_open(account_id, reason, at)


async def _record(action: str, account_id: int, *, by: Actor, at: datetime) -> None:
    place = Place(account_key(account_id), permission=Permission.ACCOUNT_MANAGE)
    await audit.record(action, by=by, at=at, place=place)
