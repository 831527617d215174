"""The password once more before what weighs most: identities, roles, a decree in force, their export.

A route asks for it by name, beside its permission:

    @post("/roles", name="roles.create", opt={"permission": Permission.ROLE_MANAGE, **step_up.AGAIN})

or in the `opt` of a whole controller. Where it hangs on the thing, `step_up` is a function of the connection
that says whether. Reading such a page leads through `/step-up` and back. A post that
comes too late gets the question with everything that was typed in it, and goes on by the answer; only files
have to be chosen again. The proof is good for ten minutes in that session, and signing in is one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers.base import BaseRouteHandler

from portal import audit, clock, db
from portal.accounts import delays, kept, passwords
from portal.accounts.current_user import CurrentUser
from portal.accounts.kept import Kept
from portal.accounts.proof_tables import StepUp
from portal.accounts.tables import Account
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.web import Request, csrf

AGAIN = {"step_up": True}
"""What a route writes into its `opt`."""

GOOD_FOR = timedelta(minutes=10)
FIELD = "step_up_password"
WRONG = "Kata sandi tidak cocok."
PROVEN = """
SELECT s.created_at, p.proven_at FROM account_session s LEFT JOIN step_up p ON p.session = s.id
WHERE s.id = {}
"""


class StepUpNeeded(HTTPException):
    """The password has to be typed again first; carries what was posted, and what was wrong with a try."""

    status_code = 401

    def __init__(self, kept: Kept | None = None, trouble: str = "") -> None:
        super().__init__(detail="step-up")
        self.kept = kept
        self.trouble = trouble


async def require(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """The guard: raise StepUpNeeded where a route asks for the password and it was not typed of late."""
    user: CurrentUser | None = connection.scope.get("user")
    if user is None or not await _is_asked(connection, handler) or await is_fresh(user, at=clock.now()):
        return
    request: Request = connection  # type: ignore[assignment]
    if request.method in csrf.SAFE_METHODS:
        raise StepUpNeeded
    typed = (await request.form()).get(FIELD)
    if not isinstance(typed, str):
        raise StepUpNeeded(await kept.rescue(request, handler, bare=True))
    try:
        await prove(user, typed, at=clock.now())
    except Refusal as refusal:
        rescued = await kept.rescue(request, handler, bare=True)
        raise StepUpNeeded(rescued, refusal.sentence) from None


async def _is_asked(connection: ASGIConnection, handler: BaseRouteHandler) -> bool:  # type: ignore[type-arg]
    asked = handler.opt.get("step_up")
    return bool(await asked(connection) if callable(asked) else asked)


async def is_fresh(user: CurrentUser, *, at: datetime) -> bool:
    """Whether the person typed the password in this session within the last ten minutes."""
    found = await db.quick(PROVEN, user.session_id)
    moments = [moment for row in found for moment in row.values() if moment is not None]
    return any(at - GOOD_FOR < moment <= at for moment in moments)


async def prove(user: CurrentUser, password: str, *, at: datetime) -> None:
    """Take the password; raises TooSoon after failures, or Refusal where it is wrong."""
    trial = await delays.start(f"step-up:{user.key}", user.origin, at=at)
    row = await Account.select(Account.password_hash).where(Account.id == user.id).first()
    if not await passwords.fits(row["password_hash"] if row else None, password):
        await audit.record("session.not_confirmed", by=user, at=at, place=Place(user.key), outcome="failed")
        raise Refusal(WRONG)
    async with db.transaction():
        await delays.clear(trial)
        await _remember(user, at)
        await audit.record("session.confirmed", by=user, at=at, place=Place(user.key))


async def _remember(user: CurrentUser, at: datetime) -> None:
    await StepUp.insert(StepUp(session=user.session_id, proven_at=at)).on_conflict(
        target=StepUp.session, action="DO UPDATE", values=[StepUp.proven_at]
    )
