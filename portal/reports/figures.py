"""The rapor of a year: counts by bucket, completion and mean days, *menurut LAPOR!* and *menurut ASPAL*."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from portal.complaints.kinds import Bucket
from portal.complaints.policies import TRUE, Clause
from portal.reports import facts
from portal.reports.arithmetic import Mean, mean, percent
from portal.reports.facts import Differing, Ending, Group
from portal.reports.measures import ASIDE, DEFINITIONS, FOUR, HEADED_BY, Measure, Truth
from portal.reports.years import Span
from portal.workdays import queries as workdays
from portal.workdays.calendar import Calendar

MOST_NUMBERS = 200
"""So many differing cases are named; the count is always whole."""


@dataclass(frozen=True, slots=True)
class Figures:
    """A year by one truth. `aside_counts`: archived and postponed ones divide as well."""

    counts: Mapping[Bucket, int]
    means: Mapping[Measure, Mean]
    aside_counts: bool = False

    @property
    def total(self) -> int:
        """What is in one of the four buckets."""
        return sum(self.counts[bucket] for bucket in FOUR)

    @property
    def aside(self) -> int:
        """What stands outside the four."""
        return sum(self.counts[bucket] for bucket in ASIDE)

    @property
    def completed_percent(self) -> float | None:
        """Resolved out of what counts."""
        return percent(self.counts[Bucket.RESOLVED], self.total + (self.aside if self.aside_counts else 0))

    @property
    def completed_percent_with_aside(self) -> float | None:
        """Resolved out of everything, archived and postponed too."""
        return percent(self.counts[Bucket.RESOLVED], self.total + self.aside)

    def as_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "total": self.total,
            **{bucket.value: self.counts[bucket] for bucket in (*FOUR, *ASIDE)},
            "completed_percent": self.completed_percent,
            "completed_percent_with_aside": self.completed_percent_with_aside,
            "mean_days": {measure.value: mean.as_json() for measure, mean in self.means.items()},
        }


@dataclass(frozen=True, slots=True)
class Rapor:
    """The report card. `not_in_lapor` and `unknown_status` are the complaints LAPOR!'s figures leave out."""

    year: int
    lapor: Figures
    aspal: Figures
    differing: int
    cases: tuple[Differing, ...]
    not_in_lapor: int
    unknown_status: int
    months: Mapping[Truth, tuple[Month, ...]]
    agencies: Mapping[Truth, tuple[AgencyFigures, ...]]

    @property
    def head(self) -> Figures:
        """The figures that head the rapor."""
        return self.by(HEADED_BY)

    def by(self, truth: Truth) -> Figures:
        """The figures by one of the two truths."""
        return self.lapor if truth is Truth.LAPOR else self.aspal

    def as_json(self) -> dict[str, Any]:
        """One object, headed by LAPOR!, with both truths below."""
        return {
            "year": self.year,
            "headed_by": HEADED_BY.value,
            **self.head.as_json(),
            "differing": self.differing,
            "differing_numbers": [case.number for case in self.cases],
            "not_in_lapor": self.not_in_lapor,
            "unknown_status": self.unknown_status,
            "lapor": self.lapor.as_json(),
            "aspal": self.aspal.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Month:
    """What came in during a month, and how much of it is resolved by now."""

    month: int
    received: int
    resolved: int


@dataclass(frozen=True, slots=True)
class AgencyFigures:
    """An agency in a year; None stands for what no agency holds. `mean` runs from its disposition."""

    agency: int | None
    total: int
    resolved: int
    mean: Mean

    @property
    def completed_percent(self) -> float | None:
        """Resolved out of what it holds."""
        return percent(self.resolved, self.total)


async def rapor(year: int, *, scope: Clause = TRUE, seen: Clause = TRUE, aside_counts: bool = False) -> Rapor:
    """The figures of what came in during a year in WIB: counted within `scope`, named where it is `seen`.

    Raises BadInput for a year that no rapor is about.
    """
    span = Span.of(year)
    groups = await facts.groups(span, scope)
    ends = {measure: await facts.endings(span, measure, scope) for measure in Measure}
    calendar = await workdays.calendar()
    of_agencies = ends[Measure.DISPOSED_TO_FIRST_FOLLOW_UP]
    return Rapor(
        year,
        _figures(Truth.LAPOR, groups, ends, calendar, aside_counts=aside_counts),
        _figures(Truth.ASPAL, groups, ends, calendar, aside_counts=aside_counts),
        differing=sum(group.n for group in groups if group.differs),
        cases=tuple(await facts.differing(span, scope.also(seen), limit=MOST_NUMBERS)),
        not_in_lapor=sum(group.n for group in groups if not group.in_lapor),
        unknown_status=sum(group.n for group in groups if group.in_lapor and not group.lapor),
        months={truth: _months(groups, truth) for truth in Truth},
        agencies={truth: _agencies(groups, of_agencies, calendar, truth) for truth in Truth},
    )


async def rapor_json(year: int) -> dict[str, Any]:
    """What `rapor YEAR --json` prints."""
    return (await rapor(year)).as_json()


async def first_follow_up(year: int, *, scope: Clause = TRUE) -> Mean:
    """The mean that heads the rapor, for one bar in a row of years."""
    measure = Measure.RECEIVED_TO_FIRST_FOLLOW_UP
    ends = await facts.endings(Span.of(year), measure, scope)
    return mean(_counted(ends, measure, HEADED_BY), await workdays.calendar())


def _figures(
    truth: Truth,
    groups: Iterable[Group],
    ends: Mapping[Measure, list[Ending]],
    calendar: Calendar,
    *,
    aside_counts: bool,
) -> Figures:
    counted = Counter[str]()
    for group in groups:
        counted[group.bucket(truth)] += group.n
    means = {measure: mean(_counted(ends[measure], measure, truth), calendar) for measure in Measure}
    return Figures({bucket: counted[bucket] for bucket in Bucket}, means, aside_counts)


def _counted(ends: Iterable[Ending], measure: Measure, truth: Truth) -> list[Ending]:
    return [end for end in ends if end.bucket(truth) in DEFINITIONS[measure].buckets]


def _months(groups: Iterable[Group], truth: Truth) -> tuple[Month, ...]:
    received, resolved = Counter[int](), Counter[int]()
    for group in groups:
        bucket = group.bucket(truth)
        received[group.month] += group.n if bucket in FOUR else 0
        resolved[group.month] += group.n if bucket == Bucket.RESOLVED else 0
    return tuple(Month(month, received[month], resolved[month]) for month in range(1, 13))


def _agencies(
    groups: Iterable[Group], ends: Iterable[Ending], calendar: Calendar, truth: Truth
) -> tuple[AgencyFigures, ...]:
    total, resolved = Counter[int | None](), Counter[int | None]()
    for group in groups:
        bucket = group.bucket(truth)
        total[group.agency] += group.n if bucket in FOUR else 0
        resolved[group.agency] += group.n if bucket == Bucket.RESOLVED else 0
    spans: dict[int | None, list[Ending]] = {}
    for end in _counted(ends, Measure.DISPOSED_TO_FIRST_FOLLOW_UP, truth):
        spans.setdefault(end.agency, []).append(end)
    return tuple(
        AgencyFigures(agency, total[agency], resolved[agency], mean(spans.get(agency, ()), calendar))
        for agency in total
        if total[agency]
    )
