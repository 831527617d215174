"""The messages about a new number or e-mail: the secret link to the new one, a warning to the old one."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.accounts import sessions
from portal.accounts.change_tables import IdentityChange, IdentityChangeToken
from portal.accounts.current_user import account_key
from portal.errors import Refusal
from portal.notifications import outbox
from portal.notifications.hooks import Parcel
from portal.notifications.message import Message, Recipient
from portal.numbers import whole
from portal.settings import settings
from portal.workdays import words

KIND = "identity_change"
TOLD = "number_changed"
PREFIX = "identity-change:"
NEW, OLD = "number:new:", "number:old:"
OVER = "Perubahan ini sudah dipakai, dibatalkan, atau kedaluwarsa."


@dataclass(frozen=True, slots=True)
class Letter:
    """Which change, whose, to which number, and until when its link is good."""

    change_id: int
    account_id: int
    name: str
    number: str
    until: datetime


async def mint_link(reference: str, at: datetime) -> str:
    """The worker's hook: a fresh link for `identity-change:12`; raises Refusal where that is over."""
    key = reference.removeprefix(PREFIX)
    if whole(key) is None or not await IdentityChange.exists().where(
        IdentityChange.id == int(key), *still_open(at)
    ):
        raise Refusal(OVER)
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    await IdentityChangeToken.insert(
        IdentityChangeToken(change=int(key), token_hash=sessions.token_hash(token), minted_at=at)
    )
    return f"{settings().base_url.rstrip('/')}/identity-changes/{token}"


async def still_wanted(parcels: Sequence[Parcel], at: datetime) -> dict[int, str]:
    """The sender's hook: why links need not be sent any more, by delivery."""
    keys = {parcel.id: int(parcel.secret.removeprefix(PREFIX)) for parcel in parcels}
    rows = await IdentityChange.select(IdentityChange.id).where(
        IdentityChange.id.is_in(sorted(set(keys.values()))), *still_open(at)
    )
    open_ones = {row["id"] for row in rows}
    return {delivery: OVER for delivery, key in keys.items() if key not in open_ones}


async def numbers(keys: Collection[str], at: datetime) -> dict[str, Recipient]:  # noqa: ARG001
    """The sender's hook: a new number before it is in force, and an old one also after it has gone."""
    ids = {key: int(key.rpartition(":")[2]) for key in keys}
    rows = await IdentityChange.select(
        IdentityChange.id,
        IdentityChange.sent_to,
        IdentityChange.former_phone,
        IdentityChange.account._.name.as_alias("name"),
    ).where(IdentityChange.id.is_in(sorted(set(ids.values()))))
    found = {row["id"]: row for row in rows}
    return {key: _number(key, found[change]) for key, change in ids.items() if change in found}


def _number(key: str, row: dict[str, Any]) -> Recipient:
    is_new = key.startswith(NEW)
    return Recipient(key, row["name"], row["sent_to"] if is_new else row["former_phone"], not is_new)


async def send(letter: Letter, *, at: datetime) -> None:
    """Send the link, in the caller's transaction."""
    message = Message(
        kind=KIND,
        dedupe_key=f"{PREFIX}{letter.change_id}:{secrets.token_hex(4)}",
        subject=account_key(letter.account_id),
        values={"until": f"{words.stamp(letter.until)} WIB"},
        expires_at=letter.until,
        secret=f"{PREFIX}{letter.change_id}",
    )
    await outbox.enqueue(message, [_to(NEW, letter)], at=at)


async def tell_former(letter: Letter, *, at: datetime) -> None:
    """Tell the number that will be left, so that its owner can object."""
    message = Message(
        kind=TOLD,
        dedupe_key=f"{TOLD}:{letter.change_id}",
        subject=account_key(letter.account_id),
        values={"until": f"{words.stamp(letter.until)} WIB"},
    )
    await outbox.enqueue(message, [_to(OLD, letter)], at=at)


def still_open(at: datetime) -> tuple[Any, ...]:
    """The WHERE for changes that still wait."""
    return (
        IdentityChange.used_at.is_null(),
        IdentityChange.withdrawn_at.is_null(),
        IdentityChange.expires_at > at,
    )


def _to(prefix: str, letter: Letter) -> Recipient:
    return Recipient(f"{prefix}{letter.change_id}", letter.name, letter.number, proven=prefix == OLD)
