"""The second half of signing in: the phone's code, or one from paper where the phone is lost."""

from __future__ import annotations

from datetime import datetime

from portal import audit, db
from portal.accounts import delays, second_factor, second_factor_codes, second_factor_door, sign_in
from portal.accounts.current_user import CurrentUser, Stranger, account_key
from portal.accounts.sessions import Browser
from portal.accounts.sign_in import SignedIn
from portal.audit.trail import Place
from portal.errors import Refusal

WRONG = "Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya di ponsel Anda, lalu tulis kode itu."


async def finish(
    token: str, code: str, browser: Browser, *, at: datetime, on_phone: float | None = None
) -> SignedIn:
    """Open the session that the password was given for.

    Raises Conflict where the password has to be given again, TooSoon after failures, or Refusal.
    """
    awaited = await second_factor_door.find(token, at)
    key = account_key(awaited.account_id)
    trial = await delays.start(f"second-factor:{key}", browser.origin, at=at)
    async with db.transaction():
        if await _is_taken(awaited.account_id, awaited.name, code, browser, at=at, on_phone=on_phone):
            await delays.clear(trial)
            await second_factor_door.use_up(token, at=at)
            return await sign_in.enter(awaited.account_id, awaited.name, browser, at=at)
    await audit.record(
        "session.code_refused", by=Stranger(browser.origin), at=at, place=Place(key), outcome="failed"
    )
    raise Refusal(WRONG)


async def _is_taken(
    account_id: int, name: str, code: str, browser: Browser, *, at: datetime, on_phone: float | None
) -> bool:
    if len(code) != second_factor_codes.DIGITS:
        return await second_factor.accepts(account_id, code, on_phone=on_phone)
    if not await second_factor_codes.accepts(account_id, code, at=at):
        return False
    by = CurrentUser(account_id, "", name, 0, (), browser.origin)
    left = await second_factor_codes.left(account_id)
    await audit.record(
        "second_factor.recovery_used", by=by, at=at, place=Place(by.key), details={"left": left}
    )
    return True
