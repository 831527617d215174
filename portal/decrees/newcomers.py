"""Accounts for the people of a roster: found by number or e-mail, opened where there is none."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import identities
from portal.accounts.current_user import account_key
from portal.accounts.identities import Person as Identity
from portal.accounts.tables import Account, AccountState
from portal.audit.tables import AuditEvent
from portal.db import bulk
from portal.decrees import people
from portal.decrees.plans import Seat
from portal.permissions import Actor, Permission

NO_ADDRESS = "belum ada nomor WhatsApp maupun surel"
PHONE_TAKEN = "nomornya sudah dipakai akun lain, atas nama {}"
EMAIL_TAKEN = "surelnya sudah dipakai akun lain, atas nama {}"

UNSEATED = """
SELECT a.id, a.name, a.email, a.phone, a.account, c.state FROM appointment a
JOIN decree_position p ON p.id = a.position LEFT JOIN account c ON c.id = a.account
WHERE a.decree IN ({ids}) AND a.change <> 'end' AND p.role <> ''
  AND (a.account IS NULL OR c.state = 'ended') AND (a.ends_at IS NULL OR a.ends_at > {})
  AND (a.ends_at IS NULL OR a.starts_at IS NULL OR a.ends_at > a.starts_at)
ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of a person without an account: an account there is, a new one, or why there is none.

    A new account has a placeholder below zero until it is opened; people with one number share it.
    """

    appointment_id: int
    name: str
    account_id: int | None
    is_new: bool = False
    trouble: str = ""
    identity: Identity | None = None


async def matches(decrees: Sequence[int], at: datetime) -> list[Match]:
    """One for each row of these decrees that gives a role to somebody without an account."""
    if not decrees:
        return []
    rows = await db.rows(UNSEATED.replace("{ids}", db.places(decrees)), *decrees, at)
    by_phone, by_email = await _open_accounts(rows)
    made: dict[str, Match] = {}
    return [_match(row, by_phone, by_email, made) for row in rows]


def seated(seats: Iterable[Seat], found: Iterable[Match]) -> list[Seat]:
    """Seats with the accounts that their people have or will have."""
    account_of = {match.appointment_id: match.account_id for match in found}
    return [
        replace(seat, account_id=account_of[seat.id]) if account_of.get(seat.id) else seat for seat in seats
    ]


async def open_accounts(found: Sequence[Match], *, by: Actor, at: datetime) -> int:
    """Open the new accounts and link every match to its row; the number of new ones.

    Runs in the caller's transaction, under the lock of identities.
    """
    async with db.lock(identities.LOCK):
        opened = await _insert([match for match in found if match.is_new], by=by, at=at)
        linked = [
            (match.appointment_id, opened.get(match.account_id, match.account_id))
            for match in found
            if match.account_id is not None
        ]
        await _link(linked)
        await _audit(sorted(set(opened.values())), by=by, at=at)
    return len(opened)


def _match(
    row: dict[str, Any], by_phone: dict[str, Any], by_email: dict[str, Any], made: dict[str, Match]
) -> Match:
    key, name = row["id"], row["name"]
    if not row["phone"] and not row["email"]:
        return Match(key, name, None, trouble=NO_ADDRESS)
    for known, address, words in (
        (by_phone, row["phone"], PHONE_TAKEN),
        (by_email, row["email"], EMAIL_TAKEN),
    ):
        if address and (owner := known.get(address)):
            if people.folded(owner["name"]) == people.folded(name):
                return Match(key, name, owner["id"])
            return Match(key, name, None, trouble=words.format(owner["name"]))
    return _new(key, row, made)


def _new(key: int, row: dict[str, Any], made: dict[str, Match]) -> Match:
    address = row["phone"] or row["email"]
    if address in made:
        return replace(made[address], appointment_id=key)
    identity = Identity(" ".join(row["name"].split()), row["email"], row["phone"])
    made[address] = Match(key, identity.name, -key, is_new=True, identity=identity)
    return made[address]


async def _open_accounts(rows: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    phones = [row["phone"] for row in rows if row["phone"]]
    emails = [row["email"] for row in rows if row["email"]]
    columns = (Account.id, Account.name, Account.email, Account.phone)
    is_open = Account.state != AccountState.ENDED
    by_phone = await Account.select(*columns).where(is_open, Account.phone.is_in(phones)) if phones else []
    by_email = await Account.select(*columns).where(is_open, Account.email.is_in(emails)) if emails else []
    return {each["phone"]: each for each in by_phone}, {each["email"]: each for each in by_email}


async def _insert(found: list[Match], *, by: Actor, at: datetime) -> dict[int | None, int]:
    """Open an account for each placeholder; the keys by placeholder."""
    whom = {match.account_id: match.identity for match in found if match.identity}
    public = {placeholder: secrets.token_urlsafe(12) for placeholder in whom}
    records = [
        {
            "public_id": public[placeholder],
            "name": identity.name,
            "folded": identity.folded,
            "email": identity.email,
            "phone": identity.phone,
            "state": AccountState.INVITED.value,
            "created_at": at,
            "created_by": by.key,
        }
        for placeholder, identity in whom.items()
    ]
    rows = await bulk.insert(Account, records, returning="id, public_id")
    keys = {row["public_id"]: int(row["id"]) for row in rows}
    return {placeholder: keys[name] for placeholder, name in public.items()}


async def _link(linked: Sequence[tuple[int, int]]) -> None:
    if not linked:
        return
    # PostgreSQL takes the places for text unless it is told that they are keys.
    cases = " ".join("WHEN {} THEN CAST({} AS BIGINT)" for _ in linked)
    ids = [row_id for row_id, _ in linked]
    flat = [value for pair in linked for value in pair]
    await db.rows(
        f"UPDATE appointment SET account = CASE id {cases} END "  # noqa: S608 - places only
        f"WHERE id IN ({db.places(ids)})",
        *flat,
        *ids,
    )


async def _audit(account_ids: list[int], *, by: Actor, at: datetime) -> None:
    role = by.role_for(Permission.ACCOUNT_MANAGE, None)
    line = {
        "recorded_at": at,
        "action": "account.created",
        "actor_kind": by.kind,
        "actor_key": by.key,
        "actor_name": by.name,
        "role": role,
        "origin": by.origin,
        "details": {"source": "SK Tim"},
    }
    await bulk.insert(AuditEvent, [line | {"subject": account_key(each)} for each in account_ids])
