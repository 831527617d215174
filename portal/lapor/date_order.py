"""Whether a file writes day before month, as is usual here, or a program has turned the two round.

`3/4/2026` is 3 April where an office typed it and 4 March where an English program did. One date with a month
behind 12 shows that the file is not what it seems; then nothing that can be read both ways is taken unasked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from typing import NamedTuple

from portal import dates
from portal.lapor import moments
from portal.lapor.columns import Header
from portal.lapor.refusals import DoubtfulDate, RowRefusal
from portal.lapor.sheets import Line

MONTHS = range(1, 13)


class DateOrder(StrEnum):
    """Which of the two numbers stands first."""

    DMY = "dmy"
    MDY = "mdy"


class Numbers(NamedTuple):
    """A date in figures as the file has it, or as it had it before a program made a real date of it."""

    first: int
    second: int
    year: int

    @property
    def text(self) -> str:
        """As it is shown in the question."""
        return f"{self.first}/{self.second}/{self.year}"

    @property
    def is_ambiguous(self) -> bool:
        """Whether it is two different days, read one way and the other."""
        return self.first in MONTHS and self.second in MONTHS and self.first != self.second

    @property
    def is_impossible(self) -> bool:
        """Whether it is no day unless the month stands first."""
        return self.first in MONTHS and self.second not in MONTHS

    def day(self, order: DateOrder) -> date:
        """The day it means; only for one that is ambiguous."""
        month, day = (self.first, self.second) if order is DateOrder.MDY else (self.second, self.first)
        return date(self.year, month, day)


def numbers_of(text: str) -> Numbers | None:
    """The figures of `3/4/2026 10.00`; None for a date that names its month or begins with the year."""
    found = dates.figures(text)
    return Numbers(*found) if found else None


@dataclass(slots=True)
class Survey:
    """What a first pass over a column has seen."""

    impossible: int = 0
    day_first: int = 0
    others: int = 0
    real: int = 0
    real_behind_12: int = 0

    def add(self, text: str, *, is_real: bool) -> None:
        """One cell."""
        if is_real:
            day = _real(text)[0]
            self.real += 1
            self.real_behind_12 += day.day not in MONTHS
        elif numbers := numbers_of(text):
            if numbers.is_impossible:
                self.impossible += 1
            elif numbers.first not in MONTHS:
                self.day_first += 1
            else:
                self.others += 1

    @property
    def real_was(self) -> DateOrder | None:
        """How a program read texts that it made real dates of; None where the real dates can be believed.

        It makes a date of what it understands and leaves the rest as text: then no real date has a day behind
        12, and every text in figures is one that it could not read.
        """
        if not self.real or self.real_behind_12 or self.others:
            return None
        if self.day_first and not self.impossible:
            return DateOrder.MDY
        return DateOrder.DMY if self.impossible and not self.day_first else None


@dataclass(frozen=True, slots=True)
class Doubts:
    """What of a file's dates is in doubt: texts in figures of all columns, and real dates of some."""

    texts: bool = False
    real: Mapping[str, DateOrder] = field(default_factory=dict)

    @classmethod
    def of(cls, surveys: Mapping[str, Survey]) -> Doubts:
        """From the surveys by column."""
        real = {column: was for column, survey in surveys.items() if (was := survey.real_was)}
        return cls(any(survey.impossible for survey in surveys.values()), real)


class Surveys:
    """Surveys of a file's columns of dates, filled while its rows go by for the first time."""

    def __init__(self, columns: Iterable[str]) -> None:
        self.by_column = {column: Survey() for column in columns}

    def add(self, line: Line, header: Header) -> None:
        """One row; what cannot be read at all is refused later."""
        for column, survey in self.by_column.items():
            if text := header.name(line, column):
                with suppress(ValueError):
                    survey.add(text, is_real=is_real(line, header, column))

    @property
    def doubts(self) -> Doubts:
        """What they come to."""
        return Doubts.of(self.by_column)


def is_real(line: Line, header: Header, column: str) -> bool:
    """Whether the cell holds a date of Excel, also one that lost its format."""
    is_date = header.columns.get(column) in line.real_dates
    return is_date or dates.serial_moment(header.name(line, column)) is not None


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads the dates of one file; `order` is what somebody said of it, `today` the date in WIB."""

    today: date
    doubts: Doubts = field(default_factory=Doubts)
    order: DateOrder | None = None

    def moment(self, line: Line, header: Header, column: str) -> tuple[date, time | None]:
        """The date, and the time behind it; raises RowRefusal, and DoubtfulDate where somebody must say."""
        try:
            day, at = self._read(line, header, column)
        except (ValueError, OverflowError) as error:
            raise RowRefusal(column, f"{error} Perbaiki, lalu impor kembali.") from None
        moments.check_bounds(day, column, self.today)
        return day, at

    def day(self, line: Line, header: Header, column: str) -> date | None:
        """The date of a cell that may be empty."""
        return self.moment(line, header, column)[0] if header.name(line, column) else None

    def _read(self, line: Line, header: Header, column: str) -> tuple[date, time | None]:
        text = header.name(line, column)
        if not is_real(line, header, column):
            return self._written(text, column)
        day, at = _real(text)
        return self._turned(day, column), at

    def _turned(self, day: date, column: str) -> date:
        was = self.doubts.real.get(column)
        if was is None:
            return day
        first, second = (day.month, day.day) if was is DateOrder.MDY else (day.day, day.month)
        numbers = Numbers(first, second, day.year)
        return self._asked(numbers, column) if numbers.is_ambiguous else day

    def _written(self, text: str, column: str) -> tuple[date, time | None]:
        numbers = numbers_of(text)
        if numbers and self.order is None and self.doubts.texts:
            if numbers.is_ambiguous:
                self._asked(numbers, column)
            if numbers.is_impossible:
                raise DoubtfulDate(column, _no_month(numbers), numbers.text)
        return dates.parse_moment(text, month_first=self.order is DateOrder.MDY)

    def _asked(self, numbers: Numbers, column: str) -> date:
        if self.order is None:
            raise DoubtfulDate(column, question(numbers), numbers.text)
        return numbers.day(self.order)


def question(numbers: Numbers) -> str:
    """What a row in doubt is held back with."""
    one, other = (moments.shown(numbers.day(order)) for order in DateOrder)
    return (
        f"{dates.quoted(numbers.text)} dapat berarti {one} atau {other}. Tentukan urutan tanggal berkas ini."
    )


def _no_month(numbers: Numbers) -> str:
    return (
        f"{dates.quoted(numbers.text)}: bulan {numbers.second} tidak ada. "
        "Bila berkas ini menulis bulan lebih dahulu, tentukan urutan tanggalnya."
    )


def _real(text: str) -> tuple[date, time | None]:
    return dates.serial_moment(text) or dates.parse_moment(text)
