"""When the office is open: what may wait is sent only then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from portal.workdays.calendar import Calendar, local


@dataclass(frozen=True, slots=True)
class Hours:
    """From opening up to, not including, closing, on the local wall clock."""

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise TypeError("office hours are wall-clock times; the calendar knows the zone")
        if self.opens >= self.closes:
            raise ValueError("an office opens before it closes")

    def cover(self, clock: time) -> bool:
        return self.opens <= clock < self.closes


# Weekday (Monday is 0) to hours; a weekday that is not there is closed.
Week = Mapping[int, Hours]

MONDAY_TO_THURSDAY = Hours(time(7, 30), time(16, 0))
FRIDAY = Hours(time(7, 30), time(14, 30))
DEFAULT_WEEK: Week = MappingProxyType({**dict.fromkeys(range(4), MONDAY_TO_THURSDAY), 4: FRIDAY})


@dataclass(frozen=True, slots=True)
class SpecialHours:
    """The week that replaces the usual one from the first to the last day, as in Ramadan; empty is closed."""

    first: date
    last: date
    week: Week

    def __post_init__(self) -> None:
        if isinstance(self.first, datetime) or isinstance(self.last, datetime):
            raise TypeError("special hours run from day to day, not between moments")
        if self.last < self.first:
            raise ValueError("special hours end on or after the day they begin")
        _check(self.week)

    def cover(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The usual week, its exceptions (of two for one day the last listed wins), and the calendar of days off.

    Days off win over exceptions, so that hours for the whole of Ramadan open nothing on a holiday in it.
    A week may name Saturday or Sunday, as a hospital's does.
    """

    calendar: Calendar
    week: Week = field(default_factory=lambda: DEFAULT_WEEK)
    exceptions: tuple[SpecialHours, ...] = ()

    def __post_init__(self) -> None:
        _check(self.week)
        if not self.week:
            raise ValueError("an office that never opens would hold every message back for ever")

    def on(self, day: date) -> Hours | None:
        """The hours of that day, or None if the office stays closed."""
        if day in self.calendar.days_off:
            return None
        special = (special.week for special in reversed(self.exceptions) if special.cover(day))
        return next(special, self.week).get(day.weekday())

    def is_open(self, at: datetime) -> bool:
        """Whether the office is open at that moment; TypeError if it is naive."""
        here = local(at, self.calendar.zone)
        hours = self.on(here.date())
        return hours is not None and hours.cover(here.time())

    def next_opening(self, at: datetime) -> datetime:
        """The first moment from then on, in UTC, at which the office is open: then itself if it is open."""
        if self.is_open(at):
            return at.astimezone(UTC)
        return next(opening for opening in self._openings(self.calendar.day_of(at)) if opening > at)

    def _openings(self, day: date) -> Iterator[datetime]:
        while True:
            if hours := self.on(day):
                yield self.calendar.at(day, hours.opens)
            day += timedelta(days=1)


def _check(week: Week) -> None:
    if not set(week) <= set(range(7)):
        raise ValueError("weekdays are numbered from 0, Monday, to 6, Sunday")
