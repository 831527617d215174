"""A workbook of several sheets: every visible table is read, the rest is said."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from portal.complaints.tables import Complaint
from portal.lapor import export, history
from portal.lapor.export import ExportRow
from portal.lapor.refusals import NotAnExport, RefusedRow
from portal.lapor.tables import LaporRow
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.lapor.files import FIXTURES, HEADER, TODAY, complaint, write_book, write_ods
from tests.lapor.office import take

MONTHS = FIXTURES / "nasty" / "07_sheets_per_month.xlsx"


@pytest.fixture
async def office(database: str) -> Office:
    return await factories.office()


def rows_of(path: Path) -> list[ExportRow | RefusedRow]:
    return list(export.parse(path, today=TODAY))


def refusal_of(path: Path) -> str:
    with pytest.raises(NotAnExport) as refused:
        export.parse(path, today=TODAY)
    return refused.value.sentence


def test_columns_may_stand_otherwise_on_each_sheet(tmp_path: Path) -> None:
    turned = [list(reversed(row)) for row in (HEADER, complaint("6300002"))]
    path = write_book(tmp_path / "a.xlsx", {"Jan": [HEADER, complaint()], "Feb": [["Rekap"], *turned]})
    first, second = rows_of(path)
    assert isinstance(first, ExportRow)
    assert isinstance(second, ExportRow)
    assert (first.title, first.sheet, second.title, second.sheet, second.row_number) == (
        "Jalan berlubang",
        "Jan",
        "Jalan berlubang",
        "Feb",
        3,
    )


def test_one_id_on_two_sheets_is_refused_with_both_places(tmp_path: Path) -> None:
    closed = complaint(status="Ditutup oleh Admin")
    path = write_book(tmp_path / "a.xlsx", {"Jan": [HEADER, complaint()], "Feb": [HEADER, [], closed]})
    _, second = rows_of(path)
    assert isinstance(second, RefusedRow)
    assert second.sentence == (
        "Lembar “Feb”, baris 3, kolom Tracking ID: 6300001 sudah ada di lembar “Jan”, baris 2 dengan isi "
        "berbeda: Status Laporan “Terverifikasi” di sana, “Ditutup oleh Admin” di sini. "
        "Hapus salah satu baris."
    )


def test_a_sheet_without_a_column_is_named(tmp_path: Path) -> None:
    short = [["Tracking ID", "Judul Laporan"], ["6300002", "Lampu"]]
    sentence = refusal_of(write_book(tmp_path / "a.xlsx", {"Jan": [HEADER, complaint()], "Feb": short}))
    assert "(lembar “Feb”, baris 1) kolom ini tidak ada: Tanggal Laporan Masuk, Status Laporan." in sentence


def test_sheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    sheets = {
        "Lama": [HEADER, complaint("6300009")],
        "Data": [HEADER, complaint()],
        "Petunjuk": [["Baca dahulu"]],
    }
    parsed = export.parse(write_book(tmp_path / "a.xlsx", sheets, hidden="Lama"), today=TODAY)
    assert (parsed.total, parsed.contents.hidden, parsed.contents.others) == (1, ("Lama",), ("Petunjuk",))


def test_a_table_on_a_hidden_sheet_alone_is_not_called_empty(tmp_path: Path) -> None:
    sheets = {"Lama": [HEADER, complaint()], "Data": [["Catatan"]]}
    assert "Lembar tersembunyi tidak dibaca: Lama." in refusal_of(
        write_book(tmp_path / "a.xlsx", sheets, hidden="Lama")
    )


@pytest.mark.parametrize("cells", ["A2:A3", "B1:C1", "A5:C5"])
def test_merged_cells_in_the_table_are_refused_with_their_place(tmp_path: Path, cells: str) -> None:
    path = write_book(tmp_path / "a.xlsx", {"Data": [HEADER, complaint()]}, merged=cells)
    assert refusal_of(path).startswith(f"Di lembar “Data” ada sel yang digabung ({cells}), sehingga")


def test_merged_cells_around_the_table_are_no_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range("A1:D1", "Rekap pengaduan")
        for number, row in enumerate([HEADER, complaint()], start=2):
            sheet.write_row(number, 0, row)
        sheet.merge_range("A6:D6", "Total")
    assert [type(row) for row in rows_of(path)] == [ExportRow, RefusedRow]


def test_a_binary_and_a_locked_opendocument_file_get_their_sentence(tmp_path: Path) -> None:
    binary = tmp_path / "a.xlsb"
    with zipfile.ZipFile(binary, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\0")
    assert ".xlsb" in refusal_of(binary)
    locked = write_ods(tmp_path / "a.ods", [HEADER, complaint()])
    with zipfile.ZipFile(locked) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = b"<manifest><encryption-data/></manifest>"
    with zipfile.ZipFile(locked, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert "terkunci kata sandi" in refusal_of(locked)


def test_a_formula_that_nobody_has_worked_out_is_said_and_not_read_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Data & Rekap")
        sheet.write_row(0, 0, HEADER)
        for number, value in enumerate(("", 0, "Ditutup oleh Admin"), start=1):
            sheet.write_row(number, 0, complaint(6_300_000 + number))
            sheet.write_formula(number, HEADER.index("Status Laporan"), '=IF(A2<>"","x","y")', None, value)
    statuses = [row.status_raw for row in rows_of(path) if isinstance(row, ExportRow)]
    assert statuses == ['=IF(A2<>"","x","y")', '=IF(A2<>"","x","y")', "Ditutup oleh Admin"]


def test_the_offices_own_dates_are_read_from_every_sheet(tmp_path: Path) -> None:
    header = ["Tracking ID", "Tanggal Disposisi"]
    sheets = {"TW I": [header, ["6300001", "5 Jan 2026"]], "TW II": [header, ["6300002", "5 Apr 2026"]]}
    rows = list(history.parse(write_book(tmp_path / "a.xlsx", sheets), today=TODAY))
    assert [(row.sheet, row.row_number) for row in rows] == [("TW I", 2), ("TW II", 2)]


async def test_the_command_counts_and_keeps_them_all(office: Office) -> None:
    summary = await take(MONTHS)
    assert (summary.rows, summary.created) == (12, 12)
    assert await Complaint.count() == 12
    assert await LaporRow.count().where(LaporRow.sheet == "Feb") == 4
    hidden = await take(FIXTURES / "nasty" / "06_hidden_sheet.xlsx")
    assert hidden.as_json()["hidden_sheets"] == ["Lama"]
    assert (hidden.rows, hidden.created) == (5, 5)
