"""Means and percents with one decimal, from sums that the database has made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.reports.facts import Ending
from portal.workdays.calendar import Calendar

_FIRST_DAY = date(2000, 1, 1)


class WorkedDays:
    """How many days had been worked until a day: a year's rapor asks of the same few days again and again."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._known: dict[int, int] = {}

    def until(self, day: int) -> int:
        """From a fixed day until this one, given as an ordinal."""
        if day not in self._known:
            self._known[day] = self._calendar.between(_FIRST_DAY, date.fromordinal(day))
        return self._known[day]


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean days over `n` complaints, one decimal; None where nothing counts."""

    n: int
    calendar: float | None
    working: float | None

    def as_json(self) -> dict[str, float | int | None]:
        """As the command prints it."""
        return {"calendar": self.calendar, "working": self.working, "n": self.n}


def percent(part: int, whole: int) -> float | None:
    """The share in percent, one decimal; None of nothing."""
    return tenths(part * 100, whole)


def tenths(amount: int, n: int) -> float | None:
    """The quotient with one decimal, halves rounded up as people do; None where n is 0."""
    return (20 * amount + n) // (2 * n) / 10 if n else None


def mean(ends: Iterable[Ending], days: WorkedDays) -> Mean:
    """The mean length of spans from the days on which they begin and end."""
    n = total = worked = 0
    for end in ends:
        weight = end.sign * end.n
        n += end.n if end.sign > 0 else 0
        total += weight * end.day
        # Days worked between two days are those until the second less those until the first.
        worked += weight * days.until(end.day)
    return Mean(n, tenths(total, n), tenths(worked, n))
