"""Where bars and columns stand; templates draw them as SVG, each beside its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.complaints.kinds import Bucket
from portal.complaints.words import BUCKET, Said
from portal.reports.measures import FOUR
from portal.reports.read_model import Month
from portal.reports.wording import decimal
from portal.workdays.words import MONTHS, SHORT_MONTHS

BASE = 112.0
TALLEST = 92.0
LONGEST = 65.0
LEFT = 15.0
ROW = 34
GAP = 0.22


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar, in percent of its width, with its bucket's count and words."""

    bucket: Bucket
    said: Said
    n: int
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Column:
    """A month: two columns on each other. `x`, `width` in percent, `y` and heights in pixels."""

    name: str
    long_name: str
    received: int
    resolved: int
    x: float
    width: float
    height: float
    resolved_height: float

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return round(self.x + self.width / 2, 2)

    @property
    def y(self) -> float:
        """Its top."""
        return BASE - self.height

    @property
    def resolved_y(self) -> float:
        """The top of what is resolved."""
        return BASE - self.resolved_height


@dataclass(frozen=True, slots=True)
class Row:
    """A year's bar. `x` and `width` in percent, `y` in pixels; no bar where nothing counts."""

    name: str
    value: str
    n: int
    y: int
    width: float
    is_current: bool

    @property
    def after(self) -> float:
        """Where the value is written."""
        return LEFT + self.width + 2


def bar(counts: Mapping[Bucket, int]) -> list[Segment]:
    """The four buckets side by side; those without a case keep their words and take no room."""
    total = sum(counts[bucket] for bucket in FOUR)
    segments: list[Segment] = []
    x = 0.0
    for bucket in FOUR:
        width = counts[bucket] / total * 100 if total else 0.0
        segments.append(Segment(bucket, BUCKET[bucket], counts[bucket], round(x, 2), round(width, 2)))
        x += width
    return segments


def months(figures: Sequence[Month], *, until: int = 12) -> list[Column]:
    """A column for each month up to the present one."""
    shown = [month for month in figures if month.month <= until]
    most = max((month.received for month in shown), default=0) or 1
    step = 100 / max(len(shown), 1)
    return [
        Column(
            SHORT_MONTHS[month.month - 1],
            MONTHS[month.month - 1],
            month.received,
            month.resolved,
            round(nth * step + step * GAP / 2, 2),
            round(step * (1 - GAP), 2),
            round(month.received / most * TALLEST, 1),
            round(month.resolved / most * TALLEST, 1),
        )
        for nth, month in enumerate(shown)
    ]


def years(means: Iterable[tuple[int, float | None, int]], *, current: int) -> list[Row]:
    """A bar for each year with its mean days and n, in the order given."""
    given = list(means)
    longest = max((value or 0 for _, value, _ in given), default=0) or 1
    return [
        Row(
            str(year),
            decimal(value),
            n,
            nth * ROW,
            round((value or 0) / longest * LONGEST, 1),
            year == current,
        )
        for nth, (year, value, n) in enumerate(given)
    ]
