"""Small spreadsheets for the tests, written the ways offices and programs write them."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from portal.lapor.export_columns import Column

FIXTURES = Path(__file__).parent.parent / "fixtures"
TODAY = date(2026, 11, 24)
HEADER = [Column.TRACKING_ID, Column.DATE, Column.TIME, Column.TITLE, Column.BODY_INITIAL, Column.STATUS]
_FORMATS = {datetime: "dd/mm/yyyy hh:mm", date: "dd/mm/yyyy", time: "hh:mm:ss"}

Rows = Iterable[Sequence[object]]


def complaint(tracking_id: object = "6300001", day: object = "3 Jan 2026", **cells: object) -> list[object]:
    """A row under HEADER that would be taken; name the cells that shall differ."""
    usual: dict[str, object] = {
        "time": "14.05",
        "title": "Jalan berlubang",
        "body": "Dekat pasar.",
        "status": "Terverifikasi",
    }
    return [tracking_id, day, *(usual | cells).values()]


def write_xlsx(path: Path, rows: Rows, *, left: int = 0, sheets_before: Iterable[str] = ()) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        for name in sheets_before:
            book.add_worksheet(name).write_string(0, 0, "Catatan")
        formats = {kind: book.add_format({"num_format": code}) for kind, code in _FORMATS.items()}
        sheet = book.add_worksheet("Laporan")
        for number, row in enumerate(rows):
            for index, value in enumerate(row, start=left):
                if type(value) in formats:
                    sheet.write_datetime(number, index, value, formats[type(value)])
                elif isinstance(value, str):
                    sheet.write_string(number, index, value)
                elif value is not None:
                    sheet.write(number, index, value)
    return path


def write_book(path: Path, sheets: Mapping[str, Rows], *, hidden: str = "", merged: str = "") -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name == hidden:
                sheet.very_hidden()
            if merged:
                sheet.merge_range(merged, "6300001")
        next(each for each in workbook.worksheets() if each.get_name() != hidden).activate()
    return path


def write_csv(path: Path, rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_ods(path: Path, rows: Rows) -> Path:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row>{''.join(cell.format(escape(str(value))) for value in row)}</table:table-row>"
        for row in rows
    )
    schema = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{schema}:{name}:1.0"' for name in ("office", "table", "text"))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{schema}:manifest:1.0"/>')
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Laporan">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def repack(path: Path, source: Path, swapped: dict[str, str]) -> Path:
    """A copy of a workbook with some of its parts replaced."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, swapped.get(name) or old.read(name))
    return path
