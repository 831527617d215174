"""Counts straight from the complaints of a year, grouped in the database so that 100,000 rows stay quick."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import clock, db
from portal.complaints import buckets
from portal.complaints.kinds import Bucket
from portal.complaints.policies import Clause
from portal.reports.measures import Measure, Truth
from portal.reports.years import Span

WIB_HOURS = 7  # No daylight saving time.
JULIAN_DAY_ZERO = 1_721_425  # What SQLite's day numbers are ahead of Python's.

# The first disposition and the first approval: a complaint that changes hands is not counted anew.
RECEIVED, DISPOSED = "c.received_at", "c.disposed_at"
ANSWERED, RESOLVED = "c.answered_at", "c.resolved_at"
BETWEEN = {
    Measure.RECEIVED_TO_FIRST_FOLLOW_UP: (RECEIVED, ANSWERED),
    Measure.DISPOSED_TO_FIRST_FOLLOW_UP: (DISPOSED, ANSWERED),
    Measure.RECEIVED_TO_CLOSED: (RECEIVED, RESOLVED),
}
IN_LAPOR = "CASE WHEN c.tracking_id <> '' AND c.lapor_seen_at IS NOT NULL THEN 1 ELSE 0 END"
EDGE = "SELECT c.received_at FROM complaint c ORDER BY c.received_at"
WITHIN = "c.received_at >= {} AND c.received_at < {}"


@dataclass(frozen=True, slots=True)
class Group:
    """So many complaints that look alike. `lapor` is empty where LAPOR! or its status is not known."""

    agency: int | None
    lapor: str
    aspal: str
    in_lapor: int
    month: int
    n: int

    @property
    def differs(self) -> bool:
        """Whether the two truths differ."""
        return bool(self.in_lapor) and self.lapor != self.aspal

    def bucket(self, truth: Truth) -> str:
        """The bucket by one of the two truths; empty where it counts in none."""
        return self.lapor if truth is Truth.LAPOR else self.aspal


@dataclass(frozen=True, slots=True)
class Ending:
    """On one day, an ordinal, so many spans began (`sign` -1) or ended (+1)."""

    agency: int | None
    lapor: str
    aspal: str
    day: int
    sign: int
    n: int

    def bucket(self, truth: Truth) -> str:
        """As for a group."""
        return self.lapor if truth is Truth.LAPOR else self.aspal


async def groups(span: Span, scope: Clause) -> list[Group]:
    """Every complaint of the year in its group."""
    found = await db.rows(
        f"SELECT c.agency AS agency, {buckets.LAPOR_SQL} AS lapor, {buckets.ASPAL_SQL} AS aspal, "  # noqa: S608
        f"{IN_LAPOR} AS in_lapor, {_month(RECEIVED)} AS month, count(*) AS n "
        f"FROM complaint c WHERE {WITHIN} AND ({scope.sql}) GROUP BY 1, 2, 3, 4, 5",
        *_values(span, scope),
    )
    return [Group(**row) for row in found]


async def endings(span: Span, measure: Measure, scope: Clause, *, by_agency: bool = False) -> list[Ending]:
    """The days on which the spans of a measure begin and end; without `by_agency` no agency is told apart.

    Grouped by single days, never by pairs: sums of lengths need no more, and there are few days.
    """
    agency = "c.agency" if by_agency else "0"
    start, end = BETWEEN[measure]
    both = f"{WITHIN} AND {start} IS NOT NULL AND {end} IS NOT NULL AND ({scope.sql})"
    one_side = (
        f"SELECT {agency} AS agency, {buckets.LAPOR_SQL} AS lapor, {buckets.ASPAL_SQL} AS aspal, "  # noqa: S608
        f"{{day}} AS day, {{sign}} AS sign, count(*) AS n FROM complaint c WHERE {both} GROUP BY 1, 2, 3, 4"
    )
    sides = [
        one_side.replace("{day}", _day(column)).replace("{sign}", sign)
        for column, sign in ((start, "-1"), (end, "1"))
    ]
    found = await db.rows(" UNION ALL ".join(sides), *_values(span, scope), *_values(span, scope))
    return [Ending(**row) for row in found]


DIFFERING = (
    "SELECT c.number AS number, c.lapor_bucket AS lapor, c.lapor_status AS raw, "  # noqa: S608
    f"{buckets.ASPAL_SQL} AS aspal FROM complaint c WHERE {WITHIN} AND ({buckets.DIFFERS_SQL})"
)


@dataclass(frozen=True, slots=True)
class Differing:
    """A complaint that LAPOR! counts otherwise than we; `raw` is LAPOR!'s own word."""

    number: str
    lapor: Bucket | None
    raw: str
    aspal: Bucket


async def differing(span: Span, scope: Clause, *, limit: int) -> list[Differing]:
    """The cases that differ, oldest first."""
    found = await db.rows(
        f"{DIFFERING} AND ({scope.sql}) ORDER BY c.received_at, c.id LIMIT {int(limit)}",
        *_values(span, scope),
    )
    return [
        Differing(
            row["number"], Bucket(row["lapor"]) if row["lapor"] else None, row["raw"], Bucket(row["aspal"])
        )
        for row in found
    ]


async def years() -> list[int]:
    """The years from the first complaint to the last, newest first."""
    edges = [await db.rows(f"{EDGE} {order} LIMIT 1") for order in ("ASC", "DESC")]
    if not edges[0]:
        return []
    first, last = (_wib_year(edge[0]["received_at"]) for edge in edges)
    return list(range(last, first - 1, -1))


def _wib_year(moment: datetime) -> int:
    return moment.astimezone(clock.WIB).year


def _values(span: Span, scope: Clause) -> tuple[Any, ...]:
    return (span.since, span.until, *scope.values)


def _day(column: str) -> str:
    """Python's ordinal of the WIB day."""
    if db.is_postgres():
        return f"({_in_wib(column)}::date - DATE '0001-01-01' + 1)"
    return f"(CAST(julianday({column}, '+{WIB_HOURS} hours') + 0.5 AS INTEGER) - {JULIAN_DAY_ZERO})"


def _month(column: str) -> str:
    if db.is_postgres():
        return f"extract(month FROM {_in_wib(column)})::int"
    return f"CAST(strftime('%m', {column}, '+{WIB_HOURS} hours') AS INTEGER)"


def _in_wib(column: str) -> str:
    return f"(({column}) AT TIME ZONE 'UTC' + INTERVAL '{WIB_HOURS} hours')"
