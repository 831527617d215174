"""Ten codes on paper for the day the phone is lost: shown once, kept as keyed hashes, good once each."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime

from piccolo.columns.combination import Where

from portal import audit, db
from portal.accounts.current_user import CurrentUser
from portal.accounts.proof_tables import RecoveryCode
from portal.audit.trail import Place
from portal.settings import settings

HOW_MANY = 10
DIGITS = 10
"""Digits only, so that the phone shows its number keys; guessing is slowed as at the door."""


async def make(account_id: int, *, at: datetime) -> list[str]:
    """Fresh codes in place of the former ones, in the caller's transaction."""
    await replace(account_id, at=at)
    codes = [f"{secrets.randbelow(10**DIGITS):0{DIGITS}}" for _ in range(HOW_MANY)]
    await RecoveryCode.insert(
        *(RecoveryCode(account=account_id, code_hash=hash_of(account_id, code), made_at=at) for code in codes)
    )
    return codes


async def renew(user: CurrentUser, *, at: datetime) -> list[str]:
    """Fresh codes for oneself, when they were seen by others or are nearly used up."""
    async with db.transaction():
        codes = await make(user.id, at=at)
        await audit.record("second_factor.codes_renewed", by=user, at=at, place=Place(user.key))
    return codes


async def replace(account_id: int, *, at: datetime) -> None:
    """Make the former codes worthless, in the caller's transaction."""
    await RecoveryCode.update({RecoveryCode.replaced_at: at}).where(
        RecoveryCode.account == account_id, *_good()
    )


async def accepts(account_id: int, code: str, *, at: datetime) -> bool:
    """Use a code up, in the caller's transaction."""
    used = await (
        RecoveryCode.update({RecoveryCode.used_at: at})
        .where(
            RecoveryCode.account == account_id,
            RecoveryCode.code_hash == hash_of(account_id, code),
            *_good(),
        )
        .returning(RecoveryCode.id)
    )
    return bool(used)


async def left(account_id: int) -> int:
    """How many are still good."""
    return int(await RecoveryCode.count().where(RecoveryCode.account == account_id, *_good()))


def spoken(code: str) -> str:
    """A code in two halves, as it is printed."""
    return f"{code[: DIGITS // 2]} {code[DIGITS // 2 :]}"


def hash_of(account_id: int, code: str) -> str:
    """How a code is kept; without our key ten digits would be guessed from a copy of the database."""
    key = settings().secret_key.get_secret_value().encode()
    return hmac.new(key, f"recovery:{account_id}:{code}".encode(), hashlib.sha256).hexdigest()


def _good() -> tuple[Where, ...]:
    return RecoveryCode.used_at.is_null(), RecoveryCode.replaced_at.is_null()
