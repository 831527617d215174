"""Small workbooks: every cell a text, so that Excel neither rounds a NIP nor runs a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import xlsxwriter

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # letters in a cell
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class Table(NamedTuple):
    """A sheet: its name, headings with their widths, and rows of texts."""

    name: str
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[str]]
    spare: int = 0
    """Empty rows below that are texts as well, to be filled in."""


def packed(tables: Sequence[Table]) -> bytes:
    """The workbook with these sheets."""
    kept = io.BytesIO()
    book: Any = xlsxwriter.Workbook(kept, SAFE)
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    for table in tables:
        _write(book.add_worksheet(table.name), table, bold, text)
    book.close()
    return kept.getvalue()


def _write(sheet: Any, table: Table, bold: Any, text: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, (heading, width) in enumerate(table.headings):
        sheet.set_column(place, place, width, text)
        sheet.write_string(0, place, heading, bold)
    number = 0
    for number, cells in enumerate(table.rows, 1):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, _plain(cell), text)
    for spare in range(number + 1, number + 1 + table.spare):
        for place in range(len(table.headings)):
            sheet.write_blank(spare, place, None, text)


def _plain(value: str) -> str:
    kept = "".join(char for char in value if char >= " " or char in "\n\t")[: LONGEST - 1]
    # XlsxWriter takes what begins with <r> for finished XML.
    return f" {kept}" if kept.startswith("<r>") else kept
