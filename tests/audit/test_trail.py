"""The audit: written once, refused to be changed by the database itself."""

import sqlite3

import asyncpg
import pytest

from portal import audit, clock, db
from portal.audit import queries
from portal.audit.trail import Place
from portal.permissions import JobActor

DUTY = JobActor("job:reminders")


async def write(action: str = "complaint.noted") -> None:
    await audit.record(action, by=DUTY, at=clock.now(), place=Place("complaint:ADU-2026-000001"))


@pytest.mark.parametrize("change", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
async def test_the_database_refuses_to_change_the_audit(database: str, change: str) -> None:
    await write()
    with pytest.raises((sqlite3.IntegrityError, asyncpg.RaiseError), match="append-only"):
        await db.rows(change)
    assert len(await queries.listing(queries.Filters())) == 1


async def test_filters_and_pages(database: str) -> None:
    for _ in range(3):
        await write()
    await write("complaint.disposed")
    noted = await queries.listing(queries.Filters(action="complaint.noted"), limit=2)
    assert [row.action for row in noted] == ["complaint.noted"] * 2
    rest = await queries.listing(queries.Filters(action="complaint.noted"), before=noted[-1].id)
    assert len(rest) == 1
    assert await queries.actions() == ["complaint.disposed", "complaint.noted"]
