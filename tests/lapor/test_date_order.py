"""Day or month first: asked where a file gives reason to, never guessed, and answered once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.agencies import aliases
from portal.complaints.tables import Complaint
from portal.lapor import export, history, importing
from portal.lapor.date_order import DateOrder, Doubts, Survey, numbers_of
from portal.lapor.export import ExportRow
from portal.lapor.history import HistoryRow
from portal.lapor.moments import WIB
from portal.lapor.refusals import RefusedRow
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.lapor.files import FIXTURES, HEADER, TODAY, complaint, write_csv, write_xlsx
from tests.lapor.office import COMMAND, HISTORY, NOON, row, take
from tests.lapor.office import export as export_of

NASTY = FIXTURES / "nasty"
DMY, MDY = DateOrder.DMY, DateOrder.MDY
THIRD_OF_MAY = date(2023, 5, 3)


@pytest.fixture
async def office(database: str) -> Office:
    return await factories.office()


def taken(path: Path, order: DateOrder | None = None) -> dict[str, date]:
    rows = [each for each in export.parse(path, today=TODAY, order=order) if isinstance(each, ExportRow)]
    return {each.tracking_id: each.received_at.astimezone(WIB).date() for each in rows}


def refused(path: Path, order: DateOrder | None = None) -> list[RefusedRow]:
    return [each for each in export.parse(path, today=TODAY, order=order) if isinstance(each, RefusedRow)]


def test_months_that_stand_first_make_all_that_is_ambiguous_doubtful() -> None:
    path = NASTY / "17_us_dates.xlsx"
    assert taken(path) == {}
    rows = refused(path)
    assert [each.doubt for each in rows] == [
        "1/3/2023",
        "2/14/2023",
        "3/4/2023",
        "4/25/2023",
        "5/6/2023",
        "6/30/2023",
        "12/11/2023",
    ]
    assert rows[0].sentence == (
        "Baris 2, kolom Tanggal Laporan Masuk: “1/3/2023” dapat berarti 1 Maret 2023 atau 3 Januari 2023. "
        "Tentukan urutan tanggal berkas ini."
    )
    assert "bulan 14 tidak ada" in rows[1].sentence
    assert list(taken(path, MDY).values()) == [
        date(2023, 1, 3),
        date(2023, 2, 14),
        date(2023, 3, 4),
        date(2023, 4, 25),
        date(2023, 5, 6),
        date(2023, 6, 30),
        date(2023, 12, 11),
    ]
    assert list(taken(path, DMY).values()) == [
        date(2023, 3, 1),
        date(2023, 4, 3),
        date(2023, 6, 5),
        date(2023, 11, 12),
    ]


def test_one_day_in_many_spellings() -> None:
    path = NASTY / "03_dates.xlsx"
    found = taken(path)
    # 20.30 in London is 3.30 of the next day here.
    later = {"7000316": date(2023, 5, 4), "7000317": date(2023, 5, 4)}
    assert found == {key: later.get(key, THIRD_OF_MAY) for key in found}
    told = {each.raw["Tracking ID"]: each for each in refused(path)}
    assert {key: each.doubt for key, each in told.items()} == {
        "7000304": "3/5/2023",
        "7000305": "3/5/2023",
        "7000320": "3/5/2023",
        "7000323": "5/13/2023",
        "7000326": "",
    }
    assert taken(path, DMY)["7000304"] == THIRD_OF_MAY
    assert len(found) + len(told) == 29


def test_a_time_of_another_zone_becomes_ours() -> None:
    rows = {
        each.tracking_id: each
        for each in export.parse(NASTY / "03_dates.xlsx", today=TODAY)
        if isinstance(each, ExportRow)
    }
    clocks = {key: f"{each.received_at.astimezone(WIB):%H.%M}" for key, each in rows.items()}
    assert (clocks["7000324"], clocks["7000325"], clocks["7000310"], clocks["7000328"]) == (
        "22.59",
        "21.30",
        "18.00",
        "14.30",
    )


def test_a_file_without_a_reason_is_read_as_it_is_written_here(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [HEADER, complaint(day="3/4/2026"), complaint("6300002", "25/3/2026")]
    )
    assert taken(path) == {"6300001": date(2026, 4, 3), "6300002": date(2026, 3, 25)}


def test_real_dates_beside_texts_that_english_excel_could_not_read_are_doubtful(tmp_path: Path) -> None:
    # The office wrote 3/4 and 25/3; English Excel made 4 March of the first and left the second as text.
    rows = [
        complaint(day=date(2026, 3, 4)),
        complaint("6300002", "25/3/2026"),
        complaint("6300003", date(2026, 5, 5)),
    ]
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows])
    assert taken(path) == {"6300002": date(2026, 3, 25), "6300003": date(2026, 5, 5)}
    (doubtful,) = refused(path)
    assert doubtful.doubt == "3/4/2026"
    assert "3 April 2026 atau 4 Maret 2026" in doubtful.sentence
    assert taken(path, DMY)["6300001"] == date(2026, 4, 3)
    assert taken(path, MDY)["6300001"] == date(2026, 3, 4)


def test_real_dates_beside_texts_that_our_excel_could_not_read_are_doubtful(tmp_path: Path) -> None:
    # LAPOR! wrote 4/3 for 3 April, ours made 4 March of it; 3/25 stayed as text.
    rows = [complaint(day=date(2026, 3, 4)), complaint("6300002", "3/25/2026")]
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows])
    assert taken(path) == {}
    assert [each.doubt for each in refused(path)] == ["4/3/2026", "3/25/2026"]
    assert taken(path, MDY) == {"6300001": date(2026, 4, 3), "6300002": date(2026, 3, 25)}


@pytest.mark.parametrize(
    "days",
    [
        [date(2026, 3, 25), "25/3/2026", date(2026, 3, 4)],
        [date(2026, 3, 4), "25/3/2026", "3/4/2026"],
        [date(2026, 3, 4), "25 Maret 2026"],
    ],
)
def test_real_dates_are_believed_where_nothing_speaks_against_them(
    tmp_path: Path, days: list[object]
) -> None:
    rows = [complaint(6_300_001 + n, day) for n, day in enumerate(days)]
    assert refused(write_xlsx(tmp_path / "a.xlsx", [HEADER, *rows])) == []


def test_one_impossible_month_on_another_sheet_or_column_is_reason_enough(tmp_path: Path) -> None:
    header = list(history.Column)
    rows = [["6300001", "", "3/4/2026", "", "", ""], ["6300002", "", "", "", "", "3/25/2026"]]
    path = write_csv(tmp_path / "a.csv", [header, *rows])
    found = list(history.parse(path, today=TODAY))
    assert [type(each) for each in found] == [RefusedRow, RefusedRow]
    by_month = [each for each in history.parse(path, today=TODAY, order=MDY) if isinstance(each, HistoryRow)]
    assert [(each.disposed_on, each.closed_on) for each in by_month] == [
        (date(2026, 3, 4), None),
        (None, date(2026, 3, 25)),
    ]


@given(st.dates(date(2010, 1, 1), date(2026, 11, 1)), st.sampled_from(["/", "-", "."]))
def test_an_ambiguous_date_is_two_days_and_one_of_them_is_meant(day: date, sign: str) -> None:
    numbers = numbers_of(f"{day.day}{sign}{day.month}{sign}{day.year} 10.00")
    assert numbers is not None
    if numbers.is_ambiguous:
        assert day == numbers.day(DMY) != numbers.day(MDY)
    else:
        assert day.day > 12 or day.day == day.month


def test_a_column_without_any_date_is_in_no_doubt() -> None:
    assert Doubts.of({"Tanggal": Survey()}) == Doubts()


async def test_the_command_lists_them_and_takes_the_order(office: Office, tmp_path: Path) -> None:
    await aliases.add(office.dlh, "Dinas Perhubungan", by=office.admin, at=NOON)
    path = NASTY / "17_us_dates.xlsx"
    foretold = await take(path, dry_run=True)
    summary = await take(path)
    assert (summary.created, len(summary.refused), await Complaint.count()) == (0, 7, 0)
    listed = [
        {"row": n, "sheet": "", "text": text}
        for n, text in ((2, "1/3/2023"), (4, "3/4/2023"), (6, "5/6/2023"), (8, "12/11/2023"))
    ]
    assert summary.as_json()["doubtful_dates"] == foretold.as_json()["doubtful_dates"] == listed
    asked = await take(path, date_order=MDY)
    assert (asked.created, asked.doubtful_dates) == (7, [])
    found = await Complaint.objects().get(Complaint.tracking_id == "7001702")
    assert found is not None
    assert found.received_at.astimezone(WIB).date() == date(2023, 3, 4)


async def test_the_offices_own_dates_are_asked_about_too(office: Office, tmp_path: Path) -> None:
    await take(export_of(tmp_path, row("6300001", day="1 Jan 2026"), row("6300002", day="1 Jan 2026")))
    rows = [["6300001", "DPUPR", "3/4/2026", "", ""], ["6300002", "DPUPR", "2/25/2026", "", ""]]
    path = write_csv(tmp_path / "riwayat.csv", [HISTORY, *rows])
    summary = await importing.import_history(path, by=COMMAND, at=NOON)
    assert (summary.updated, [each.text for each in summary.doubtful_dates]) == (0, ["3/4/2026"])
    done = await importing.import_history(path, by=COMMAND, at=NOON, date_order=MDY)
    assert done.updated == 2
