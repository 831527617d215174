"""Every way into an account besides its password: closed together, so that none is left open by itself.

Whoever changes the password, loses the account for a time, or switches the second factor on or off leaves no
link, no printed code and no half-finished sign-in behind, and no browser but the one it was done in.
"""

from __future__ import annotations

from datetime import datetime

from portal.accounts import second_factor_door, sessions
from portal.accounts.current_user import account_key
from portal.accounts.proof_tables import PasswordReset, ResetCode
from portal.notifications import outbox

RESET_KIND = "password_reset"
OVER = "Tautan atur ulang kata sandi sudah tidak berlaku."


async def close(account_id: int, *, at: datetime, besides: int = 0) -> None:
    """End sessions but the one named, reset links, printed codes, challenges, in the caller's transaction."""
    await sessions.end_all(account_id, at=at, besides=besides)
    await second_factor_door.close_all(account_id, at=at)
    await close_links(account_id, at=at)
    await close_codes(account_id, at=at)


async def close_links(account_id: int, *, at: datetime) -> None:
    """Make open links for a new password worthless, in the caller's transaction."""
    await PasswordReset.update({PasswordReset.replaced_at: at}).where(
        PasswordReset.account == account_id,
        PasswordReset.used_at.is_null(),
        PasswordReset.replaced_at.is_null(),
    )
    await outbox.cancel(account_key(account_id), [RESET_KIND], reason=OVER, at=at)


async def close_codes(account_id: int, *, at: datetime) -> None:
    """Make printed codes worthless, in the caller's transaction."""
    await ResetCode.update({ResetCode.replaced_at: at}).where(
        ResetCode.account == account_id, ResetCode.used_at.is_null(), ResetCode.replaced_at.is_null()
    )
