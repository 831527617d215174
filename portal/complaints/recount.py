"""Deadlines counted anew when days off change: what moves leaves a line, what is over stays as judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from portal import clock, db, jobs
from portal.complaints import deadlines, events, words
from portal.complaints.deadlines import Term
from portal.complaints.events import Fact
from portal.complaints.kinds import RESTRICTED, EntryKind, Step
from portal.complaints.tables import Clock
from portal.jobs import JobContext
from portal.permissions import Actor, JobActor
from portal.workdays import queries as workdays
from portal.workdays.calendar import Calendar
from portal.workdays.hooks import Change, Foreseen, Moving
from portal.workdays.words import long_date

KIND = "complaints.recount"
CHUNK = 500
MOST, SHOWN = 10_000, 5
"""Deadlines that a preview counts, and those it names."""

COUNTED = f"""
SELECT id, complaint, step, rule, started_at, due_at FROM clock
WHERE stopped_at IS NULL AND id > {{}} AND started_at < {{}} AND due_at >= {{}} ORDER BY id LIMIT {CHUNK}
"""  # noqa: S608 - a number of ours
LOOKED_AT = f"""
SELECT k.step, k.rule, k.started_at, k.due_at, c.number, c.classification
FROM clock k JOIN complaint c ON c.id = k.complaint
WHERE k.stopped_at IS NULL AND k.started_at < {{}} AND k.due_at >= {{}} ORDER BY k.due_at, k.id LIMIT {MOST}
"""  # noqa: S608 - a number of ours


async def ask_for_recount(change: Change, by: Actor, at: datetime) -> None:
    """Have the running deadlines around the changed days counted again, as a job of the same transaction."""
    if change.days:
        days = {"first": min(change.days).isoformat(), "last": max(change.days).isoformat()}
        await jobs.enqueue(KIND, days, by=by, at=at, title="Hitung ulang batas waktu")


async def foresee(after: Calendar, days: Sequence[date]) -> Foreseen:
    """Which running deadlines a change of these days would move; those berkadar pengawasan are not named."""
    rows = await db.rows(LOOKED_AT, _end(max(days)), _start(min(days)))
    rules = {term.id: term for term in await deadlines.terms()}
    due = [(row, rules[row["rule"]].due(row["started_at"], after)) for row in rows]
    moving = [(row, later) for row, later in due if later != row["due_at"]]
    named = [pair for pair in moving if pair[0]["classification"] not in RESTRICTED]
    return Foreseen(len(moving), len(rows) == MOST, tuple(_example(*pair, after) for pair in named[:SHOWN]))


def _example(row: dict[str, Any], due: datetime, calendar: Calendar) -> Moving:
    step, before = words.STEP[Step(row["step"])], calendar.day_of(row["due_at"])
    return Moving(row["number"], f"/complaints/{row['number']}", step, before, calendar.day_of(due))


async def recount(job: JobContext) -> Mapping[str, Any]:
    """Count again in chunks; after a kill it goes on where it stood."""
    by = JobActor(job.owner_key, name=job.owner_name)
    first, last = (date.fromisoformat(job.payload[name]) for name in ("first", "last"))
    after, done, moved = (int(job.checkpoint.get(name, 0)) for name in ("after", "done", "moved"))
    while found := await db.rows(COUNTED, after, _end(last), _start(first)):
        async with db.transaction():
            moved += await _count(found, by=by, at=clock.now())
            after, done = found[-1]["id"], done + len(found)
            state = {"after": after, "done": done, "moved": moved}
            await job.progress(done, done, f"{moved} batas waktu bergeser", checkpoint=state)
    return {"counted": done, "moved": moved}


async def _count(found: list[dict[str, Any]], *, by: Actor, at: datetime) -> int:
    calendar = await workdays.calendar()
    rules = {term.id: term for term in await deadlines.terms()}
    return sum([await _move(row, rules[row["rule"]], calendar, by=by, at=at) for row in found])


async def _move(row: dict[str, Any], term: Term, calendar: Calendar, *, by: Actor, at: datetime) -> bool:
    due = term.due(row["started_at"], calendar)
    if due == row["due_at"]:
        return False
    changes: dict[Any, Any] = {Clock.due_at: due}
    if due > at:
        # Of the new day its people are told anew.
        changes |= {Clock.warned_at: None, Clock.overdue_told_at: None}
    running = (Clock.id == row["id"]) & Clock.stopped_at.is_null()
    if not await Clock.update(changes).where(running).returning(Clock.id):
        return False
    await deadlines.note_nearest(row["complaint"])
    step = words.STEP[Step(row["step"])]
    text = f"{step}: {long_date(row['due_at'])} menjadi {long_date(due)}, karena hari kerja berubah."
    await events.write(
        row["complaint"], EntryKind.DEADLINE_MOVED, by=by, role="Sistem", at=at, fact=Fact(text=text)
    )
    return True


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.WIB).astimezone(UTC)


def _end(day: date) -> datetime:
    return datetime.combine(day, time.max, clock.WIB).astimezone(UTC)
