"""A person's name, e-mail or number changed by an admin."""

from __future__ import annotations

from datetime import datetime

from portal import audit, db
from portal.accounts import identities
from portal.accounts.current_user import account_key
from portal.accounts.identities import Person
from portal.accounts.tables import Account, AccountState, Invitation
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.permissions import Actor, Permission


async def change(account_id: int, to: Person, *, by: Actor, at: datetime) -> None:
    """Keep the new values; a new number is not proven, and invitations to the old one end."""
    async with db.lock(identities.LOCK):
        await identities.ensure_free(to, besides=account_id)
        row = await Account.select().where(Account.id == account_id).first()
        if row is None or row["state"] == AccountState.ENDED:
            raise Refusal("Akun ini sudah berakhir.")
        changed = [name for name in ("name", "email", "phone") if row[name] != getattr(to, name)]
        await Account.update(
            {
                Account.name: to.name,
                Account.folded: to.folded,
                Account.email: to.email,
                Account.phone: to.phone,
            }
        ).where(Account.id == account_id)
        if "phone" in changed:
            await _forget_proof(account_id, at)
        place = Place(account_key(account_id), permission=Permission.ACCOUNT_MANAGE)
        await audit.record("account.edited", by=by, at=at, place=place, details={"fields": changed})


async def _forget_proof(account_id: int, at: datetime) -> None:
    await Account.update({Account.phone_proven_at: None}).where(Account.id == account_id)
    await Invitation.update({Invitation.revoked_at: at}).where(
        Invitation.account == account_id, Invitation.used_at.is_null(), Invitation.revoked_at.is_null()
    )
