"""The deadlines of one complaint, spoken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.complaints import words
from portal.complaints.kinds import Step
from portal.complaints.read_model import ClockRow
from portal.workdays.calendar import Calendar, Unit
from portal.workdays.words import deadline_words, long_date

UNITS = {Unit.WORKING: "hari kerja", Unit.CALENDAR: "hari"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One clock as `.clocks` draws it."""

    name: str
    word: str
    tone: str
    icon: str
    note: str


def shown(clocks: Sequence[ClockRow], calendar: Calendar, now: datetime) -> list[Shown]:
    """The newest clock of each step, in the order of the steps."""
    newest = {clock.step: clock for clock in clocks}
    return [_one(newest[step], calendar, now) for step in Step if step in newest]


def _one(clock: ClockRow, calendar: Calendar, now: datetime) -> Shown:
    name, unit = words.STEP[Step(clock.step)], UNITS[Unit(clock.unit)]
    if clock.stopped_at is None:
        spoken = deadline_words(clock.due_at, now, calendar)
        tone = spoken.tone.removeprefix("none")
        return Shown(name, spoken.sentence, tone, icon_of(tone), f"batas {long_date(clock.due_at)}")
    taken = _days(clock, clock.stopped_at, calendar)
    tone = "late" if clock.stopped_at > clock.due_at else "done"
    word = f"{taken} {unit}" if taken else "hari yang sama"
    return Shown(name, word, tone, icon_of(tone), f"batas {clock.days} {unit}")


def icon_of(tone: str) -> str:
    """The icon that goes with a deadline's tone."""
    return {"late": "alert-circle", "done": "circle-check"}.get(tone, "clock")


def _days(clock: ClockRow, until: datetime, calendar: Calendar) -> int:
    start, end = calendar.day_of(clock.started_at), calendar.day_of(until)
    return calendar.between(start, end) if clock.unit == Unit.WORKING else (end - start).days
