from __future__ import annotations

import struct
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.lapor import sheets
from portal.lapor.refusals import NotAnExport
from tests.lapor.files import FIXTURES, HEADER, complaint, repack, write_csv, write_ods, write_xlsx


def refusal_of(path: Path) -> str:
    with pytest.raises(NotAnExport) as refused:
        list(sheets.read(path))
    return refused.value.sentence


def rows_or_sentence(path: Path) -> bool:
    try:
        return all(any(cells) for cells in cells_of(path))
    except NotAnExport as refused:
        return refused.sentence.endswith(".")


def cells_of(path: Path) -> list[list[str]]:
    return [line.cells for line in sheets.read(path)]


def test_real_cells_become_text(tmp_path):
    moment = datetime(2026, 1, 3, 14, 5, 30)  # noqa: DTZ001  a workbook's dates have no zone
    cells = [6300001, 0.25, True, date(2026, 1, 3), moment, time(5, 4, 3), "a\x00b\x0b", None, " x "]
    assert cells_of(write_xlsx(tmp_path / "a.xlsx", [cells])) == [
        ["6300001", "0.25", "TRUE", "2026-01-03", "2026-01-03T14:05:30", "05:04:03", "ab", "", "x"]
    ]


def test_rows_keep_the_number_the_spreadsheet_shows(tmp_path):
    rows = [[], ["catatan"], [], ["  "], HEADER, [], complaint()]
    for path in (write_xlsx(tmp_path / "a.xlsx", rows, left=2), write_csv(tmp_path / "a.csv", rows)):
        assert [line.number for line in sheets.read(path)] == [2, 5, 7]


def test_the_sheet_with_the_table_is_read_wherever_it_stands(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, complaint()], sheets_before=["Petunjuk", "Rekap"])
    assert len(cells_of(path)) == 2


def test_an_old_excel_file_is_read():
    rows = cells_of(FIXTURES / "export_old_excel.xls")
    assert rows[2][:4] == ["6300001", "2023-02-01", "05:04:03", "Jalan berlubang"]


def test_an_opendocument_file_is_read(tmp_path):
    assert cells_of(write_ods(tmp_path / "a.ods", [HEADER, complaint()]))[1][3] == "Jalan berlubang"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_as_any_office_saves_it(tmp_path, delimiter, encoding):
    rows = [["Rekap, 2026; semua"], HEADER, complaint(body="Kafé, tutup; “lampu”\nmati")]
    path = write_csv(tmp_path / "a.csv", rows, delimiter=delimiter, encoding=encoding)
    assert cells_of(path)[2][4] == "Kafé, tutup; “lampu”\nmati"


def test_what_a_file_is_called_does_not_matter(tmp_path):
    assert len(cells_of(write_xlsx(tmp_path / "a.csv", [HEADER, complaint()]))) == 2
    assert len(cells_of(write_csv(tmp_path / "b.xlsx", [HEADER, complaint()]))) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\xef\xbb\xbf \r\n ", "kosong"),
        (b"%PDF-1.7 ...", "bukan lembar kerja"),
        (b"\x89PNG\r\n\x1a\n....", "bukan lembar kerja"),
        (b"\x00\x01\x02 Tracking ID", "bukan lembar kerja"),
        (b"  <HTML><table><tr><td>Tracking ID</td></tr></table>", "halaman web"),
        (b"PK\x03\x04 cut off", "rusak atau terpotong"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "rusak atau terpotong"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(tmp_path, content, words):
    path = tmp_path / "export.xlsx"
    path.write_bytes(content)
    assert words in refusal_of(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert "tidak ditemukan" in refusal_of(tmp_path / "none.xlsx")
    assert "tidak ditemukan" in refusal_of(tmp_path)


def test_a_word_document_is_refused(tmp_path):
    path = tmp_path / "surat.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    assert "bukan lembar kerja" in refusal_of(path)


def test_a_workbook_without_a_cell_is_refused(tmp_path):
    assert "kosong" in refusal_of(write_xlsx(tmp_path / "a.xlsx", []))


def test_a_truncated_workbook_is_refused(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, complaint()])
    path.write_bytes(path.read_bytes()[:-200])
    assert "rusak atau terpotong" in refusal_of(path)


def test_a_locked_workbook_is_refused(tmp_path):
    assert "kata sandi" in refusal_of(FIXTURES / "export_with_password.xlsx")
    old = bytearray((FIXTURES / "export_old_excel.xls").read_bytes())
    start = old.index(b"\x09\x08\x10\x00")
    old[start + 20 : start + 22] = b"\x2f\x00"
    locked = tmp_path / "locked.xls"
    locked.write_bytes(old)
    assert "kata sandi" in refusal_of(locked)


def test_a_quote_left_open_names_the_row_instead_of_swallowing_the_rest(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('Tracking ID,Judul Laporan\n6300001,a\n6300002,"lampu mati\n6300003,b\n')
    assert "di baris 3 tidak ditutup" in refusal_of(path)


def test_a_zip_bomb_is_refused_unopened(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, complaint()])
    content = bytearray(path.read_bytes())
    entry = content.index(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<I", 4_000_000_000)
    path.write_bytes(content)
    assert "terlalu besar" in refusal_of(path)


def test_two_cells_in_far_corners_end_only_the_reading_process(tmp_path):
    path = tmp_path / "corner.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Tracking ID")
        sheet.write_string(1_048_575, 16_383, "x")
    assert "terlalu besar" in refusal_of(path)


def test_one_long_text_used_many_times_ends_only_the_reading_process(tmp_path):
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    swapped = {
        "xl/sharedStrings.xml": f"<sst {space}><si><t>{'x' * 100_000}</t></si></sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData></worksheet>",
    }
    plain = write_xlsx(tmp_path / "a.xlsx", [["x"]])
    assert "terlalu besar" in refusal_of(repack(tmp_path / "bomb.xlsx", plain, swapped))


def test_a_damaged_sheet_is_not_passed_over_for_another(tmp_path):
    whole = write_xlsx(tmp_path / "a.xlsx", [HEADER, complaint()], sheets_before=["Petunjuk"])
    damaged = repack(tmp_path / "b.xlsx", whole, {"xl/worksheets/sheet2.xml": "<worksheet><sheetData"})
    assert "rusak atau terpotong" in refusal_of(damaged)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(lambda text: text.encode())))
def test_any_bytes_are_rows_or_a_sentence(tmp_path, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    assert rows_or_sentence(path)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(places=st.lists(st.tuples(st.integers(min_value=0), st.integers(0, 255)), min_size=1, max_size=20))
def test_a_damaged_workbook_is_rows_or_a_sentence(tmp_path, places):
    content = bytearray((FIXTURES / "export_old_excel.xls").read_bytes())
    for place, byte in places:
        content[place % len(content)] = byte
    path = tmp_path / "damaged.xls"
    path.write_bytes(content)
    assert rows_or_sentence(path)
