from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.workdays.calendar import WIB, Calendar, Holiday, HolidayKind, Unit
from portal.workdays.seed import holidays

YEARS = range(2022, 2028)
CALENDAR = Calendar.of(holidays(2022, 2027), YEARS)
ONE_DAY = timedelta(days=1)

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 11, day) for day in (20, 21, 22, 23))

days = st.dates(date(2021, 6, 1), date(2028, 6, 30))
distances = st.integers(0, 90)
calendars = st.frozensets(st.dates(date(2023, 12, 1), date(2024, 3, 31)), max_size=60).map(
    lambda off: Calendar(dict.fromkeys(off, "Libur"), frozenset({2023, 2024}))
)
winter = st.dates(date(2023, 11, 15), date(2024, 4, 15))
zones = st.sampled_from([UTC, WIB, ZoneInfo("Asia/Jayapura")])
moments = st.builds(datetime.combine, days, st.times(), zones)


def plainly_working(calendar: Calendar, day: date) -> bool:
    return day.isoweekday() not in (6, 7) and day not in calendar.days_off


def count_one_by_one(calendar: Calendar, start: date, end: date) -> int:
    if end < start:
        return -count_one_by_one(calendar, end, start)
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(plainly_working(calendar, day) for day in span)


def step_one_by_one(calendar: Calendar, day: date, n: int) -> date:
    while n:
        day += ONE_DAY
        n -= plainly_working(calendar, day)
    return day


def wib(*clock: int) -> datetime:
    return datetime(*clock, tzinfo=WIB)


@given(winter, distances, calendars)
def test_adding_lands_where_a_day_by_day_walk_does(day, n, calendar):
    assert calendar.add(day, n) == step_one_by_one(calendar, day, n)


@given(winter, winter, calendars)
def test_counting_agrees_with_a_day_by_day_walk(start, end, calendar):
    assert calendar.between(start, end) == count_one_by_one(calendar, start, end)


@given(days, distances)
def test_the_decreed_holidays_are_counted_like_any_other(day, n):
    assert CALENDAR.add(day, n) == step_one_by_one(CALENDAR, day, n)


@given(winter, distances, calendars)
def test_counting_undoes_adding(day, n, calendar):
    assert calendar.between(day, calendar.add(day, n)) == n


@given(winter, winter, calendars)
def test_adding_undoes_counting_to_a_working_day(one, other, calendar):
    start, later = sorted((one, other))
    end = step_one_by_one(calendar, later, 1)
    assert calendar.add(start, calendar.between(start, end)) == end


@given(winter, winter, distances, calendars)
def test_what_happened_later_is_never_due_earlier(one, other, n, calendar):
    first, second = sorted((one, other))
    assert calendar.add(first, n) <= calendar.add(second, n)


@given(winter, winter, winter, calendars)
def test_counts_add_up(start, middle, end, calendar):
    assert calendar.between(start, middle) + calendar.between(middle, end) == calendar.between(start, end)


@given(moments, distances)
def test_a_deadline_in_working_days_ends_on_a_working_day_in_wib(happened_at, n):
    due = CALENDAR.due_at(happened_at, n, Unit.WORKING)
    there = due.astimezone(WIB)
    assert due.tzinfo is UTC
    assert CALENDAR.is_working(there.date())
    assert (there.hour, there.minute, there.second, there.microsecond) == (23, 59, 59, 0)


@given(moments, distances)
def test_a_deadline_in_calendar_days_counts_every_day(happened_at, n):
    due = CALENDAR.due_at(happened_at, n, Unit.CALENDAR)
    assert (due.astimezone(WIB).date() - happened_at.astimezone(WIB).date()).days == n


@given(moments, st.integers(1, 90))
def test_on_day_zero_all_working_days_are_left(happened_at, n):
    assert CALENDAR.left(CALENDAR.due_at(happened_at, n, Unit.WORKING), happened_at) == n


@given(moments, moments)
def test_left_is_negative_exactly_when_the_deadline_has_passed(due_at, now):
    assert (CALENDAR.left(due_at, now) < 0) == (now > due_at)


@pytest.mark.parametrize(
    ("start", "end", "elapsed"),
    [
        (FRIDAY, FRIDAY, 0),
        (FRIDAY, SATURDAY, 0),
        (FRIDAY, MONDAY, 1),
        (SATURDAY, MONDAY, 1),
        (MONDAY, FRIDAY, -1),
    ],
)
def test_day_zero_is_the_day_it_happened(start, end, elapsed):
    assert CALENDAR.between(start, end) == elapsed


@pytest.mark.parametrize("day", [FRIDAY, SATURDAY])
def test_zero_days_on_is_the_same_day(day):
    assert CALENDAR.add(day, 0) == day


def test_a_same_day_deadline_on_a_saturday_ends_on_monday():
    assert CALENDAR.due_at(wib(2026, 11, 21, 9), 0, Unit.WORKING) == wib(2026, 11, 23, 23, 59, 59)


@pytest.mark.parametrize(
    ("happened_at", "due_on"),
    [
        (datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), date(2026, 11, 24)),  # Monday 23.59.59 WIB
        (datetime(2026, 11, 23, 17, 0, 0, tzinfo=UTC), date(2026, 11, 25)),  # Tuesday 00.00.00 WIB
    ],
)
def test_midnight_is_in_wib(happened_at, due_on):
    due = CALENDAR.due_at(happened_at, 1, Unit.WORKING)
    assert due == datetime(due_on.year, due_on.month, due_on.day, 16, 59, 59, tzinfo=UTC)


def test_the_deadline_passes_at_midnight_wib():
    due = wib(2026, 11, 24, 23, 59, 59)
    assert CALENDAR.left(due, datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)) == 0
    assert CALENDAR.left(due, datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC)) == -1


@pytest.mark.parametrize(
    ("today", "left"), [(SATURDAY, -1), (SUNDAY, -1), (MONDAY, -1), (date(2026, 11, 24), -2)]
)
def test_a_deadline_missed_on_friday_is_one_day_late_until_monday_ends(today, left):
    assert CALENDAR.left(wib(2026, 11, 20, 23, 59, 59), CALENDAR.at(today, time(8))) == left


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2025, 12, 24), 1, date(2025, 12, 29)),  # Christmas, joint leave, weekend
        (date(2025, 12, 31), 1, date(2026, 1, 2)),
        (date(2027, 12, 31), 1, date(2028, 1, 3)),  # out of the covered years
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, date(2024, 3, 1)),
        (date(2028, 2, 29), 260, date(2029, 2, 27)),
        (date(2023, 4, 18), 1, date(2023, 4, 26)),  # Idul Fitri with its joint leave
        (date(9999, 12, 30), 1, date(9999, 12, 31)),
        (date(1, 1, 1), 1, date(1, 1, 2)),
    ],
)
def test_edges_of_years(day, n, expected):
    assert CALENDAR.add(day, n) == expected


def test_years_that_nobody_decreed_are_estimates():
    estimated = [year for year in range(2020, 2030) if CALENDAR.is_estimate(date(year, 1, 3))]
    assert estimated == [2020, 2021, 2028, 2029]
    assert CALENDAR.is_working(date(2028, 8, 17))


def test_a_day_off_entered_early_counts_in_a_year_not_yet_decreed():
    early = Holiday(date(2028, 8, 17), "Hari Kemerdekaan Republik Indonesia", HolidayKind.PUBLIC)
    calendar = Calendar.of([early], YEARS)
    assert not calendar.is_working(early.date)
    assert calendar.add(date(2028, 8, 16), 1) == date(2028, 8, 18)


def test_a_calendar_keeps_its_days_when_the_source_changes():
    source = {MONDAY: "Libur"}
    calendar = Calendar(source, frozenset({2026}))
    source.clear()
    assert calendar.add(FRIDAY, 1) == date(2026, 11, 24)
    assert calendar == Calendar({MONDAY: "Libur"}, frozenset({2026}))


def test_another_zone_has_another_midnight():
    wit = Calendar({}, frozenset(), ZoneInfo("Asia/Jayapura"))
    assert wit.day_of(datetime(2026, 11, 23, 15, tzinfo=UTC)) == date(2026, 11, 24)
    assert wit.end_of(MONDAY) == datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC)


NOW = wib(2026, 11, 24, 9)
NAIVE = NOW.replace(tzinfo=None)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.due_at(NAIVE, 1, Unit.WORKING),
        lambda: CALENDAR.left(NAIVE, NOW),
        lambda: CALENDAR.left(NOW, NAIVE),
        lambda: CALENDAR.day_of(NAIVE),
    ],
)
def test_naive_moments_are_refused(ask):
    with pytest.raises(TypeError, match="naive"):
        ask()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: CALENDAR.is_working(NOW),
        lambda: CALENDAR.is_estimate(NOW),
        lambda: CALENDAR.add(NOW, 0),
        lambda: CALENDAR.add(NOW, 1),
        lambda: CALENDAR.between(FRIDAY, NOW),
        lambda: CALENDAR.end_of(NOW),
        lambda: Calendar({NOW: "Libur"}, frozenset()),
    ],
)
def test_a_moment_is_not_taken_for_a_day(ask):
    with pytest.raises(TypeError, match="day_of"):
        ask()


@pytest.mark.parametrize("unit", Unit)
def test_deadlines_lie_ahead(unit):
    with pytest.raises(ValueError, match=r"ahead|forward"):
        CALENDAR.due_at(NOW, -1, unit)


def test_an_unknown_unit_is_refused():
    with pytest.raises(ValueError, match="weeks"):
        CALENDAR.due_at(NOW, 1, "weeks")
