"""Invitations by WhatsApp: good for 72 hours and once. Accepting one proves the number.

The outbox holds a reference; the worker mints the link when it sends, and only its hash is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal import audit, db
from portal.accounts import role_book, sessions
from portal.accounts.current_user import account_key
from portal.accounts.tables import Account, AccountState, Assignment, Invitation, InvitationToken
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.notifications import outbox
from portal.notifications.hooks import Parcel
from portal.notifications.message import Message, Recipient
from portal.numbers import whole
from portal.permissions import Actor, Permission
from portal.settings import settings
from portal.workdays import words

GOOD_FOR = timedelta(hours=72)
PREFIX = "invitation:"
KIND = "invitation"
OVER = "Undangan sudah tidak berlaku."
OPEN_STATES = (AccountState.INVITED, AccountState.ACTIVE)


class InvitationState(StrEnum):
    """How far an invitation has come."""

    WAITING = "waiting"
    OPENED = "opened"
    USED = "used"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


def state_of(row: dict[str, Any], at: datetime) -> InvitationState:
    """How far an invitation has come at that moment."""
    if row["used_at"] is not None:
        return InvitationState.USED
    if row["revoked_at"] is not None:
        return InvitationState.REPLACED if row["is_replaced"] else InvitationState.REVOKED
    if at >= row["expires_at"]:
        return InvitationState.EXPIRED
    return InvitationState.OPENED if row["opened_at"] is not None else InvitationState.WAITING


async def send(account_id: int, *, by: Actor, at: datetime) -> int:
    """Invite a person to their number, in place of earlier invitations; raises Refusal where it cannot be."""
    async with db.lock(f"invitations:{account_id}"):
        account = await _account(account_id)
        await _replace_open(account_id, at)
        invitation_id = await _insert(account, by=by, at=at)
        await _enqueue(account, invitation_id, at)
        place = Place(account_key(account_id), permission=Permission.ACCOUNT_MANAGE)
        await audit.record("account.invited", by=by, at=at, place=place)
    return invitation_id


async def revoke(invitation_id: int, *, by: Actor, at: datetime) -> None:
    """Make an invitation worthless; its message is not sent if it has not left yet."""
    async with db.transaction():
        revoked = await (
            Invitation.update({Invitation.revoked_at: at})
            .where(Invitation.id == invitation_id, *still_open(at))
            .returning(Invitation.account)
        )
        if not revoked:
            raise Conflict("Undangan ini sudah dipakai, kedaluwarsa, atau dibatalkan.")
        key = account_key(revoked[0]["account"])
        await outbox.cancel(key, [KIND], reason="Undangan dibatalkan.", at=at)
        place = Place(key, permission=Permission.ACCOUNT_MANAGE)
        await audit.record("account.invitation_revoked", by=by, at=at, place=place)


async def mint_link(reference: str, at: datetime) -> str:
    """The worker's hook: a fresh secret link for `invitation:12`; raises Refusal for one that is not open."""
    row = await _by_reference(reference)
    if row is None or not is_open(row, at):
        raise Refusal("Undangan ini sudah tidak berlaku.")
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    await InvitationToken.insert(
        InvitationToken(invitation=row["id"], token_hash=sessions.token_hash(token), minted_at=at)
    )
    return f"{settings().base_url.rstrip('/')}/invitations/{token}"


async def still_wanted(parcels: Sequence[Parcel], at: datetime) -> dict[int, str]:
    """The sender's hook: why invitations need not be sent any more, by delivery."""
    keys = [key for parcel in parcels if (key := _key_in(parcel.secret)) is not None]
    rows = await Invitation.select().where(Invitation.id.is_in(keys)) if keys else []
    open_ones = {row["id"] for row in rows if is_open(row, at)}
    return {parcel.id: OVER for parcel in parcels if _key_in(parcel.secret) not in open_ones}


async def _account(account_id: int) -> dict[str, Any]:
    columns = (Account.id, Account.name, Account.phone, Account.phone_proven_at, Account.state)
    row = await Account.select(*columns).where(Account.id == account_id).first()
    if row is None or row["state"] not in OPEN_STATES:
        raise Refusal("Akun ini sedang ditangguhkan atau sudah berakhir.")
    if not row["phone"]:
        raise Refusal("Akun ini belum mempunyai nomor WhatsApp.")
    return row


async def _replace_open(account_id: int, at: datetime) -> None:
    await Invitation.update({Invitation.revoked_at: at, Invitation.is_replaced: True}).where(
        Invitation.account == account_id, *still_open(at)
    )
    await outbox.cancel(account_key(account_id), [KIND], reason="Diganti undangan yang lebih baru.", at=at)


async def _insert(account: dict[str, Any], *, by: Actor, at: datetime) -> int:
    row = Invitation(
        account=account["id"],
        phone=account["phone"],
        created_at=at,
        created_by=by.key,
        expires_at=at + GOOD_FOR,
    )
    return int((await Invitation.insert(row))[0]["id"])


async def _enqueue(account: dict[str, Any], invitation_id: int, at: datetime) -> None:
    key = account_key(account["id"])
    message = Message(
        kind=KIND,
        dedupe_key=f"{PREFIX}{invitation_id}",
        subject=key,
        values={"role": await _roles(account["id"]), "until": f"{words.stamp(at + GOOD_FOR)} WIB"},
        expires_at=at + GOOD_FOR,
        secret=f"{PREFIX}{invitation_id}",
    )
    proven = account["phone_proven_at"] is not None
    await outbox.enqueue(message, [Recipient(key, account["name"], account["phone"], proven)], at=at)


async def _roles(account_id: int) -> str:
    rows = (
        await Assignment.select(Assignment.role, Assignment.agency)
        .where(Assignment.account == account_id)
        .order_by(Assignment.id)
    )
    book = await role_book.everything()
    names = dict.fromkeys(book[row["role"]].name_for(row["agency"]) for row in rows if row["role"] in book)
    return ", ".join(names) or "pengguna"


def still_open(at: datetime) -> tuple[Any, ...]:
    return Invitation.used_at.is_null(), Invitation.revoked_at.is_null(), Invitation.expires_at > at


def is_open(row: dict[str, Any], at: datetime) -> bool:
    return state_of(row, at) in {InvitationState.WAITING, InvitationState.OPENED}


async def _by_reference(reference: str) -> dict[str, Any] | None:
    key = _key_in(reference)
    return await Invitation.select().where(Invitation.id == key).first() if key is not None else None


def _key_in(reference: str) -> int | None:
    key = reference.removeprefix(PREFIX)
    return whole(key)
