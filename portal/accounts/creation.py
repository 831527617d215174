"""New accounts: by an admin with an invitation, or by the command on the server with a password."""

from __future__ import annotations

import secrets
from datetime import datetime

from portal import audit, db
from portal.accounts import assignments, identities, invitations, passwords, roles
from portal.accounts.assignments import Post
from portal.accounts.current_user import account_key
from portal.accounts.identities import Person
from portal.accounts.tables import Account, AccountState
from portal.agencies import queries as agencies
from portal.audit.trail import Place
from portal.errors import BadInput
from portal.permissions import Actor, JobActor, Permission

COMMAND = JobActor("job:create-account", "Perintah create-account")


async def add_person(whom: Person, post: Post, *, by: Actor, at: datetime, invite: bool = True) -> int:
    """Open an account with its first role, and send the invitation unless told not to."""
    async with db.lock(identities.LOCK):
        account_id = await _insert(whom, by=by, at=at)
        await assignments.add(account_id, post, by=by, at=at)
        if invite:
            await invitations.send(account_id, by=by, at=at)
    return account_id


async def create_account(  # noqa: PLR0913 - the options of the command
    *, role: str, email: str, phone: str, name: str, agency_code: str, password: str, at: datetime
) -> int:
    """Open an account that can sign in at once; its number is proven by an answer later, as anybody's is.

    Raises BadInput with a sentence. Without an agency the role holds for all of them.
    """
    whom = identities.person(name, email, phone)
    post = Post(_role(role), await _agency(agency_code), at)
    if trouble := passwords.objection(password, own=(name, whom.email or "", whom.phone or "")):
        raise BadInput(trouble)
    kept = await passwords.hashed(password)
    async with db.lock(identities.LOCK):
        account_id = await _insert(whom, by=COMMAND, at=at, password_hash=kept)
        await assignments.add(account_id, post, by=COMMAND, at=at)
    return account_id


async def _insert(whom: Person, *, by: Actor, at: datetime, password_hash: str | None = None) -> int:
    await identities.ensure_free(whom)
    inserted = await Account.insert(
        Account(
            public_id=secrets.token_urlsafe(12),
            name=whom.name,
            folded=whom.folded,
            email=whom.email,
            phone=whom.phone,
            password_hash=password_hash,
            state=AccountState.ACTIVE if password_hash else AccountState.INVITED,
            created_at=at,
            created_by=by.key,
        )
    )
    account_id = int(inserted[0]["id"])
    place = Place(account_key(account_id), permission=Permission.ACCOUNT_MANAGE)
    await audit.record("account.created", by=by, at=at, place=place)
    return account_id


def _role(code: str) -> str:
    found = roles.find(code)
    if found is None:
        raise BadInput(f"Peran {code} tidak dikenal. Pilih salah satu: {', '.join(roles.ROLES)}.")
    return found.code


async def _agency(code: str) -> int | None:
    if not code:
        return None
    found = await agencies.find(code)
    if found is None:
        raise BadInput(f"Perangkat daerah dengan kode {code} tidak ada.")
    return found.id
