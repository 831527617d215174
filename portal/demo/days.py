"""Moments of invented work: in office hours, on working days, each after the one before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from portal.clock import WIB
from portal.workdays.calendar import Calendar

LAST_ORDERS = time(15)
"""What comes later in the day is done on the next one."""


def back(calendar: Calendar, today: date, days: int) -> date:
    """The working day so many working days before today; 0 is today itself."""
    day = today
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_working(day)
    return day


def any_hour(chance: Random, day: date) -> datetime:
    """When citizens write: from early morning to late evening."""
    return _at(day, time(chance.randrange(5, 22), chance.randrange(60)))


class Walk:
    """Goes through the days of one complaint; no moment lies after `until`."""

    def __init__(self, calendar: Calendar, chance: Random, start: datetime, until: datetime) -> None:
        self._calendar, self._chance, self._until = calendar, chance, until
        self.at = start

    def on(self, days: int) -> datetime:
        """So many working days later, within office hours and after the last moment."""
        return self.on_day(self._calendar.add(self._calendar.day_of(self.at), days))

    def on_day(self, day: date) -> datetime:
        """On that day, or the working day after it."""
        working = day if self._calendar.is_working(day) else self._calendar.add(day, 1)
        if self._calendar.day_of(self.at) == working and self.at.astimezone(WIB).time() > LAST_ORDERS:
            working = self._calendar.add(working, 1)
        chosen = _at(working, time(self._chance.randrange(8, 15), self._chance.randrange(60)))
        self.at = min(max(chosen, self.at + timedelta(minutes=self._chance.randrange(4, 40))), self._latest())
        return self.at

    def _latest(self) -> datetime:
        # Acts that would fall on the present hour crowd just before it, still in order.
        return max(self.at + timedelta(seconds=1), self._until - timedelta(minutes=5))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, WIB).astimezone(UTC)
