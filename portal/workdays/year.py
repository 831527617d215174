"""A year as the page shows it: months, their days off, and how many working days are left."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from portal.workdays import queries
from portal.workdays.calendar import Calendar
from portal.workdays.queries import HolidayRow
from portal.workdays.words import MONTHS


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its days off."""

    name: str
    working: int
    holidays: tuple[HolidayRow, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """A year with its months; an estimate until its days off are settled."""

    number: int
    months: tuple[Month, ...]
    is_estimate: bool

    @property
    def holidays(self) -> list[HolidayRow]:
        """All days off of the year."""
        return [holiday for month in self.months for holiday in month.holidays]

    @property
    def working(self) -> int:
        """How many working days the year has."""
        return sum(month.working for month in self.months)

    @property
    def joint_leave(self) -> int:
        """How many of its days off are cuti bersama."""
        return sum(holiday.is_joint_leave for holiday in self.holidays)

    def next_after(self, day: date) -> HolidayRow | None:
        """The first day off on or after the day."""
        return next((holiday for holiday in self.holidays if holiday.day >= day), None)


async def year(number: int) -> Year:
    """Read a year."""
    calendar = await queries.calendar()
    rows = await queries.holidays_in(number)
    months = tuple(_month(calendar, date(number, month, 1), rows) for month in range(1, 13))
    return Year(number, months, calendar.is_estimate(date(number, 1, 1)))


def _month(calendar: Calendar, first: date, rows: list[HolidayRow]) -> Month:
    last = first.replace(day=monthrange(first.year, first.month)[1])
    working = calendar.between(first, last) + calendar.is_working(first)
    return Month(MONTHS[first.month - 1], working, tuple(row for row in rows if row.day.month == first.month))
