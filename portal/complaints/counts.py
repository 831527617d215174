"""How many complaints stand behind each view, counted no further than a reader wants to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.complaints import policies
from portal.complaints.buckets import ASPAL_SQL
from portal.complaints.filters import Filters, Moment, in_year
from portal.complaints.kinds import Bucket
from portal.complaints.selection import selection
from portal.permissions import Actor
from portal.workdays import queries as workdays

MOST = 999
"""Counting a whole table costs more than the page it stands on; above this the view says 999+."""

MOST_OF_A_LIST = 10_000
"""Up to here a list says exactly how many it holds."""

VIEWS: Mapping[str, Filters] = {
    "all": Filters(),
    "mine": Filters(mine=True),
    "soon": Filters(due="soon"),
    "overdue": Filters(due="overdue"),
    "returned": Filters(returned=True),
    "not_in_lapor": Filters(lapor="not_in_lapor"),
    "not_copied": Filters(lapor="not_copied"),
    "differs": Filters(lapor="differs"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `text` is what the page shows."""

    value: int

    @property
    def text(self) -> str:
        """`118`, or `999+`."""
        return str(self.value) if self.value <= MOST else f"{MOST}+"


@dataclass(frozen=True, slots=True)
class Total:
    """How many a list holds, exact up to `MOST_OF_A_LIST`."""

    value: int

    @property
    def text(self) -> str:
        """`118`, or `lebih dari 10.000`."""
        shown = f"{min(self.value, MOST_OF_A_LIST):,}".replace(",", ".")
        return f"lebih dari {shown}" if self.value > MOST_OF_A_LIST else shown


async def counts(actor: Actor, at: datetime, views: Mapping[str, Filters] = VIEWS) -> dict[str, Count]:
    """For each view what its list would hold, in one query."""
    moment = Moment(at, await workdays.calendar())
    seen = await policies.reach(actor)
    chosen = {name: await selection(actor, filters, moment, seen) for name, filters in views.items()}
    counted = {name: each.counted(MOST + 1) for name, each in chosen.items()}
    columns = ", ".join(f'({clause.sql}) AS "{name}"' for name, clause in counted.items())
    values = [value for clause in counted.values() for value in clause.values]
    found = (await db.quick(f"SELECT {columns}", *values))[0]
    return {name: Count(int(found[name])) for name in views}


async def total(actor: Actor, filters: Filters, at: datetime) -> Total:
    """How many the whole list holds."""
    chosen = await selection(actor, filters, Moment(at, await workdays.calendar()))
    counted = chosen.counted(MOST_OF_A_LIST + 1)
    return Total(int((await db.quick(counted.sql, *counted.values))[0]["n"]))


async def by_bucket(actor: Actor, year: int) -> dict[Bucket, int]:
    """How many of the year stand in each bucket *menurut ASPAL*, of what the actor sees."""
    seen = policies.visible(await policies.reach(actor)).also(in_year(year))
    found = await db.rows(
        f"SELECT {ASPAL_SQL} AS bucket, count(*) AS n FROM complaint c WHERE {seen.sql} GROUP BY 1",  # noqa: S608
        *seen.values,
    )
    known = {row["bucket"]: int(row["n"]) for row in found}
    return {bucket: known.get(bucket, 0) for bucket in Bucket}
