"""The rapor of a year: counts by bucket, completion and mean days, *menurut LAPOR!* and *menurut ASPAL*."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from portal.complaints.kinds import Bucket
from portal.complaints.policies import TRUE, Clause
from portal.reports import facts
from portal.reports.arithmetic import Mean, WorkedDays, mean
from portal.reports.facts import Ending, Group
from portal.reports.measures import DEFINITIONS, FOUR, HEADED_BY, Measure, Truth
from portal.reports.read_model import AgencyFigures, Figures, Month, Rapor
from portal.reports.years import Span
from portal.workdays import queries as workdays

AT_AGENCY = Measure.DISPOSED_TO_FIRST_FOLLOW_UP
"""What an agency is measured by."""

MOST_NUMBERS = 200
"""So many differing cases are named; the count is always whole."""


async def rapor(year: int, *, scope: Clause = TRUE, seen: Clause = TRUE, aside_counts: bool = False) -> Rapor:
    """The figures of what came in during a year in WIB: counted within `scope`, named where it is `seen`.

    Raises BadInput for a year that no rapor is about.
    """
    span = Span.of(year)
    groups, ends = await asyncio.gather(facts.groups(span, scope), _all_endings(span, scope))
    days = WorkedDays(await workdays.calendar())
    of_agencies = ends[AT_AGENCY]
    return Rapor(
        year,
        _figures(Truth.LAPOR, groups, ends, days, aside_counts=aside_counts),
        _figures(Truth.ASPAL, groups, ends, days, aside_counts=aside_counts),
        differing=sum(group.n for group in groups if group.differs),
        cases=tuple(await facts.differing(span, scope.also(seen), limit=MOST_NUMBERS)),
        not_in_lapor=sum(group.n for group in groups if not group.in_lapor),
        unknown_status=sum(group.n for group in groups if group.in_lapor and not group.lapor),
        months={truth: _months(groups, truth) for truth in Truth},
        agencies={truth: _agencies(groups, of_agencies, days, truth) for truth in Truth},
    )


async def rapor_json(year: int) -> dict[str, Any]:
    """What `rapor YEAR --json` prints."""
    return (await rapor(year)).as_json()


async def first_follow_up(year: int, *, scope: Clause = TRUE) -> Mean:
    """The mean that heads the rapor, for one bar in a row of years."""
    measure = Measure.RECEIVED_TO_FIRST_FOLLOW_UP
    ends = await facts.endings(Span.of(year), measure, scope)
    return mean(_counted(ends, measure, HEADED_BY), WorkedDays(await workdays.calendar()))


async def _all_endings(span: Span, scope: Clause) -> dict[Measure, list[Ending]]:
    """Asked for all at once: each measure reads the year on a connection of its own."""
    asked = [facts.endings(span, measure, scope, by_agency=measure is AT_AGENCY) for measure in Measure]
    return dict(zip(Measure, await asyncio.gather(*asked), strict=True))


def _figures(
    truth: Truth,
    groups: Iterable[Group],
    ends: Mapping[Measure, list[Ending]],
    days: WorkedDays,
    *,
    aside_counts: bool,
) -> Figures:
    counted = Counter[str]()
    for group in groups:
        counted[group.bucket(truth)] += group.n
    means = {measure: mean(_counted(ends[measure], measure, truth), days) for measure in Measure}
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
    groups: Iterable[Group], ends: Iterable[Ending], days: WorkedDays, truth: Truth
) -> tuple[AgencyFigures, ...]:
    total, resolved = Counter[int | None](), Counter[int | None]()
    for group in groups:
        bucket = group.bucket(truth)
        total[group.agency] += group.n if bucket in FOUR else 0
        resolved[group.agency] += group.n if bucket == Bucket.RESOLVED else 0
    spans: dict[int | None, list[Ending]] = {}
    for end in _counted(ends, AT_AGENCY, truth):
        spans.setdefault(end.agency, []).append(end)
    return tuple(
        AgencyFigures(agency, total[agency], resolved[agency], mean(spans.get(agency, ()), days))
        for agency in total
        if total[agency]
    )
