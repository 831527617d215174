"""The mark by which other processes see that days off or office hours changed."""

from __future__ import annotations

from uuid import uuid4

from portal import db
from portal.workdays.tables import WorkdayVersion


async def current() -> str:
    """The mark as it stands now; one short query."""
    found = await db.quick("SELECT token FROM workday_version")
    return str(found[0]["token"])


async def renew() -> None:
    """Make every process read again: called after the rows are written and before anyone looks at them.

    The mark is random: a number would come back after a rollback and stand for other rows.
    """
    await WorkdayVersion.update({WorkdayVersion.token: uuid4().hex}, force=True)
