"""The second factor: a code that an app on one's phone makes anew every 30 seconds (TOTP, RFC 6238).

Phones go by the true hour and do not follow a demo whose clock was moved, so codes are judged by `on_phone`,
the machine's own time in seconds; everything else happens `at` the portal's hour.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyotp

from portal import audit, db
from portal.accounts import delays, second_factor_codes, ways_in
from portal.accounts.current_user import CurrentUser
from portal.accounts.proof_tables import SecondFactor
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.settings import settings

STEP = 30
DRIFT = (0, -1, 1)
"""Phones are late or early by a step; the present one is the likeliest."""

SECRET_BYTES = 20
WRONG = "Kode tidak cocok. Pastikan jam di ponsel Anda diatur otomatis, lalu tulis kode yang baru."


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with a person's second factor."""

    confirmed_at: datetime | None = None
    is_begun: bool = False

    @property
    def is_on(self) -> bool:
        """Whether signing in asks for a code."""
        return self.confirmed_at is not None


async def standing_of(account_id: int) -> Standing:
    """How it stands with a person's second factor; one query by key."""
    row = await _row(account_id)
    if row is None:
        return Standing()
    return Standing(row["confirmed_at"], row["pending_salt"] is not None)


async def begin(user: CurrentUser, *, at: datetime) -> None:
    """Make a new secret for a phone that is still to be confirmed; the former phone stays good until then."""
    salt = secrets.token_hex(16)
    async with db.transaction():
        await SecondFactor.insert(SecondFactor(account=user.id, pending_salt=salt)).on_conflict(
            target=SecondFactor.account, action="DO UPDATE", values=[SecondFactor.pending_salt]
        )
        await audit.record("second_factor.begun", by=user, at=at, place=Place(user.key))


async def pending_secret(account_id: int) -> str | None:
    """The secret of the phone that is to be confirmed, as people type it (base32)."""
    row = await _row(account_id)
    return _secret(account_id, row["pending_salt"]) if row and row["pending_salt"] else None


async def confirm(user: CurrentUser, code: str, *, at: datetime, on_phone: float | None = None) -> list[str]:
    """Take the new phone by its first code and give back fresh recovery codes, which are shown only once.

    Raises TooSoon after failures, Refusal where the code is wrong, Conflict where nothing is to be confirmed.
    """
    row = await _row(user.id)
    if row is None or row["pending_salt"] is None:
        raise Conflict("Pemasangan belum dimulai atau sudah selesai. Mulai lagi dari Profil Saya.")
    trial = await delays.start(f"second-factor:{user.key}", user.origin, at=at)
    step = step_of(_secret(user.id, row["pending_salt"]), code, on_phone or time.time())
    if step is None:
        raise Refusal(WRONG)
    async with db.transaction():
        await delays.clear(trial)
        await _take_phone(user.id, row["pending_salt"], step, at)
        codes = await second_factor_codes.make(user.id, at=at)
        await ways_in.close(user.id, at=at, besides=user.session_id)
        await audit.record("second_factor.enabled", by=user, at=at, place=Place(user.key))
    return codes


async def accepts(account_id: int, code: str, *, on_phone: float | None = None) -> bool:
    """Use up a code of the person's phone, in the caller's transaction; False for a wrong or used one."""
    row = await _row(account_id)
    if row is None or row["confirmed_at"] is None:
        return False
    step = step_of(_secret(account_id, row["salt"]), code, on_phone or time.time())
    if step is None:
        return False
    used = await (
        SecondFactor.update({SecondFactor.last_step: step})
        .where(
            SecondFactor.account == account_id,
            SecondFactor.salt == row["salt"],
            SecondFactor.last_step < step,
        )
        .returning(SecondFactor.id)
    )
    return bool(used)


async def end(account_id: int) -> None:
    """Forget phone and recovery codes, in the caller's transaction; Conflict where there was none."""
    ended = await (
        SecondFactor.update(
            {
                SecondFactor.salt: None,
                SecondFactor.pending_salt: None,
                SecondFactor.confirmed_at: None,
            }
        )
        .where(SecondFactor.account == account_id, SecondFactor.confirmed_at.is_not_null())
        .returning(SecondFactor.id)
    )
    if not ended:
        raise Conflict("Verifikasi dua langkah akun ini memang tidak aktif.")


async def remove(user: CurrentUser, *, at: datetime) -> None:
    """Switch one's own off."""
    async with db.transaction():
        await end(user.id)
        await second_factor_codes.replace(user.id, at=at)
        await ways_in.close(user.id, at=at, besides=user.session_id)
        await audit.record("second_factor.removed", by=user, at=at, place=Place(user.key))


def step_of(secret: str, code: str, on_phone: float) -> int | None:
    """The 30-second step that a code belongs to, if it is one of those that are good at the moment."""
    totp = pyotp.TOTP(secret, interval=STEP)
    now = int(on_phone) // STEP
    steps = [now + drift for drift in DRIFT]
    fitting = [step for step in steps if hmac.compare_digest(totp.generate_otp(step), code)]
    return fitting[0] if fitting else None


def address(secret: str, *, person: str, office: str) -> str:
    """What the app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=person, issuer_name=office)


def _secret(account_id: int, salt: str) -> str:
    key = settings().secret_key.get_secret_value().encode()
    digest = hmac.new(key, f"second-factor:{account_id}:{salt}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:SECRET_BYTES]).decode()


async def _row(account_id: int) -> dict[str, Any] | None:
    return await SecondFactor.select().where(SecondFactor.account == account_id).first()


async def _take_phone(account_id: int, salt: str, step: int, at: datetime) -> None:
    taken = await (
        SecondFactor.update(
            {
                SecondFactor.salt: salt,
                SecondFactor.pending_salt: None,
                SecondFactor.confirmed_at: at,
                SecondFactor.last_step: step,
            }
        )
        .where(SecondFactor.account == account_id, SecondFactor.pending_salt == salt)
        .returning(SecondFactor.id)
    )
    if not taken:
        raise Conflict("Pemasangan ini sudah diganti yang lebih baru. Mulai lagi dari Profil Saya.")
