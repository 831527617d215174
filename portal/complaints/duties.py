"""What the clock brings: reminders on the eve of a deadline and after it, and complaints ready to be closed.

Reminders are derived at their hour, within office hours, and only for deadlines that pass after the complaint
was taken into care.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import clock, db
from portal.complaints import audience, notices
from portal.complaints.filters import Moment
from portal.complaints.kinds import Status, Step
from portal.complaints.notices import Cause
from portal.complaints.tables import Clock, Complaint
from portal.jobs import Duty
from portal.notifications.message import Recipient
from portal.permissions import JobActor
from portal.workdays import queries as workdays
from portal.workdays.queries import Opening

REMINDERS = JobActor("job:reminders")
MOST = 500
"""Reminders of one round; the next hour brings the rest."""

RUNNING = (
    "SELECT k.id, k.complaint, k.step, k.due_at FROM clock k JOIN complaint c ON c.id = k.complaint "
    "WHERE k.stopped_at IS NULL AND c.taken_into_care_at < k.due_at AND {open} "
)
TOMORROW = RUNNING + (
    f"AND k.warned_at IS NULL AND k.due_at > {{}} AND k.due_at <= {{}} ORDER BY k.due_at, k.id LIMIT {MOST}"
)
OVERDUE = RUNNING + (
    f"AND k.overdue_told_at IS NULL AND k.due_at < {{}} ORDER BY k.due_at, k.id LIMIT {MOST}"
)


def every_hour(now: datetime) -> str:
    """The slot of an hour in WIB: `2026-11-24T09`."""
    return now.astimezone(clock.WIB).strftime("%Y-%m-%dT%H")


async def remind(at: datetime) -> None:
    """Write the reminders of this hour for who is at work; for others they are still true in the morning."""
    opening = await workdays.opening(at)
    if not opening.office and not opening.otherwise:
        return
    calendar = await workdays.calendar()
    moment, today = Moment(at, calendar), calendar.end_of(calendar.day_of(at))
    where, agencies = _at_work(opening)
    for row in await db.rows(TOMORROW.replace("{open}", where), *agencies, today, moment.soon):
        await _remind(row, "due_tomorrow", at)
    for row in await db.rows(OVERDUE.replace("{open}", where), *agencies, at):
        await _remind(row, "overdue", at)


def _at_work(opening: Opening) -> tuple[str, list[int]]:
    """The WHERE for complaints whose holder is open, with its values."""
    agencies = sorted(opening.otherwise)
    if not agencies:
        return "1 = 1", []
    listed = f"IN ({db.places(agencies)})"
    return (f"coalesce(c.agency, 0) NOT {listed}" if opening.office else f"c.agency {listed}"), agencies


async def _remind(row: dict[str, Any], kind: str, at: datetime) -> None:
    mark = Clock.warned_at if kind == "due_tomorrow" else Clock.overdue_told_at
    async with db.transaction():
        # Whoever marks the clock writes the message; a clock that stopped meanwhile is not marked.
        running = (Clock.id == row["id"]) & mark.is_null() & Clock.stopped_at.is_null()
        if not await Clock.update({mark: at}).where(running).returning(Clock.id):
            return
        complaint = await Complaint.objects().get(Complaint.id == row["complaint"])
        if complaint is None:
            return
        due = row["due_at"].astimezone(clock.WIB).date()
        cause = Cause(f"clock-{row['id']}-{due}", REMINDERS.key)
        people = await _concerned(complaint, Step(row["step"]), at)
        # An agency that is at work while the office is closed is written to at once.
        waits = (await workdays.opening(at)).office
        await notices.send(complaint, kind, people, cause, at=at, may_wait=waits)


async def _concerned(complaint: Complaint, step: Step, at: datetime) -> list[Recipient]:
    """The holder's team; Kominfo where nobody holds it, and where only closing it is left."""
    answered = step is Step.FINISH and complaint.status == Status.ANSWERED
    if complaint.agency is None or answered:
        return await audience.kominfo(at)
    return await audience.team(complaint.agency, at)


DUTIES: tuple[Duty, ...] = (Duty("complaints.reminders", every_hour, remind),)
