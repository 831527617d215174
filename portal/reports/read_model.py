"""The rows and figures that the rapor is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.complaints.kinds import Bucket
from portal.reports.arithmetic import Mean, percent
from portal.reports.facts import Differing
from portal.reports.measures import ASIDE, FOUR, HEADED_BY, Measure, Truth


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
