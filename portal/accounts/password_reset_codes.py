"""A code that an admin prints for somebody whose number is lost too: good for a day and once.

The other admins are told, since whoever holds the paper can set the password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from piccolo.columns.combination import Where

from portal import audit, db
from portal.accounts import (
    delays,
    password_reset,
    password_reset_acts,
    passwords,
    second_factor_help,
    ways_in,
)
from portal.accounts.current_user import CurrentUser, Stranger, account_key
from portal.accounts.proof_tables import ResetCode
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.settings import settings

GOOD_FOR = timedelta(hours=24)
DIGITS = 12
GROUP = 4
WRONG = "Kode tidak cocok dengan surel atau nomor ini, sudah dipakai, atau sudah lewat 24 jam."


async def make(account_id: int, *, reason: str, check_by: str, by: CurrentUser, at: datetime) -> str:
    """A fresh code in place of an earlier one, to be shown once; raises Refusal for one's own account."""
    person = await second_factor_help.find(account_id, by)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    async with db.transaction():
        await ways_in.close_codes(account_id, at=at)
        await ResetCode.insert(
            ResetCode(
                account=account_id,
                code_hash=hash_of(account_id, code),
                made_at=at,
                made_by=by.key,
                expires_at=at + GOOD_FOR,
            )
        )
        await second_factor_help.record(
            "account.reset_code_made", person, reason=reason, check_by=check_by, by=by, at=at
        )
        await second_factor_help.tell_admins("mencetak kode atur ulang kata sandi", person, by=by, at=at)
    return code


async def accept(identifier: str, code: str, password: str, *, origin: str, at: datetime) -> None:
    """Use a code up and set the password; raises TooSoon after failures, or Refusal."""
    passwords.expect_room()
    trial = await delays.start(f"reset-code:{identifier.strip().casefold()}", origin, at=at)
    account, password_hash = await password_reset.find_account(identifier), await passwords.hashed(password)
    async with db.transaction():
        if account and await _use_up(account["id"], code, at):
            await delays.clear(trial)
            await password_reset_acts.set_password(account["id"], password_hash, at=at)
            await password_reset_acts.record(account["id"], account["name"], "code", origin=origin, at=at)
            return
    place = Place(account_key(account["id"]) if account else "")
    await audit.record("account.reset_refused", by=Stranger(origin), at=at, place=place, outcome="failed")
    raise Refusal(WRONG)


def spoken(code: str) -> str:
    """A code in groups of four, as it is printed."""
    return " ".join(code[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def hash_of(account_id: int, code: str) -> str:
    """How a code is kept; without our key its digits would be guessed from a copy of the database."""
    key = settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"reset-code:{account_id}:{code}".encode(), hashlib.sha256).hexdigest()


async def _use_up(account_id: int, code: str, at: datetime) -> bool:
    used = await (
        ResetCode.update({ResetCode.used_at: at})
        .where(ResetCode.account == account_id, ResetCode.code_hash == hash_of(account_id, code), *_open(at))
        .returning(ResetCode.id)
    )
    return bool(used)


def _open(at: datetime) -> tuple[Where, ...]:
    return ResetCode.used_at.is_null(), ResetCode.replaced_at.is_null(), ResetCode.expires_at > at
