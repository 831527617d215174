"""A new number or e-mail waits until its owner has used the link that went to the number.

Until then the old ones stay in force, and the old number is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from portal import audit, db
from portal.accounts import change_letters as letters
from portal.accounts import identities, phones, second_factor_door, sessions
from portal.accounts.change_letters import OVER, Letter, still_open
from portal.accounts.change_tables import IdentityChange, IdentityChangeToken
from portal.accounts.current_user import CurrentUser, account_key
from portal.accounts.identities import Person
from portal.accounts.tables import Account, AccountState, Invitation
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.notifications import outbox
from portal.permissions import Actor, Permission

GOOD_FOR = timedelta(hours=72)
BETWEEN = timedelta(minutes=10)
NOTHING_TO_PROVE = "Nomor Anda sudah dibuktikan, atau belum ada. Nomor diubah oleh Admin Kominfo yang lain."
SENT_LATELY = "Tautannya baru saja dikirim. Periksa pesan WhatsApp Anda, atau coba lagi 10 menit kemudian."
LOCKED = "Akun ini ditangguhkan atau sudah berakhir. Hubungi Admin Kominfo."


@dataclass(frozen=True, slots=True)
class Pending:
    """A change that waits for its owner's word."""

    id: int
    account_id: int
    phone: str | None
    email: str | None
    sent_to: str
    created_at: datetime
    expires_at: datetime

    @property
    def what(self) -> str:
        """What will change, for the admin's page."""
        changed = [phones.spoken(self.phone) if self.phone else "", self.email or ""]
        return " dan ".join(each for each in changed if each) or phones.spoken(self.sent_to)


@dataclass(frozen=True, slots=True)
class Asked:
    """A change behind a link, for the page that asks to confirm it."""

    pending: Pending
    name: str
    is_open: bool


async def ask(account: dict[str, Any], to: Person, *, by: Actor, at: datetime) -> None:
    """Send the link to the new number, or to the present one for an e-mail; in the caller's transaction."""
    await withdraw_open(account["id"], "Diganti perubahan yang lebih baru.", at)
    phone = to.phone if to.phone != account["phone"] else None
    row = IdentityChange(
        account=account["id"],
        phone=phone,
        email=to.email if to.email != account["email"] else None,
        sent_to=to.phone,
        former_phone=account["phone"] if phone and account["phone_proven_at"] else None,
        created_at=at,
        created_by=by.key,
        expires_at=at + GOOD_FOR,
    )
    change_id = int((await IdentityChange.insert(row))[0]["id"])
    letter = Letter(change_id, account["id"], account["name"], row.sent_to, row.expires_at)
    await letters.send(letter, at=at)
    if row.former_phone:
        await letters.tell_former(replace(letter, number=row.former_phone), at=at)


async def resend(account_id: int, *, by: Actor, at: datetime) -> None:
    """Send a fresh link for a change that still waits."""
    async with db.lock(identities.LOCK):
        pending = await waiting(account_id, at)
        if pending is None:
            raise Conflict(OVER)
        row = await Account.select(Account.name).where(Account.id == account_id).first()
        await outbox.cancel(account_key(account_id), [letters.KIND], reason="Dikirim ulang.", at=at)
        name = row["name"] if row else ""
        await letters.send(Letter(pending.id, account_id, name, pending.sent_to, pending.expires_at), at=at)
        await _record("account.change_resent", account_id, by, at)


async def withdraw(account_id: int, *, by: Actor, at: datetime) -> None:
    """Drop a change that still waits; its links are worthless from now on."""
    async with db.lock(identities.LOCK):
        if await waiting(account_id, at) is None:
            raise Conflict(OVER)
        await withdraw_open(account_id, "Perubahan dibatalkan.", at)
        await _record("account.change_withdrawn", account_id, by, at)


async def ask_for_proof(user: CurrentUser, *, at: datetime) -> None:
    """Send the link to one's own number that nobody has answered from yet; raises Refusal with a sentence."""
    async with db.lock(identities.LOCK):
        row = await Account.select().where(Account.id == user.id).first()
        if row is None or not row["phone"] or row["phone_proven_at"]:
            raise Refusal(NOTHING_TO_PROVE)
        lately = (IdentityChange.account == user.id) & (IdentityChange.created_at > at - BETWEEN)
        if await IdentityChange.exists().where(lately):
            raise Refusal(SENT_LATELY)
        await ask(row, Person(row["name"], row["email"], row["phone"]), by=user, at=at)
        await audit.record("account.proof_asked", by=user, at=at, place=Place(user.key))


async def confirm(asked: Asked, *, origin: str, at: datetime, here: int = 0) -> None:
    """Put the change in force: whoever holds the number has used the link that went to it.

    `here` is the session of the browser in which the link was opened; every other one ends.
    """
    pending = asked.pending
    async with db.lock(identities.LOCK):
        await _use_up(pending, at)
        await _put_in_force(pending, at)
        await sessions.end_all(pending.account_id, at=at, besides=here)
        await second_factor_door.close_all(pending.account_id, at=at)
        by = CurrentUser(pending.account_id, "", asked.name, 0, (), origin)
        await audit.record("account.change_confirmed", by=by, at=at, place=Place(by.key))


async def waiting(account_id: int, at: datetime) -> Pending | None:
    """The change of this person that still waits."""
    row = await IdentityChange.select().where(IdentityChange.account == account_id, *still_open(at)).first()
    return _pending(row) if row else None


async def find(token: str, at: datetime) -> Asked | None:
    """The change behind a link that we once sent."""
    hashed = IdentityChangeToken.token_hash == sessions.token_hash(token)
    link = await IdentityChangeToken.select(IdentityChangeToken.change).where(hashed).first()
    if link is None:
        return None
    account = IdentityChange.account._
    names = (account.name.as_alias("name"), account.state.as_alias("state"))
    rows = await IdentityChange.select(*IdentityChange.all_columns(), *names).where(
        IdentityChange.id == link["change"]
    )
    row = rows[0]
    unused = row["used_at"] is None and row["withdrawn_at"] is None and at < row["expires_at"]
    return Asked(_pending(row), row["name"], unused and row["state"] == AccountState.ACTIVE)


async def withdraw_open(account_id: int, reason: str, at: datetime) -> None:
    """Drop what waits, if anything does, in the caller's transaction."""
    await IdentityChange.update({IdentityChange.withdrawn_at: at}).where(
        IdentityChange.account == account_id,
        IdentityChange.used_at.is_null(),
        IdentityChange.withdrawn_at.is_null(),
    )
    await outbox.cancel(account_key(account_id), [letters.KIND], reason=reason, at=at)


async def _use_up(pending: Pending, at: datetime) -> None:
    used = await (
        IdentityChange.update({IdentityChange.used_at: at})
        .where(IdentityChange.id == pending.id, *still_open(at))
        .returning(IdentityChange.id)
    )
    if not used:
        raise Conflict(OVER)


async def _put_in_force(pending: Pending, at: datetime) -> None:
    row = await Account.select().where(Account.id == pending.account_id).first()
    if row is None or row["state"] != AccountState.ACTIVE:
        raise Refusal(LOCKED)
    to = Person(row["name"], pending.email or row["email"], pending.phone or row["phone"])
    await identities.ensure_free(to, besides=pending.account_id)
    await Account.update(
        {
            Account.phone: to.phone,
            Account.email: to.email,
            Account.folded: to.folded,
            Account.phone_proven_at: at,
            Account.version: Account.version + 1,
        }
    ).where(Account.id == pending.account_id)
    await Invitation.update({Invitation.revoked_at: at}).where(
        Invitation.account == pending.account_id,
        Invitation.used_at.is_null(),
        Invitation.revoked_at.is_null(),
    )


def _pending(row: dict[str, Any]) -> Pending:
    return Pending(
        row["id"],
        row["account"],
        row["phone"],
        row["email"],
        row["sent_to"],
        row["created_at"],
        row["expires_at"],
    )


async def _record(action: str, account_id: int, by: Actor, at: datetime) -> None:
    place = Place(account_key(account_id), permission=Permission.ACCOUNT_MANAGE)
    await audit.record(action, by=by, at=at, place=place)
