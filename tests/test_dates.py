from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.dates import MONTHS, from_serial_text, parse_date, parse_moment, parse_time

ENGLISH = [date(2026, number, 1).strftime("%B") for number in range(1, 13)]


@pytest.mark.parametrize(
    "text",
    [
        "3 Jan 2026",
        "03 januari 2026",
        "3 January 2026",
        "03/01/2026",
        "3-1-2026",
        "3.1.2026",
        "3/1/26",
        "2026-01-03",
        "2026/1/3",
        "3-Jan-26",
        "3-Jan-2026",
        "  3   JAN.  2026 ",
        "Sabtu, 3 Januari 2026",
        "Jan 3, 2026",
        date(2026, 1, 3),
        datetime(2026, 1, 3, 23, 59),  # noqa: DTZ001  a workbook's dates have no zone
        46025,
        46025.75,
    ],
)
def test_a_date_is_read_in_every_usual_form(text):
    assert parse_date(text) == date(2026, 1, 3)


@pytest.mark.parametrize(
    ("word", "month"),
    [
        *((name, number) for number, name in enumerate(MONTHS, start=1)),
        *((name[:3], number) for number, name in enumerate(MONTHS, start=1)),
        *((name, number) for number, name in enumerate(ENGLISH, start=1)),
        *((name[:3], number) for number, name in enumerate(ENGLISH, start=1)),
        *(("Agt", 8), ("Agust", 8), ("Sept", 9), ("Nopember", 11), ("Pebruari", 2)),
    ],
)
def test_a_month_is_known_long_and_short_in_both_languages(word, month):
    assert parse_date(f"9 {word} 2023") == date(2023, month, 9)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31 Feb 2023", "Februari 2023 hanya sampai tanggal 28."),
        ("31/02/2024", "Februari 2024 hanya sampai tanggal 29."),
        ("2023-06-31", "Juni 2023 hanya sampai tanggal 30."),
        ("01/13/2023", "Bulan 13 tidak ada. Tulis hari/bulan/tahun, misalnya 03/01/2026."),
        ("", "Tanggal belum diisi."),
        (None, "Tanggal belum diisi."),
        ("kemarin", "Tanggal “kemarin” tidak dapat dibaca. Tulis seperti 3 Januari 2026 atau 03/01/2026."),
        ("3 Foo 2026", "Nama bulan pada tanggal “3 Foo 2026” tidak dikenal."),
        ("0/1/2026", "Tanggal atau tahun tidak boleh 0."),
        ("0000-01-01", "Tanggal atau tahun tidak boleh 0."),
        (-5, "Angka ini bukan tanggal."),
        (float("-inf"), "Angka ini bukan tanggal."),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  the sentence is compared below
        parse_date(text)
    assert str(refused.value).startswith(sentence)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31)))
def test_every_date_survives_being_written_and_read(day):
    written = [
        f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d/%m/%y}",
        day.isoformat(),
    ]
    assert {parse_date(text) for text in written} == {day}


ALMOST_DATES = st.from_regex(r"[0-9]{1,4}.{0,3}[a-z0-9]{1,5}.{0,3}[0-9]{1,4}")


@pytest.mark.parametrize("parse", [parse_date, parse_time, parse_moment])
@given(value=st.one_of(st.text(), st.floats(), st.integers(), ALMOST_DATES))
def test_anything_else_is_refused_in_a_sentence(parse, value):
    assert read_or_refused(parse, value)


def read_or_refused(parse, value):
    try:
        return parse(value) is not None
    except ValueError as refused:
        return str(refused).endswith(".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14.05", time(14, 5)),
        ("14:05:33", time(14, 5, 33)),
        ("14:05:33.250", time(14, 5, 33)),
        ("14.05 WIB", time(14, 5)),
        ("2:05 PM", time(14, 5)),
        ("12:05 am", time(0, 5)),
        ("0.25000", time(6, 0)),
        (time(7, 8), time(7, 8)),
        (datetime(2026, 1, 3, 7, 8), time(7, 8)),  # noqa: DTZ001
    ],
)
def test_a_time_is_read_in_every_usual_form(text, expected):
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["25.00", "12:60", "siang", "", None, "14"])
def test_a_time_that_cannot_be_is_refused(text):
    with pytest.raises(ValueError, match=r"^Waktu “.*” tidak"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-01-10T05:04:00", (date(2023, 1, 10), time(5, 4))),
        ("10 Jan 2023 05.04", (date(2023, 1, 10), time(5, 4))),
        ("10/01/2023, pukul 05:04 WIB", (date(2023, 1, 10), time(5, 4))),
        ("5 Agt 2023", (date(2023, 8, 5), None)),
    ],
)
def test_a_time_behind_the_date_is_kept(text, expected):
    assert parse_moment(text) == expected


def test_a_bare_serial_number_is_a_date_only_where_a_workbook_may_hold_one():
    assert from_serial_text("46025") == date(2026, 1, 3)
    assert from_serial_text("3 Jan 2026") is None
    with pytest.raises(ValueError, match="tidak dapat dibaca"):
        parse_date("46025")
