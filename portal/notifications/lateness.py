"""From when on a message is late: from the moment it could first have left, whatever was tried since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from portal import db
from portal.settings import settings
from portal.workdays import queries as workdays

LATE_AFTER = timedelta(minutes=30)
SILENT_AFTER = timedelta(days=1)
NEVER = datetime.min.replace(tzinfo=UTC)

POSTPONE = "UPDATE delivery SET first_due_at = {} WHERE may_wait AND id IN ({keys})"


@dataclass(frozen=True, slots=True)
class Moments:
    """Each is late that lies before: `patient` of what waits for office hours and was never tried."""

    late: datetime
    patient: datetime
    silent: datetime
    doubt: datetime


async def moments(at: datetime) -> Moments:
    """The moments that lateness is counted from, now."""
    late = at - LATE_AFTER
    hours = await workdays.office_hours()
    # Over night and at the weekend it waits lawfully, also what the evening cut off.
    is_open = hours.is_open(at) and hours.is_open(late)
    doubt = at - timedelta(seconds=settings().whatsapp_doubt_seconds)
    return Moments(late, late if is_open else NEVER, at - SILENT_AFTER, doubt)


async def first_due(at: datetime, *, may_wait: bool) -> datetime:
    """When something told at that moment may first go."""
    return (await workdays.office_hours()).next_opening(at) if may_wait else at


async def postpone(keys: Sequence[int], at: datetime) -> None:
    """What was put back in line outside office hours is due when they begin, if it is to wait for them."""
    due = await first_due(at, may_wait=True)
    if keys and due > at:
        await db.rows(POSTPONE.replace("{keys}", db.places(keys)), due, *keys)
