from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from portal.workdays import words
from portal.workdays.calendar import WIB, Calendar, Unit
from portal.workdays.seed import holidays

CALENDAR = Calendar.of(holidays(2022, 2027), range(2022, 2028))
NOW = datetime(2026, 11, 24, 9, 14, tzinfo=WIB)  # a Tuesday


def end_of(*day: int) -> datetime:
    return CALENDAR.end_of(date(*day))


@pytest.mark.parametrize(
    ("due_at", "sentence", "tone"),
    [
        (end_of(2026, 12, 1), "sisa 5 hari kerja", "none"),
        (end_of(2026, 11, 26), "sisa 2 hari kerja", "none"),
        (end_of(2026, 11, 25), "sisa 1 hari kerja", "todo"),
        (end_of(2026, 11, 24), "hari ini terakhir", "todo"),
        (end_of(2026, 11, 23), "terlambat 1 hari kerja", "late"),
        (end_of(2026, 11, 19), "terlambat 3 hari kerja", "late"),
    ],
)
def test_a_deadline_is_spoken_in_working_days(due_at, sentence, tone):
    assert words.deadline_words(due_at, NOW, CALENDAR) == (sentence, tone)


@pytest.mark.parametrize(
    ("now", "sentence", "tone"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), "hari ini terakhir", "todo"),
        (datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC), "terlambat 1 hari kerja", "late"),
    ],
)
def test_the_last_day_ends_at_midnight_wib(now, sentence, tone):
    assert words.deadline_words(end_of(2026, 11, 24), now, CALENDAR) == (sentence, tone)


def test_a_deadline_on_the_weekend_ahead_counts_plain_days():
    due_at = CALENDAR.due_at(NOW, 5, Unit.CALENDAR)  # Sunday
    friday, sunday = (datetime(2026, 11, day, 9, tzinfo=WIB) for day in (27, 29))
    assert words.deadline_words(due_at, friday, CALENDAR) == ("sisa 2 hari", "todo")
    assert words.deadline_words(due_at, sunday, CALENDAR) == ("hari ini terakhir", "todo")


def test_dates_and_times_as_the_office_writes_them():
    assert words.long_date(NOW) == "Selasa, 24 November 2026"
    assert words.short_date(NOW) == "24 Nov"
    assert words.dated(NOW) == "24 Nov 2026"
    assert words.clock_time(NOW) == "09.14"
    assert words.stamp(NOW) == "24 Nov 2026 09.14"


def test_every_day_and_month_has_its_name():
    assert [words.long_date(date(2026, 6, day)).split(",")[0] for day in range(1, 8)] == list(words.DAYS)
    assert " ".join(words.short_date(date(2026, month, 1)) for month in range(1, 13)) == (
        "1 Jan 1 Feb 1 Mar 1 Apr 1 Mei 1 Jun 1 Jul 1 Agu 1 Sep 1 Okt 1 Nov 1 Des"
    )


def test_the_day_changes_at_midnight_of_the_zone():
    evening = datetime(2025, 12, 31, 16, 59, 59, tzinfo=UTC)
    midnight = datetime(2025, 12, 31, 17, 0, 0, tzinfo=UTC)
    assert words.stamp(evening) == "31 Des 2025 23.59"
    assert words.stamp(midnight) == "1 Jan 2026 00.00"
    assert words.stamp(evening, ZoneInfo("Asia/Jayapura")) == "1 Jan 2026 01.59"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC), "hari ini"),
        (datetime(2026, 11, 23, 17, 0, 0, tzinfo=UTC), "hari ini"),
        (datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC), "kemarin"),
        (datetime(2026, 11, 24, 17, 0, 0, tzinfo=UTC), "besok"),
        (date(2026, 11, 22), "22 Nov"),
        (date(2025, 11, 24), "24 Nov 2025"),
    ],
)
def test_near_days_are_called_by_name(at, said):
    assert words.relative_day(at, NOW) == said


NAIVE = NOW.replace(tzinfo=None)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: words.long_date(NAIVE),
        lambda: words.short_date(NAIVE),
        lambda: words.dated(NAIVE),
        lambda: words.clock_time(NAIVE),
        lambda: words.stamp(NAIVE),
        lambda: words.relative_day(NAIVE, NOW),
        lambda: words.relative_day(NOW, NAIVE),
        lambda: words.deadline_words(NAIVE, NOW, CALENDAR),
        lambda: words.deadline_words(NOW, NAIVE, CALENDAR),
    ],
)
def test_naive_moments_are_refused(ask):
    with pytest.raises(TypeError, match="naive"):
        ask()
