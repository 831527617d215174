"""Who must have a second factor, from when on, and the guard that leads them to it and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import HTTPException
from litestar.handlers.base import BaseRouteHandler

from portal import clock, db
from portal.accounts.current_user import CurrentUser
from portal.accounts.roles import RoleCode
from portal.settings import settings
from portal.web.pages import NOTICE, Notice

ENROLMENT = {"signed_in": True, "enrolment": True}
"""What a route writes into its `opt` when it must stay open to somebody whose grace is over."""

PAGE = "/profile/second-factor"
NEVER, FOREVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
STANDING = "SELECT confirmed_at FROM second_factor WHERE account = {}"
PERIODS = """
SELECT starts_at, ends_at FROM assignment
WHERE account = {} AND role = 'admin' AND starts_at <= {} AND (ends_at IS NULL OR ends_at > starts_at)
ORDER BY starts_at
"""
FIRST_SESSION = """
SELECT created_at FROM account_session
WHERE account = {} AND expires_at > {} AND (ended_at IS NULL OR ended_at > {}) ORDER BY created_at LIMIT 1
"""


class EnrolmentDue(HTTPException):
    """The grace is over: the person is led to the page where the second factor is switched on."""

    status_code = 401


def is_obliged(user: CurrentUser) -> bool:
    """Whether the person's roles ask for a second factor."""
    return any(held.role == RoleCode.ADMIN for held in user.held)


async def require(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """The guard: raise EnrolmentDue after the grace; until then a line on each page counts the days."""
    user: CurrentUser | None = connection.scope.get("user")
    if user is None or handler.opt.get("public") or not is_obliged(user):
        return
    at = clock.now()
    ends_at = await due_at(user, at)
    if ends_at is None:
        return
    if at < ends_at:
        connection.scope["state"][NOTICE] = Notice(_countdown(ends_at, at), PAGE, "Aktifkan sekarang")
    elif not handler.opt.get("enrolment"):
        raise EnrolmentDue


async def due_at(user: CurrentUser, at: datetime) -> datetime | None:
    """When nothing else stays open to the person without a second factor; None where it is on, or no duty.

    The days count from becoming admin, by hand or by a decree's date, or from the first sign-in since then.
    Whoever was admin once before begins anew.
    """
    if not is_obliged(user) or await _is_on(user.id):
        return None
    since = _since(await db.quick(PERIODS, user.id, at), at)
    first = await db.quick(FIRST_SESSION, user.id, since, since)
    begun = max(since, first[0]["created_at"]) if first else since
    return begun + settings().second_factor_grace


async def _is_on(account_id: int) -> bool:
    rows = await db.quick(STANDING, account_id)
    return bool(rows and rows[0]["confirmed_at"])


def _since(periods: Iterable[dict[str, Any]], at: datetime) -> datetime:
    """When the unbroken stretch as an admin began; a decree that renews the role at midnight breaks none."""
    since, reached = at, NEVER
    for period in periods:
        if period["starts_at"] > reached:
            since = period["starts_at"]
        reached = max(reached, period["ends_at"] or FOREVER)
    return since


def _countdown(ends_at: datetime, at: datetime) -> str:
    days = (ends_at.astimezone(clock.WIB).date() - at.astimezone(clock.WIB).date()).days
    left = f"{days} hari lagi" if days else "hari ini terakhir"
    return f"Admin Kominfo wajib memakai verifikasi dua langkah: {left}."
