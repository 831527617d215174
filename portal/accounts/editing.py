"""A person's name, e-mail or number changed by an admin."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import audit, db
from portal.accounts import identities, identity_changes, second_factor_door, sessions
from portal.accounts.current_user import CurrentUser, account_key
from portal.accounts.identities import Person
from portal.accounts.tables import Account, AccountState, Invitation
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

CHANGED = "Data ini baru saja diubah orang lain."


async def change(account_id: int, to: Person, *, version: int, by: Actor, at: datetime) -> bool:
    """Keep the new values; True where a number or e-mail waits for its owner's word before it is in force.

    Raises Conflict where somebody else was quicker. Whoever never signed in has nothing in force yet: their
    new number is kept at once, not proven, and invitations to the old one end. Other browsers are signed out
    at once, although the new number or e-mail is still to be proven.
    """
    async with db.lock(identities.LOCK):
        await identities.ensure_free(to, besides=account_id)
        row = await _open_row(account_id)
        now = _at_once(row, to)
        waits = now != to
        await _update(row, now, version)
        if now.phone != row["phone"]:
            await _forget_proof(account_id, at)
        if waits:
            await identity_changes.ask({**row, "name": to.name}, to, by=by, at=at)
        if waits or row["phone"] != to.phone or row["email"] != to.email:
            await _sign_out(account_id, by, at)
        changed = [name for name in ("name", "email", "phone") if row[name] != getattr(to, name)]
        place = Place(account_key(account_id), permission=Permission.ACCOUNT_MANAGE)
        details = {"fields": changed, "waiting": waits}
        await audit.record("account.edited", by=by, at=at, place=place, details=details)
    return waits


def _at_once(row: dict[str, Any], to: Person) -> Person:
    """What is kept without asking the owner: names, and what nobody signs in with yet."""
    if row["password_hash"] is None or to.phone is None:
        return to
    email = to.email if to.email is None else row["email"]
    return Person(to.name, email, row["phone"])


async def _open_row(account_id: int) -> dict[str, Any]:
    row = await Account.select().where(Account.id == account_id).first()
    if row is None or row["state"] == AccountState.ENDED:
        raise Refusal("Akun ini sudah berakhir.")
    return row


async def _update(row: dict[str, Any], to: Person, version: int) -> None:
    updated = await (
        Account.update(
            {
                Account.name: to.name,
                Account.folded: to.folded,
                Account.email: to.email,
                Account.phone: to.phone,
                Account.version: version + 1,
            }
        )
        .where(Account.id == row["id"], Account.version == version, Account.state != AccountState.ENDED)
        .returning(Account.id)
    )
    if not updated:
        raise Conflict(CHANGED)


async def _sign_out(account_id: int, by: Actor, at: datetime) -> None:
    """Who knows only the former number or e-mail stays nowhere signed in; whoever changes their own does."""
    here = by.session_id if isinstance(by, CurrentUser) and by.id == account_id else 0
    await sessions.end_all(account_id, at=at, besides=here)
    await second_factor_door.close_all(account_id, at=at)


async def _forget_proof(account_id: int, at: datetime) -> None:
    await Account.update({Account.phone_proven_at: None}).where(Account.id == account_id)
    await Invitation.update({Invitation.revoked_at: at}).where(
        Invitation.account == account_id, Invitation.used_at.is_null(), Invitation.revoked_at.is_null()
    )
