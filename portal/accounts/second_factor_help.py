"""A lost phone without paper codes: another admin switches the second factor off, and all hear of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import audit, db
from portal.accounts import queries, second_factor, second_factor_codes, ways_in
from portal.accounts.current_user import CurrentUser, account_key
from portal.accounts.roles import RoleCode
from portal.accounts.tables import Account, AccountState
from portal.audit.trail import Place
from portal.errors import Forbidden, Refusal
from portal.notifications import outbox
from portal.notifications.message import Message
from portal.permissions import Permission
from portal.workdays import words

KIND = "sign_in_helped"
REASONS = {
    "lost": "Ponsel hilang atau dicuri",
    "broken": "Ponsel rusak",
    "replaced": "Ponsel diganti tanpa memindahkan aplikasinya",
    "forgotten": "Lupa kata sandi dan nomor WhatsApp tidak aktif",
}
CHECKS = {
    "met": "Bertemu langsung",
    "called": "Menelepon nomor kantor yang saya kenal",
    "superior": "Dipastikan atasannya",
}
"""The audit keeps no free text, so both are chosen."""

NOT_ONESELF = "Untuk akun Anda sendiri, minta bantuan Admin Kominfo yang lain."


async def reset(account_id: int, *, reason: str, check_by: str, by: CurrentUser, at: datetime) -> None:
    """Switch somebody's second factor off and close every way in but the password.

    Raises Refusal for one's own.
    """
    person = await find(account_id, by)
    async with db.transaction():
        await second_factor.end(account_id)
        await second_factor_codes.replace(account_id, at=at)
        await ways_in.close(account_id, at=at)
        await record("second_factor.reset", person, reason=reason, check_by=check_by, by=by, at=at)
        await tell_admins("mematikan verifikasi dua langkah", person, by=by, at=at)


async def find(account_id: int, by: CurrentUser) -> dict[str, Any]:
    """The person to be helped; raises Refusal for oneself and for accounts that are not open."""
    if account_id == by.id:
        raise Forbidden(NOT_ONESELF)
    columns = (Account.id, Account.name, Account.email, Account.phone)
    found = (
        await Account.select(*columns)
        .where(Account.id == account_id, Account.state == AccountState.ACTIVE)
        .first()
    )
    if found is None:
        raise Refusal("Akun ini tidak aktif.")
    return found


async def record(
    action: str, person: dict[str, Any], *, reason: str, check_by: str, by: CurrentUser, at: datetime
) -> None:
    """The audit's line about help that was given."""
    place = Place(account_key(person["id"]), permission=Permission.ACCOUNT_MANAGE)
    await audit.record(action, by=by, at=at, place=place, details={"reason": reason, "check": check_by})


async def tell_admins(deed: str, person: dict[str, Any], *, by: CurrentUser, at: datetime) -> None:
    """Write to the other admins what one of them did to somebody's sign-in, in the caller's transaction."""
    key = account_key(person["id"])
    admins = await queries.recipients(RoleCode.ADMIN, None, at)
    message = Message(
        kind=KIND,
        dedupe_key=f"{KIND}:{key}:{at:%Y%m%d%H%M%S%f}",
        subject=key,
        values={
            "admin": by.name,
            "deed": deed,
            "person": person["name"],
            "moment": f"{words.stamp(at)} WIB",
        },
        link="/audit",
        critical=True,
    )
    await outbox.enqueue(message, [each for each in admins if each.key != by.key], at=at)
