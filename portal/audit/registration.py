"""What lower slices cannot write into the audit themselves."""

from __future__ import annotations

from datetime import datetime

from portal.audit.trail import Place, record
from portal.permissions import Actor, Permission
from portal.workdays import hooks
from portal.workdays.hooks import Change


async def record_workday_change(change: Change, by: Actor, at: datetime) -> None:
    """Days off and office hours stand below the audit, so their changes come up through a hook."""
    place = Place(change.subject, change.agency, permission=Permission.WORKDAY_MANAGE)
    await record(change.action, by=by, at=at, place=place, details=change.details)


def listen_to_workdays() -> None:
    """Once, however often it is asked."""
    if record_workday_change not in hooks.on_change:
        hooks.on_change.append(record_workday_change)


REGISTER = (listen_to_workdays,)
