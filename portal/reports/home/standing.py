"""How things stand: the year's buckets, what is overdue at each agency, messages that did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from portal import db
from portal.agencies import queries as agencies
from portal.complaints import counts, listing, policies
from portal.complaints.filters import Filters, Moment, due
from portal.complaints.kinds import Bucket
from portal.complaints.listing import Row
from portal.lapor.batches import queries as imports
from portal.permissions import Actor, Permission
from portal.reports import charts
from portal.reports.arithmetic import percent
from portal.reports.charts import Segment
from portal.reports.measures import ASIDE, FOUR

SHOWN = 5
STALE_AFTER = 1
"""Working days without a look at LAPOR! after which the home page warns."""


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """The year's complaints that the reader sees, *menurut ASPAL*, each bucket with its list."""

    year: int
    counts: dict[Bucket, int]
    bar: list[Segment]
    links: dict[Bucket, str]

    @property
    def total(self) -> int:
        """What is in the four buckets."""
        return sum(self.counts[bucket] for bucket in FOUR)

    @property
    def completed_percent(self) -> float | None:
        """Resolved out of it."""
        return percent(self.counts[Bucket.RESOLVED], self.total)

    @property
    def aside(self) -> int:
        """What stands outside."""
        return sum(self.counts[bucket] for bucket in ASIDE)


@dataclass(frozen=True, slots=True)
class AtAgency:
    """How many are overdue there, with their list."""

    name: str
    n: int
    href: str


@dataclass(frozen=True, slots=True)
class Overdue:
    """What has run out its deadline: the longest first, and by agency."""

    n: str
    href: str
    first: tuple[Row, ...]
    by_agency: tuple[AtAgency, ...]


@dataclass(frozen=True, slots=True)
class LaporLook:
    """When LAPOR! was last looked at; `is_stale` where that is longer ago than it should be."""

    at: datetime | None
    is_stale: bool


async def year_so_far(user: Actor, year: int) -> YearSoFar:
    """The buckets of the year."""
    found = await counts.by_bucket(user, year)
    links = {bucket: _href(Filters(bucket=bucket, year=year)) for bucket in FOUR}
    return YearSoFar(year, found, charts.bar(found), links)


async def overdue(user: Actor, moment: Moment) -> Overdue:
    """What is overdue in all that the reader sees."""
    filters = Filters(due="overdue")
    count = (await counts.counts(user, moment.at, {"overdue": filters}))["overdue"]
    first = await listing.listing(user, filters, limit=SHOWN)
    return Overdue(count.text, _href(filters), first.rows, await _by_agency(user, moment))


async def lapor_look(moment: Moment) -> LaporLook:
    """The last import of an export."""
    at = await imports.last_seen()
    if at is None:
        return LaporLook(None, is_stale=True)
    calendar = moment.calendar
    days = calendar.between(calendar.day_of(at), calendar.day_of(moment.at))
    return LaporLook(at, is_stale=days > STALE_AFTER)


async def is_regency_wide(user: Actor) -> bool:
    """Whether the reader sees more than one agency, so that agencies are worth telling apart."""
    places = user.agencies_for(Permission.COMPLAINT_READ)
    return places is None or len(places) > 1


async def _by_agency(user: Actor, moment: Moment) -> tuple[AtAgency, ...]:
    wanted = policies.visible(await policies.reach(user)).also(due("overdue", moment))
    found = await db.rows(
        "SELECT c.agency AS agency, count(*) AS n FROM complaint c "  # noqa: S608
        f"WHERE {wanted.sql} AND c.agency IS NOT NULL GROUP BY c.agency ORDER BY n DESC, c.agency",
        *wanted.values,
    )
    names = await agencies.names()
    return tuple(
        AtAgency(names[row["agency"]], row["n"], _href(Filters(due="overdue", agency=row["agency"])))
        for row in found
    )


def _href(filters: Filters) -> str:
    return f"/complaints?{urlencode(filters.query())}"
