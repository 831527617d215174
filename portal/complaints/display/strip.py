"""The days strip: who held the complaint on each working day, and where its deadlines fall.

A day belongs to whoever held the complaint when it began, so that the cells add up to the days between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from portal.workdays.calendar import Calendar
from portal.workdays.words import short_date

MOST_CELLS = 60
"""Above this many days a cell would be thinner than its border, so equal neighbours are drawn as one."""

ROOM = 30.0
"""Percent of the width that a label needs beside another one on a phone."""

AT_OFFICE = "f-acc"
AT_AGENCY = ("f-run", "f-run-2")
AHEAD = "next"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with one holder; `ends_at` is None while it lasts."""

    holder: str
    starts_at: datetime
    ends_at: datetime | None
    is_office: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A deadline as it is drawn: its name, when it falls, whether it has been missed."""

    name: str
    due_at: datetime
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One rectangle; places are percent of the width."""

    tone: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Label:
    """A word above or below the strip, with its line where there is one."""

    text: str
    x: float
    anchor: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many working days a holder had it, for the legend."""

    holder: str
    days: int
    tone: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything the template draws."""

    days: int
    cells: tuple[Cell, ...]
    deadlines: tuple[Label, ...]
    dates: tuple[Label, ...]
    shares: tuple[Share, ...]
    sentence: str


def build(
    spans: Sequence[Span], marks: Sequence[Mark], *, until: datetime, is_over: bool, calendar: Calendar
) -> Strip | None:
    """Draw the working days from the first span to `until`, and on to the last deadline while it is not over.

    None where there is no working day to draw.
    """
    start, today = calendar.day_of(spans[0].starts_at), calendar.day_of(until)
    ahead = [] if is_over else [calendar.day_of(mark.due_at) for mark in marks]
    spent = _working_days(start, today, calendar)
    coming = _working_days(today, max([today, *ahead]), calendar)
    days = spent + coming
    if not days:
        return None
    tones = _tones(spans)
    holders = [_holder_on(day, spans, calendar) for day in spent]
    shown = [tones[holder] for holder in holders] + [AHEAD] * len(coming)
    shares = _shares(holders, tones)
    return Strip(
        days=len(spent),
        cells=_cells(shown),
        deadlines=_deadlines(marks, days, calendar),
        dates=_dates(days, len(spent), is_over=is_over),
        shares=shares,
        sentence=_sentence(len(spent), shares, coming),
    )


def _working_days(after: date, until: date, calendar: Calendar) -> list[date]:
    """The working days after the first day, which is day 0, up to and with the last."""
    days = (after + timedelta(days=nth) for nth in range(1, (until - after).days + 1))
    return [day for day in days if calendar.is_working(day)]


def _tones(spans: Sequence[Span]) -> dict[str, str]:
    """A tone for each holder; agencies take turns, so that neighbours can be told apart."""
    tones: dict[str, str] = {}
    for span in spans:
        agencies = sum(tone != AT_OFFICE for tone in tones.values())
        tones.setdefault(span.holder, AT_OFFICE if span.is_office else AT_AGENCY[agencies % len(AT_AGENCY)])
    return tones


def _holder_on(day: date, spans: Sequence[Span], calendar: Calendar) -> str:
    held = [span for span in spans if calendar.day_of(span.starts_at) < day]
    return held[-1].holder


def _shares(holders: list[str], tones: dict[str, str]) -> tuple[Share, ...]:
    return tuple(
        Share(holder, holders.count(holder), tone) for holder, tone in tones.items() if holder in holders
    )


def _cells(tones: list[str]) -> tuple[Cell, ...]:
    width = 100 / len(tones)
    runs = [len(list(run)) for _, run in groupby(tones)] if len(tones) > MOST_CELLS else [1] * len(tones)
    cells, place = [], 0
    for run in runs:
        cells.append(Cell(tones[place], round(place * width, 2), round(run * width, 2)))
        place += run
    return tuple(cells)


def _deadlines(marks: Sequence[Mark], days: list[date], calendar: Calendar) -> tuple[Label, ...]:
    """A line for each deadline within the strip; of two that stand close only the later one is named."""
    placed = []
    for mark in sorted(marks, key=lambda mark: mark.due_at):
        due = calendar.day_of(mark.due_at)
        passed = sum(day <= due for day in days)
        if due >= days[0] and due <= days[-1]:
            placed.append((round(passed * 100 / len(days), 2), mark))
    labels = []
    for nth, (x, mark) in enumerate(placed):
        crowded = nth + 1 < len(placed) and placed[nth + 1][0] - x < ROOM
        anchor = "end" if x >= ROOM else "start"
        labels.append(Label("" if crowded else mark.name, x, anchor, "t-late" if mark.is_late else ""))
    return tuple(labels)


def _dates(days: list[date], spent: int, *, is_over: bool) -> tuple[Label, ...]:
    now = round(spent * 100 / len(days), 2)
    labels = [] if now < ROOM else [Label(short_date(days[0]), 0.0, "start")]
    labels.append(Label("selesai" if is_over else "hari ini", now, "end" if now >= ROOM else "start"))
    return tuple(labels)


def _sentence(spent: int, shares: Sequence[Share], coming: Sequence[date]) -> str:
    """What the picture says, for those who do not see it."""
    parts = ", ".join(f"{share.days} di {share.holder}" for share in shares)
    told = f"{spent} hari kerja: {parts}." if shares else "Belum ada hari kerja yang berlalu."
    return f"{told} {len(coming)} hari kerja lagi sampai batas terakhir." if coming else told
