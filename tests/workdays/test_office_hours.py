from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.workdays.calendar import WIB, Calendar
from portal.workdays.office_hours import DEFAULT_WEEK, Hours, OfficeHours, SpecialHours
from portal.workdays.seed import holidays

CALENDAR = Calendar.of(holidays(2022, 2027), range(2022, 2028))
OFFICE = OfficeHours(CALENDAR)
RAMADAN = SpecialHours(
    date(2026, 2, 18), date(2026, 3, 19), {day: Hours(time(8), time(15)) for day in range(5)}
)
SHORT = Hours(time(8), time(11))


def wib(*clock: int) -> datetime:
    return datetime(*clock, tzinfo=WIB)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        (wib(2026, 11, 24, 7, 29, 59), False),
        (wib(2026, 11, 24, 7, 30), True),
        (wib(2026, 11, 24, 15, 59, 59), True),
        (wib(2026, 11, 24, 16), False),
        (wib(2026, 11, 27, 14, 30), False),  # Friday
        (wib(2026, 11, 28, 10), False),  # Saturday
        (wib(2026, 12, 24, 10), False),  # joint leave
        (datetime(2026, 11, 24, 0, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 10, tzinfo=UTC), False),  # 17.00 WIB
    ],
)
def test_open_on_working_days_between_opening_and_closing(at, is_open):
    assert OFFICE.is_open(at) == is_open


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        (wib(2026, 11, 24, 10, 15), wib(2026, 11, 24, 10, 15)),
        (wib(2026, 11, 24, 3), wib(2026, 11, 24, 7, 30)),
        (wib(2026, 11, 24, 16), wib(2026, 11, 25, 7, 30)),
        (wib(2026, 11, 27, 14, 30), wib(2026, 11, 30, 7, 30)),
        (wib(2026, 12, 23, 20), wib(2026, 12, 28, 7, 30)),  # joint leave, Christmas, weekend
        (wib(2026, 12, 31, 23, 59), wib(2027, 1, 4, 7, 30)),
    ],
)
def test_what_may_wait_goes_out_at_the_next_opening(at, opening):
    assert OFFICE.next_opening(at) == opening
    assert OFFICE.next_opening(at).tzinfo is UTC


def test_ramadan_has_its_own_hours_and_opens_no_holiday():
    office = OfficeHours(CALENDAR, exceptions=(RAMADAN,))
    assert office.next_opening(wib(2026, 2, 24, 7, 30)) == wib(2026, 2, 24, 8)
    assert not office.is_open(wib(2026, 2, 24, 15, 30))
    assert not office.is_open(wib(2026, 3, 18, 10))  # joint leave within it


def test_the_exception_listed_last_wins():
    meeting = SpecialHours(date(2026, 2, 24), date(2026, 2, 24), {1: SHORT})
    office = OfficeHours(CALENDAR, exceptions=(RAMADAN, meeting))
    assert office.on(date(2026, 2, 24)) == SHORT
    assert office.on(date(2026, 2, 25)) == Hours(time(8), time(15))


def test_an_exception_without_hours_closes_the_office():
    office = OfficeHours(CALENDAR, exceptions=(SpecialHours(date(2026, 11, 24), date(2026, 11, 25), {}),))
    assert office.next_opening(wib(2026, 11, 24, 10)) == wib(2026, 11, 26, 7, 30)


def test_a_hospital_may_open_on_saturday_but_not_on_a_holiday():
    hospital = OfficeHours(CALENDAR, {**DEFAULT_WEEK, 5: SHORT})
    assert hospital.is_open(wib(2026, 11, 28, 9))
    assert not hospital.is_open(wib(2026, 3, 21, 9))  # Idul Fitri on a Saturday


days = st.dates(date(2021, 12, 1), date(2028, 2, 1))
moments = st.builds(datetime.combine, days, st.times(), st.sampled_from([UTC, WIB]))


@given(moments)
def test_the_next_opening_is_open_and_nothing_before_it_was(at):
    opening = OFFICE.next_opening(at)
    assert opening >= at
    assert OFFICE.is_open(opening)
    assert opening == at or not OFFICE.is_open(opening - timedelta(microseconds=1))
    assert opening == at or not any(OFFICE.is_open(at + (opening - at) * n / 20) for n in range(20))


def test_naive_moments_are_refused():
    for ask in (OFFICE.is_open, OFFICE.next_opening):
        with pytest.raises(TypeError, match="naive"):
            ask(wib(2026, 11, 24, 9).replace(tzinfo=None))


@pytest.mark.parametrize(
    ("build", "error"),
    [
        (lambda: Hours(time(16), time(8)), ValueError),
        (lambda: Hours(time(8, tzinfo=UTC), time(16, tzinfo=UTC)), TypeError),
        (lambda: SpecialHours(date(2026, 3, 2), date(2026, 3, 1), {}), ValueError),
        (lambda: SpecialHours(wib(2026, 3, 2), date(2026, 3, 3), {}), TypeError),
        (lambda: OfficeHours(CALENDAR, {7: SHORT}), ValueError),
        (lambda: OfficeHours(CALENDAR, {}), ValueError),
    ],
)
def test_impossible_hours_are_refused(build, error):
    with pytest.raises(error):
        build()
