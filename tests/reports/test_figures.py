"""The rapor counts what the ministry counts, by both truths, and its days are WIB days."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from portal.complaints.kinds import Bucket, Status
from portal.complaints.tables import Complaint
from portal.errors import BadInput
from portal.reports import facts
from portal.reports.arithmetic import tenths
from portal.reports.figures import rapor, rapor_json
from portal.reports.measures import ASIDE, FOUR, Measure, Truth
from tests.reports.rows import Case, agency, put

FIRST = Measure.RECEIVED_TO_FIRST_FOLLOW_UP
NEW_YEARS_EVE = date(2025, 12, 31)


async def test_an_empty_year_counts_nothing_and_means_nothing(database: str):
    told = await rapor_json(2025)
    assert (told["total"], told["resolved"], told["completed_percent"]) == (0, 0, None)
    assert told["mean_days"]["received_to_closed"] == {"calendar": None, "working": None, "n": 0}
    assert (told["differing"], told["headed_by"], told["aspal"]["total"]) == (0, "lapor", 0)


async def test_the_year_turns_at_midnight_in_wib(database: str):
    await put(
        Case(NEW_YEARS_EVE, at=time(23, 59, 59)),
        Case(date(2026, 1, 1), at=time(0, 0)),
        Case(date(2026, 1, 1), at=time(6, 59)),
    )
    assert (await rapor(2025)).aspal.total == 1
    assert (await rapor(2026)).aspal.total == 2
    assert [month.received for month in (await rapor(2025)).months[Truth.ASPAL]] == [0] * 11 + [1]
    assert await facts.years() == [2026, 2025]


async def test_lapor_heads_and_our_own_acts_stand_beside_it(database: str):
    await put(
        Case(date(2026, 3, 2), Status.ANSWERED, "not_followed_up", answered=date(2026, 3, 9)),
        Case(date(2026, 3, 2), Status.RESOLVED, "resolved", resolved=date(2026, 3, 30)),
        Case(date(2026, 3, 2), Status.RECEIVED),
        Case(date(2026, 3, 2), Status.DISPOSED, ""),
        Case(date(2026, 3, 2), Status.ARCHIVED, "archived"),
    )
    told = await rapor_json(2026)
    assert [told[name] for name in ("total", "not_followed_up", "in_progress", "resolved")] == [2, 1, 0, 1]
    assert [told["aspal"][name] for name in ("total", "unverified", "not_followed_up")] == [4, 1, 1]
    assert (told["archived"], told["completed_percent"], told["completed_percent_with_aside"]) == (
        1,
        50.0,
        33.3,
    )
    assert (told["differing"], len(told["differing_numbers"])) == (2, 2)
    assert (told["not_in_lapor"], told["unknown_status"]) == (1, 1)


async def test_archived_ones_divide_only_where_the_switch_says_so(database: str):
    await put(
        Case(date(2026, 3, 2), Status.RESOLVED, "resolved"),
        Case(date(2026, 3, 2), Status.ARCHIVED, "archived"),
    )
    assert (await rapor(2026)).head.completed_percent == 100.0
    assert (await rapor(2026, aside_counts=True)).head.completed_percent == 50.0


async def test_days_are_whole_wib_days_and_working_days_leave_out_what_the_office_leaves_out(database: str):
    # Friday to Monday over Idul Fitri 2026 would hide the rule; a plain weekend shows it.
    await put(
        Case(date(2026, 2, 6), Status.ANSWERED, "in_progress", answered=date(2026, 2, 9), at=time(23, 59)),
        Case(date(2026, 2, 9), Status.ANSWERED, "in_progress", answered=date(2026, 2, 13)),
        Case(date(2026, 12, 24), Status.ANSWERED, "in_progress", answered=date(2026, 12, 28)),
    )
    mean = (await rapor(2026)).head.means[FIRST]
    assert (mean.n, mean.calendar) == (3, 3.7)
    assert mean.working == 2.0


async def test_time_at_kominfo_is_left_out_of_the_agencys(database: str):
    await put(Case(date(2026, 3, 2), Status.ANSWERED, "in_progress", date(2026, 3, 4), date(2026, 3, 16)))
    means = (await rapor(2026)).head.means
    assert means[FIRST].calendar == 14.0
    assert means[Measure.DISPOSED_TO_FIRST_FOLLOW_UP].calendar == 12.0
    assert means[Measure.DISPOSED_TO_FIRST_FOLLOW_UP].working == 8.0


async def test_only_what_is_closed_has_a_time_to_its_closing(database: str):
    await put(
        Case(date(2026, 3, 2), Status.RESOLVED, "resolved", resolved=date(2026, 3, 12)),
        Case(date(2026, 3, 2), Status.DISPOSED, "not_followed_up", resolved=date(2026, 3, 4)),
    )
    mean = (await rapor(2026)).head.means[Measure.RECEIVED_TO_CLOSED]
    assert (mean.n, mean.calendar) == (1, 10.0)


async def test_each_agency_is_counted_with_its_own_days(database: str):
    road = await agency("JALAN")
    await put(
        Case(date(2026, 3, 2), Status.RESOLVED, "resolved", date(2026, 3, 2), date(2026, 3, 4), agency=road),
        Case(date(2026, 3, 2), Status.DISPOSED, "not_followed_up", agency=road),
        Case(date(2026, 3, 2), Status.VERIFIED, "not_followed_up"),
    )
    found = {row.agency: row for row in (await rapor(2026)).agencies[Truth.LAPOR]}
    assert (found[road].total, found[road].resolved, found[road].completed_percent) == (2, 1, 50.0)
    assert (found[road].mean.working, found[None].total, found[None].mean.n) == (2.0, 1, 0)


@pytest.mark.parametrize("year", [1999, 2101, 0, -5, 10_000])
async def test_a_year_no_rapor_is_about_is_refused(sqlite_database: str, year: int):
    with pytest.raises(BadInput, match="tahun"):
        await rapor(year)


@given(amount=some.integers(0, 10**7), n=some.integers(1, 10**5))
def test_one_decimal_is_rounded_as_people_do(amount: int, n: int):
    assert tenths(0, 0) is None
    assert abs(tenths(amount, n) - amount / n) <= 0.05 + 1e-9


CASES = some.builds(
    Case,
    received=some.dates(date(2025, 12, 30), date(2027, 1, 2)),
    status=some.sampled_from(Status),
    lapor=some.sampled_from([None, "", *Bucket]),
    answered=some.none() | some.just(date(2027, 2, 1)),
    at=some.times(),
)


@hypothesis_settings(max_examples=25)
@given(cases=some.lists(CASES, max_size=12))
async def test_every_complaint_is_counted_once_by_each_truth(database: str, cases: list[Case]):
    await Complaint.delete(force=True)
    if cases:
        await put(*cases)
    year = sum(case.received.year == 2026 for case in cases)
    told = await rapor(2026)
    for figures in (told.lapor, told.aspal):
        assert figures.total == sum(figures.counts[bucket] for bucket in FOUR)
    assert told.aspal.total + told.aspal.aside == year
    assert told.lapor.total + told.lapor.aside + told.unknown_status + told.not_in_lapor == year
    assert sum(figures.counts[bucket] for figures in [told.aspal] for bucket in (*FOUR, *ASIDE)) == year
    assert len(told.cases) == told.differing
    for truth in Truth:
        assert sum(month.received for month in told.months[truth]) == told.by(truth).total
        assert sum(row.total for row in told.agencies[truth]) == told.by(truth).total
