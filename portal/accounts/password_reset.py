"""A forgotten password: a link to the number that the person has proven, good for half an hour and once.

The outbox holds a reference; the worker mints the link when it sends, and only its hash is kept.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from piccolo.columns.combination import Where

from portal import audit, db
from portal.accounts import delays, password_reset_acts, passwords, phones, sessions, ways_in
from portal.accounts.current_user import Stranger, account_key
from portal.accounts.proof_tables import PasswordReset, PasswordResetToken
from portal.accounts.tables import Account, AccountState
from portal.accounts.ways_in import OVER, RESET_KIND
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.notifications import outbox
from portal.notifications.hooks import Parcel
from portal.notifications.message import Message, Recipient
from portal.numbers import whole
from portal.settings import settings
from portal.workdays import words

GOOD_FOR = timedelta(minutes=30)
BETWEEN = timedelta(minutes=5)
PREFIX = "password-reset:"


@dataclass(frozen=True, slots=True)
class Reset:
    """A link that is open, and its person."""

    id: int
    account_id: int
    name: str
    email: str | None
    phone: str
    expires_at: datetime


async def ask(identifier: str, *, origin: str, at: datetime) -> None:
    """Send a link where the identifier is a person's with a proven number; says nothing of whether it is.

    Raises TooSoon after several attempts, for known and unknown people alike.
    """
    await delays.start(f"reset:{phones.find(identifier) or identifier.strip().casefold()}", origin, at=at)
    account = await find_account(identifier)
    key = account_key(account["id"]) if account else ""
    async with db.lock(f"password-reset:{key or 'unknown'}"):
        await audit.record("account.reset_asked", by=Stranger(origin), at=at, place=Place(key))
        if account and account["phone_proven_at"] and not await _asked_of_late(account["id"], at):
            await _send(account, at)


async def find_account(identifier: str) -> dict[str, Any] | None:
    """The active account behind an e-mail or a number."""
    phone = phones.find(identifier)
    known = Account.phone == phone if phone else Account.email == identifier.strip().casefold()
    columns = (Account.id, Account.name, Account.email, Account.phone, Account.phone_proven_at)
    return await Account.select(*columns).where(known, Account.state == AccountState.ACTIVE).first()


async def find(token: str, at: datetime) -> Reset | None:
    """What a link opens; None for one that is unknown, used, or over."""
    link = (
        await PasswordResetToken.select(PasswordResetToken.reset)
        .where(PasswordResetToken.token_hash == sessions.token_hash(token))
        .first()
    )
    if link is None:
        return None
    account = PasswordReset.account._
    row = await (
        PasswordReset.select(
            PasswordReset.id,
            PasswordReset.account.as_alias("account_id"),
            PasswordReset.phone,
            PasswordReset.expires_at,
            account.name.as_alias("name"),
            account.email.as_alias("email"),
            account.phone.as_alias("account_phone"),
        )
        .where(PasswordReset.id == link["reset"], *_open(at), account.state == AccountState.ACTIVE)
        .first()
    )
    # A number that has passed to somebody else opens nothing.
    if row is None or row.pop("account_phone") != row["phone"]:
        return None
    return Reset(**row)


async def accept(reset: Reset, password: str, *, origin: str, at: datetime) -> None:
    """Use the link up and set the password; all sessions end.

    Raises TooSoon where the same link is tried again and again, or Conflict.
    """
    passwords.expect_room()
    trial = await delays.start(f"reset-link:{reset.id}", origin, at=at)
    password_hash = await passwords.hashed(password)
    async with db.transaction():
        await delays.clear(trial)
        used = await (
            PasswordReset.update({PasswordReset.used_at: at})
            .where(PasswordReset.id == reset.id, *_open(at))
            .returning(PasswordReset.id)
        )
        if not used:
            raise Conflict(OVER)
        await password_reset_acts.set_password(reset.account_id, password_hash, at=at)
        await password_reset_acts.record(reset.account_id, reset.name, "link", origin=origin, at=at)


async def mint_link(reference: str, at: datetime) -> str:
    """The worker's hook: a fresh secret link for `password-reset:12`; raises Refusal for one that is over."""
    key = _key_in(reference)
    if key is None or not await PasswordReset.exists().where(PasswordReset.id == key, *_open(at)):
        raise Refusal(OVER)
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    await PasswordResetToken.insert(
        PasswordResetToken(reset=key, token_hash=sessions.token_hash(token), minted_at=at)
    )
    return f"{settings().base_url.rstrip('/')}/password-reset/{token}"


async def still_wanted(parcels: Sequence[Parcel], at: datetime) -> dict[int, str]:
    """The sender's hook: which links need not be sent any more."""
    keys = [key for parcel in parcels if (key := _key_in(parcel.secret)) is not None]
    rows = await PasswordReset.select(PasswordReset.id).where(PasswordReset.id.is_in(keys), *_open(at))
    open_ones = {row["id"] for row in rows}
    return {parcel.id: OVER for parcel in parcels if _key_in(parcel.secret) not in open_ones}


async def _asked_of_late(account_id: int, at: datetime) -> bool:
    """Whether a link is on its way, so that nobody's phone is made to ring all day."""
    return await PasswordReset.exists().where(
        PasswordReset.account == account_id,
        PasswordReset.made_at > at - BETWEEN,
        # A clock that was set back leaves links of the future behind, which tell nothing of the last minutes.
        PasswordReset.made_at <= at,
    )


async def _send(account: dict[str, Any], at: datetime) -> None:
    await ways_in.close_links(account["id"], at=at)
    key, expires_at = account_key(account["id"]), at + GOOD_FOR
    made = await PasswordReset.insert(
        PasswordReset(account=account["id"], phone=account["phone"], made_at=at, expires_at=expires_at)
    )
    reference = f"{PREFIX}{made[0]['id']}"
    message = Message(
        kind=RESET_KIND,
        dedupe_key=reference,
        subject=key,
        values={"until": f"{words.clock_time(expires_at)} WIB"},
        critical=True,
        expires_at=expires_at,
        secret=reference,
    )
    await outbox.enqueue(message, [Recipient(key, account["name"], account["phone"], proven=True)], at=at)


def _open(at: datetime) -> tuple[Where, ...]:
    return (
        PasswordReset.used_at.is_null(),
        PasswordReset.replaced_at.is_null(),
        PasswordReset.expires_at > at,
    )


def _key_in(reference: str) -> int | None:
    key = reference.removeprefix(PREFIX)
    return whole(key)
