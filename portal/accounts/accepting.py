"""What the person behind an invitation's link can do: accept it, or ask for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal import audit, db
from portal.accounts import (
    delays,
    invitations,
    passwords,
    second_factor,
    second_factor_door,
    sessions,
    sign_in,
    ways_in,
)
from portal.accounts.current_user import CurrentUser, Stranger
from portal.accounts.invitations import OPEN_STATES, InvitationState, state_of, still_open
from portal.accounts.second_factor_door import CodeWanted
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import SignedIn
from portal.accounts.tables import Account, AccountState, Invitation, InvitationToken
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal

BETWEEN_REQUESTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation and its person, for the page behind the link."""

    id: int
    account_id: int
    name: str
    email: str | None
    phone: str
    state: InvitationState
    expires_at: datetime
    may_ask_again: bool

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.state in {InvitationState.WAITING, InvitationState.OPENED}


async def find(token: str, at: datetime) -> Invited | None:
    """The invitation behind a link that we once sent."""
    row = await _row_of(token)
    if row is None:
        return None
    state = state_of(row, at)
    same_person = row["account_phone"] == row["phone"] and row["account_state"] in OPEN_STATES
    may_ask = same_person and state in {InvitationState.EXPIRED, InvitationState.REPLACED}
    return Invited(
        row["id"], row["account"], row["name"], row["email"], row["phone"], state, row["expires_at"], may_ask
    )


async def mark_opened(invited: Invited, *, at: datetime) -> None:
    """Remember that the link was opened, which tells an admin that the message has arrived."""
    if invited.state is InvitationState.WAITING:
        await Invitation.update({Invitation.opened_at: at}).where(
            Invitation.id == invited.id, Invitation.opened_at.is_null()
        )


async def accept(invited: Invited, password: str, browser: Browser, *, at: datetime) -> SignedIn | CodeWanted:
    """Use the invitation up: set the password, hold the number as proven, and sign in.

    Whoever has a second factor is asked for it: a link to the number must not go around the phone's code.
    Raises TooSoon where the same link is tried again and again, or Conflict.
    """
    passwords.expect_room()
    trial = await delays.start(f"invitation:{invited.id}", browser.origin, at=at)
    kept = await passwords.hashed(password)
    async with db.transaction():
        await delays.clear(trial)
        await _use_up(invited, at)
        await _open_account(invited, kept, at)
        await ways_in.close(invited.account_id, at=at)
        by = CurrentUser(invited.account_id, "", invited.name, 0, (), browser.origin)
        await audit.record("account.invitation_accepted", by=by, at=at, place=Place(by.key))
        if (await second_factor.standing_of(invited.account_id)).is_on:
            return await second_factor_door.ask(invited.account_id, browser, at=at)
        return await sign_in.enter(invited.account_id, invited.name, browser, at=at)


async def ask_again(invited: Invited, *, origin: str, at: datetime) -> None:
    """Send a new invitation to the number that the old one went to, at most one in ten minutes."""
    if not invited.may_ask_again:
        raise Refusal("Undangan baru hanya dapat dikirim oleh Admin Kominfo.")
    async with db.lock(f"invitations:{invited.account_id}"):
        if await Invitation.exists().where(
            Invitation.account == invited.account_id,
            Invitation.created_at > at - BETWEEN_REQUESTS,
            Invitation.created_at <= at,
        ):
            raise Refusal("Undangan baru sudah dikirim. Periksa pesan WhatsApp Anda.")
        await invitations.send(invited.account_id, by=Stranger(origin), at=at)


async def _row_of(token: str) -> dict[str, Any] | None:
    hashed = InvitationToken.token_hash == sessions.token_hash(token)
    link = await InvitationToken.select(InvitationToken.invitation).where(hashed).first()
    if link is None:
        return None
    account = Invitation.account._
    return await (
        Invitation.select(
            *Invitation.all_columns(),
            account.name.as_alias("name"),
            account.email.as_alias("email"),
            account.phone.as_alias("account_phone"),
            account.state.as_alias("account_state"),
        )
        .where(Invitation.id == link["invitation"])
        .first()
    )


async def _use_up(invited: Invited, at: datetime) -> None:
    used = await (
        Invitation.update({Invitation.used_at: at})
        .where(Invitation.id == invited.id, *still_open(at))
        .returning(Invitation.id)
    )
    if not used:
        raise Conflict("Undangan ini sudah dipakai atau tidak berlaku lagi.")


async def _open_account(invited: Invited, kept: str, at: datetime) -> None:
    opened = await (
        Account.update(
            {
                Account.password_hash: kept,
                Account.phone_proven_at: at,
                Account.state: AccountState.ACTIVE,
            }
        )
        .where(
            Account.id == invited.account_id,
            Account.phone == invited.phone,
            Account.state.is_in(list(OPEN_STATES)),
        )
        .returning(Account.id)
    )
    if not opened:
        raise Refusal("Akun ini ditangguhkan, atau nomornya sudah diganti. Hubungi Admin Kominfo.")
