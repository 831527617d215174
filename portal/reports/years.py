"""A year of the rapor: what came in between two New Years in WIB."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from portal import clock
from portal.errors import BadInput

EARLIEST, LATEST = 2000, 2100


@dataclass(frozen=True, slots=True)
class Span:
    """From the first moment of a year until the first of the next, both in UTC."""

    year: int
    since: datetime
    until: datetime

    @classmethod
    def of(cls, year: int) -> Self:
        """The span of a year in WIB; raises BadInput for a year that no rapor is about."""
        if not EARLIEST <= year <= LATEST:
            raise BadInput(f"Rapor ada untuk tahun {EARLIEST} sampai {LATEST}, bukan {year}.")
        return cls(year, _new_year(year), _new_year(year + 1))


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=clock.WIB).astimezone(UTC)


def current() -> int:
    """The year it is now in WIB."""
    return clock.today().year
