"""Clocks: which rule judges a step, when it is due by the office's calendar, and what is due first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import db
from portal.agencies.cached import Cached
from portal.complaints.kinds import Classification, Step
from portal.complaints.tables import Clock, DeadlineRule
from portal.workdays import queries as days
from portal.workdays.calendar import Calendar, Unit


@dataclass(frozen=True, slots=True)
class Term:
    """A deadline rule: how many days a step may take, from when on, and by what authority."""

    id: int
    classification: str
    step: str
    days: int
    unit: str
    legal_basis: str
    valid_from: date

    def due(self, started_at: datetime, calendar: Calendar) -> datetime:
        """The end of the last day, in UTC."""
        return calendar.due_at(started_at, self.days, Unit(self.unit))


async def terms() -> list[Term]:
    """All deadline rules, at most five seconds old."""
    return await _terms.get()


async def _read_terms() -> list[Term]:
    found = await DeadlineRule.select().order_by(DeadlineRule.valid_from, DeadlineRule.id)
    return [Term(**row) for row in found]


_terms: Cached[list[Term]] = Cached(_read_terms)


def term_for(terms: Iterable[Term], classification: str, step: Step, day: date) -> Term | None:
    """The rule in force on the day: the newest for the class, else the newest for all; None: no deadline."""
    known = [term for term in terms if term.step == step and term.valid_from <= day]
    own = [term for term in known if term.classification == classification]
    general = [term for term in known if term.classification == Classification.NONE]
    return max(own or general, key=lambda term: term.valid_from, default=None)


@dataclass(frozen=True, slots=True)
class Due:
    """When a step would be due."""

    step: Step
    started_at: datetime
    due_at: datetime
    term: Term


@dataclass(frozen=True, slots=True)
class Terms:
    """All rules with the calendar they count by, read once for many complaints."""

    rules: tuple[Term, ...]
    calendar: Calendar

    def due(self, step: Step, classification: str, started_at: datetime) -> Due | None:
        """The deadline of a step that starts at that moment; None where no rule holds."""
        term = term_for(self.rules, classification, step, self.calendar.day_of(started_at))
        return Due(step, started_at, term.due(started_at, self.calendar), term) if term else None


async def in_force() -> Terms:
    """Rules and calendar as they stand."""
    return Terms(tuple(await terms()), await days.calendar())


async def due_of(step: Step, classification: str, started_at: datetime) -> Due | None:
    """As `Terms.due`, for one complaint."""
    return (await in_force()).due(step, classification, started_at)


async def start(
    complaint_id: int, classification: str, step: Step, started_at: datetime, *, again: bool = False
) -> None:
    """Start a clock that never ran; `again` starts it anew where it has stopped."""
    before = await Clock.select(Clock.stopped_at).where(Clock.complaint == complaint_id, Clock.step == step)
    is_running = any(clock["stopped_at"] is None for clock in before)
    if is_running or (before and not again):
        return
    if due := await due_of(step, classification, started_at):
        await Clock.insert(
            Clock(
                complaint=complaint_id,
                step=step,
                rule=due.term.id,
                started_at=started_at,
                due_at=due.due_at,
            )
        )


async def stop(complaint_id: int, steps: Sequence[Step], at: datetime) -> None:
    """Stop the running clocks of these steps."""
    if steps:
        await Clock.update({Clock.stopped_at: at}).where(
            Clock.complaint == complaint_id, Clock.step.is_in(list(steps)), Clock.stopped_at.is_null()
        )


async def rejudge(complaint_id: int, classification: str, started_at: datetime, at: datetime) -> None:
    """Judge the running clocks by another class, each from its start; begin the finish clock if none runs."""
    await rejudge_running(complaint_id, classification, at)
    await start(complaint_id, classification, Step.FINISH, started_at)


async def rejudge_running(complaint_id: int, classification: str, at: datetime) -> None:
    """Judge the clocks that run by another class; of a new day that is still to come its people are told."""
    terms = await in_force()
    running = Clock.select().where(Clock.complaint == complaint_id, Clock.stopped_at.is_null())
    for clock in await running:
        due = terms.due(Step(clock["step"]), classification, clock["started_at"])
        if due is None or (due.term.id, due.due_at) == (clock["rule"], clock["due_at"]):
            continue
        changes: dict[Any, Any] = {Clock.rule: due.term.id, Clock.due_at: due.due_at}
        if due.due_at > at and due.due_at != clock["due_at"]:
            changes |= {Clock.warned_at: None, Clock.overdue_told_at: None}
        await Clock.update(changes).where(Clock.id == clock["id"])


FIRST = (
    "FROM clock k WHERE k.complaint = complaint.id AND k.stopped_at IS NULL ORDER BY k.due_at, k.id LIMIT 1"
)
NEAREST = (
    f"UPDATE complaint SET due_at = (SELECT k.due_at {FIRST}), "  # noqa: S608 - our own words
    f"due_step = coalesce((SELECT k.step {FIRST}), '') WHERE id = {{}}"
)


async def note_nearest(complaint_id: int) -> None:
    """Write the nearest running deadline onto the complaint, for lists."""
    await db.rows(NEAREST, complaint_id)
