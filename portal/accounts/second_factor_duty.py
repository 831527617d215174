"""Who must have a second factor, from when on, and the guard that leads them to it and nowhere else."""

from __future__ import annotations

from datetime import datetime

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers.base import BaseRouteHandler

from portal import clock, db
from portal.accounts import assignments
from portal.accounts.current_user import CurrentUser
from portal.accounts.proof_tables import SecondFactor
from portal.accounts.roles import RoleCode
from portal.settings import settings
from portal.web.pages import NOTICE, Notice

ENROLMENT = {"signed_in": True, "enrolment": True}
"""What a route writes into its `opt` when it must stay open to somebody whose grace is over."""

PAGE = "/profile/second-factor"
STANDING = "SELECT confirmed_at, grace_ends_at FROM second_factor WHERE account = {}"


class EnrolmentDue(HTTPException):
    """The grace is over: the person is led to the page where the second factor is switched on."""

    status_code = 401


def is_obliged(user: CurrentUser) -> bool:
    """Whether the person's roles ask for a second factor."""
    return any(held.role == RoleCode.ADMIN for held in user.held)


async def begin_grace(account_id: int, *, at: datetime) -> None:
    """At signing in: an admin's days of grace begin with the first time, in the caller's transaction."""
    held = await assignments.held_by(account_id, at)
    if all(each.role != RoleCode.ADMIN for each in held):
        return
    ends_at = at + settings().second_factor_grace
    await SecondFactor.insert(SecondFactor(account=account_id)).on_conflict(
        target=SecondFactor.account, action="DO NOTHING"
    )
    await SecondFactor.update({SecondFactor.grace_ends_at: ends_at}).where(
        SecondFactor.account == account_id, SecondFactor.grace_ends_at.is_null()
    )


async def require(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """The guard: raise EnrolmentDue after the grace; until then a line on each page counts the days."""
    user: CurrentUser | None = connection.scope.get("user")
    if user is None or handler.opt.get("public") or not is_obliged(user):
        return
    ends_at = await _grace_of(user.id)
    if ends_at is None:
        return
    at = clock.now()
    if not is_over(ends_at, at):
        connection.scope["state"][NOTICE] = Notice(_countdown(ends_at, at), PAGE, "Aktifkan sekarang")
    elif not handler.opt.get("enrolment"):
        raise EnrolmentDue


def is_over(ends_at: datetime | None, at: datetime) -> bool:
    """Whether the grace has ended; it has not where no sign-in began it."""
    return ends_at is not None and ends_at <= at


async def _grace_of(account_id: int) -> datetime | None:
    """When the grace ends; None where nothing is due, since the factor is on or no sign-in began it."""
    rows = await db.quick(STANDING, account_id)
    return rows[0]["grace_ends_at"] if rows and rows[0]["confirmed_at"] is None else None


def _countdown(ends_at: datetime, at: datetime) -> str:
    days = (ends_at.astimezone(clock.WIB).date() - at.astimezone(clock.WIB).date()).days
    left = f"{days} hari lagi" if days else "hari ini terakhir"
    return f"Admin Kominfo wajib memakai verifikasi dua langkah: {left}."
