"""The mark by which other processes see that days off or office hours changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from portal import db
from portal.workdays.tables import WorkdayVersion


async def current() -> str:
    """The mark as it stands now; one short query."""
    found = await db.rows("SELECT token FROM workday_version")
    return str(found[0]["token"])


@asynccontextmanager
async def changing() -> AsyncIterator[None]:
    """A transaction that changes days off or hours: one at a time, and every process reads again after it.

    The mark is random: a number would come back after a rollback and stand for other rows.
    """
    async with db.lock("workdays"):
        await WorkdayVersion.update({WorkdayVersion.token: uuid4().hex}, force=True)
        yield
