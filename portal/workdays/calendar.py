"""Working days as the office counts them: Monday to Friday, without public holidays and joint leave."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

WIB = ZoneInfo("Asia/Jakarta")
END_OF_DAY = time(23, 59, 59)


class HolidayKind(StrEnum):
    PUBLIC = "public"
    JOINT_LEAVE = "joint_leave"


class Holiday(NamedTuple):
    date: date
    name: str
    kind: HolidayKind


class Unit(StrEnum):
    WORKING = "working"
    CALENDAR = "calendar"


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment on the wall clock of the zone; TypeError if it carries no offset of its own."""
    if moment.utcoffset() is None:
        raise TypeError("a moment needs its UTC offset; a naive datetime has none")
    return moment.astimezone(zone)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off of one regency, by name, and the years for which they have been decreed."""

    days_off: Mapping[date, str]
    years: frozenset[int]
    zone: tzinfo = WIB
    # Days off that fall on Monday to Friday, and how many working days precede each: both sorted, so that
    # counting and adding are one bisection each, whatever the distance.
    _closed: list[int] = field(init=False, repr=False, compare=False)
    _worked: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for day in self.days_off:
            _ordinal(day)
        closed = sorted(day.toordinal() for day in self.days_off if day.weekday() < 5)
        set_once = object.__setattr__
        set_once(self, "days_off", MappingProxyType(dict(self.days_off)))
        set_once(self, "years", frozenset(self.years))
        set_once(self, "_closed", closed)
        set_once(self, "_worked", [_weekdays_until(day) - nth for nth, day in enumerate(closed, 1)])

    @classmethod
    def of(cls, holidays: Iterable[Holiday], years: Iterable[int], zone: tzinfo = WIB) -> Self:
        return cls({holiday.date: holiday.name for holiday in holidays}, frozenset(years), zone)

    def changed(self, added: Iterable[Holiday] = (), removed: Iterable[date] = ()) -> Self:
        """The calendar as it would be with other days off."""
        gone = set(removed)
        kept = {day: name for day, name in self.days_off.items() if day not in gone}
        return type(self)(kept | {each.date: each.name for each in added}, self.years, self.zone)

    def is_working(self, day: date) -> bool:
        _ordinal(day)
        return day.weekday() < 5 and day not in self.days_off

    def is_estimate(self, day: date) -> bool:
        """Whether only weekends, and days off entered early, are known for that year."""
        _ordinal(day)
        return day.year not in self.years

    def add(self, day: date, n: int) -> date:
        """The nth working day after the day, which is day 0 itself; ValueError if n is negative."""
        if n < 0:
            raise ValueError("working days are added forward only")
        if n == 0:
            _ordinal(day)
            return day
        return self._nth_working_day(self._working_until(day) + n)

    def between(self, start: date, end: date) -> int:
        """Working days elapsed: 0 on the same day, Friday to Monday 1, negative when reversed."""
        return self._working_until(end) - self._working_until(start)

    def due_at(self, happened_at: datetime, n: int, unit: Unit) -> datetime:
        """The end of day N, 23:59:59 in the zone, as UTC; day 0 is the local day on which it happened."""
        day = self.day_of(happened_at)
        if Unit(unit) is Unit.CALENDAR:
            if n < 0:
                raise ValueError("a deadline lies ahead")
            return self.end_of(day + timedelta(days=n))
        # A same-day deadline that starts on a day off can only be met on the next working day.
        return self.end_of(self.add(day, n if n or self.is_working(day) else 1))

    def left(self, due_at: datetime, now: datetime) -> int:
        """Working days left: 0 when none follows today, negative when overdue (a late weekend counts 1)."""
        days = self.between(self.day_of(now), self.day_of(due_at))
        return min(days, -1) if now > due_at else days

    def day_of(self, moment: datetime) -> date:
        """The local day on which the moment falls; TypeError if it is naive."""
        return local(moment, self.zone).date()

    def end_of(self, day: date) -> datetime:
        """23:59:59 of that local day, as UTC."""
        return self.at(day, END_OF_DAY)

    def at(self, day: date, clock: time) -> datetime:
        """That local wall-clock time, as UTC."""
        _ordinal(day)
        return datetime.combine(day, clock, self.zone).astimezone(UTC)

    def _working_until(self, day: date) -> int:
        ordinal = _ordinal(day)
        return _weekdays_until(ordinal) - bisect_right(self._closed, ordinal)

    def _nth_working_day(self, n: int) -> date:
        weeks, rest = divmod(n + bisect_left(self._worked, n) - 1, 5)
        return date.fromordinal(weeks * 7 + rest + 1)


def _ordinal(day: date) -> int:
    # A datetime is a date to Python, but its day depends on the zone: the caller must say which day is meant.
    if isinstance(day, datetime):
        raise TypeError("a day is needed here, not a moment; ask Calendar.day_of")
    return day.toordinal()


def _weekdays_until(ordinal: int) -> int:
    # Python's day 1 is a Monday.
    return ordinal // 7 * 5 + min(ordinal % 7, 5)
