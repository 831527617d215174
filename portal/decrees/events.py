"""The one door for what happens to a decree: every act ends in the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import audit
from portal.audit.trail import Place
from portal.permissions import Actor, Permission


async def record(
    action: str,
    decree_id: int,
    *,
    by: Actor,
    at: datetime,
    agency_id: int | None = None,
    permission: Permission = Permission.DECREE_MANAGE,
    **details: Any,
) -> None:
    """Write one line of the audit in the act's transaction; `decree.signed` for the action `signed`.

    Details name positions and fields, never people: their names stand in the rows.
    """
    place = Place(f"decree:{decree_id}", agency_id, permission)
    await audit.record(f"decree.{action}", by=by, at=at, place=place, details=details)
