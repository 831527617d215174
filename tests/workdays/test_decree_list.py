"""Lists of days off as offices paste and save them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import BadInput
from portal.files import registration
from portal.workdays import decree_list
from portal.workdays.calendar import HolidayKind
from tests.lapor.files import write_xlsx

DECREE = """\
LAMPIRAN KEPUTUSAN BERSAMA
A. HARI LIBUR NASIONAL TAHUN 2027
1. 1 Januari Jumat Tahun Baru 2027 Masehi
2 | 9-10 Maret 2027 | Selasa - Rabu | Idul Fitri 1448 Hijriah
3. Kamis, 20 Mei 2027; Hari Raya Waisak
17/08/2027, Proklamasi Kemerdekaan
B. CUTI BERSAMA TAHUN 2027
1. 11, 12, dan 15 Maret (Kamis, Jumat dan Senin) Idul Fitri
Catatan: ditetapkan di Jakarta
"""


@pytest.fixture(autouse=True)
def lent() -> None:
    registration.lend_to_workdays()


def days(text: str, year: int = 2027) -> list[tuple[date, str, str]]:
    return [
        (each.date, each.name, each.kind.value)
        for line in decree_list.read(text, year)
        for each in line.holidays
    ]


def test_a_decree_is_read_with_its_headings_spans_and_weekdays() -> None:
    public, joint = HolidayKind.PUBLIC.value, HolidayKind.JOINT_LEAVE.value
    leave = "Cuti Bersama Idul Fitri"
    assert days(DECREE) == [
        (date(2027, 1, 1), "Tahun Baru 2027 Masehi", public),
        (date(2027, 3, 9), "Idul Fitri 1448 Hijriah", public),
        (date(2027, 3, 10), "Idul Fitri 1448 Hijriah", public),
        (date(2027, 5, 20), "Hari Raya Waisak", public),
        (date(2027, 8, 17), "Proklamasi Kemerdekaan", public),
        (date(2027, 3, 11), leave, joint),
        (date(2027, 3, 12), leave, joint),
        (date(2027, 3, 15), leave, joint),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("24 Desember 2027, Cuti Bersama Natal", "Cuti Bersama Natal"),
        ("2027-12-25;Hari Raya Natal;Libur Nasional", "Hari Raya Natal"),
        ("Sabtu 25 Desember 2027 Hari Raya Natal", "Hari Raya Natal"),
        ("25 desember s.d. 25 Desember", None),
    ],
)
def test_ways_to_write_a_line(line: str, expected: str | None) -> None:
    if expected:
        assert [name for _, name, _ in days(line)] == [expected]


def test_a_day_that_no_calendar_has_is_a_sentence_for_its_line() -> None:
    (line,) = decree_list.read("31 Juni 2027 Libur", 2027)
    assert (line.holidays, line.sentence) == ((), "Juni 2027 hanya sampai tanggal 30.")


def test_a_day_without_a_name_is_asked_for_one() -> None:
    (line,) = decree_list.read("Rabu, 5 Mei 2027", 2027)
    assert line.sentence == decree_list.NO_NAME


@pytest.mark.parametrize("text", ["", "Tidak ada tanggal di sini.", "99 Bulan 2027"])
def test_a_text_without_days_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="Tidak ada tanggal"):
        decree_list.read(text, 2027)


def test_a_list_without_end_is_refused() -> None:
    with pytest.raises(BadInput, match="lebih dari 200 baris"):
        decree_list.read("1 Januari 2027 Tahun Baru\n" * 201, 2027)


def test_a_workbook_and_a_csv_say_the_same_as_the_text(tmp_path: Path) -> None:
    rows = [["Tanggal", "Hari", "Keterangan"], [date(2027, 1, 1), "Jumat", "Tahun Baru"]]
    book = write_xlsx(tmp_path / "skb.xlsx", rows)
    from_book = decree_list.text_of("skb.xlsx", book.read_bytes())
    from_csv = decree_list.text_of(
        "skb.csv", b"\xef\xbb\xbfTanggal;Hari;Keterangan\n1 Januari 2027;Jumat;Tahun Baru\n"
    )
    assert days(from_book) == days(from_csv) == [(date(2027, 1, 1), "Tahun Baru", "public")]


@pytest.mark.parametrize(
    ("name", "data"),
    [("skb.xlsx", b"PK\x03\x04 bukan"), ("skb.csv", b"a\x00b"), ("skb.csv", b"x" * 300_000)],
)
def test_a_file_that_is_none_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(BadInput):
        decree_list.text_of(name, data)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        lines = decree_list.read(text, 2027)
    except BadInput:
        return
    assert all(line.sentence or line.holidays for line in lines)
