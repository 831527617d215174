"""The list as a workbook: one row for each complaint, texts as texts, days as days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter

from portal.complaints.exports.papers import About, plain
from portal.complaints.exports.rows import Exported
from portal.workdays.calendar import WIB, local

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767
"""Letters that a cell of a workbook can hold."""

SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "constant_memory": True,
}


class Column(NamedTuple):
    """A heading, its width and what stands beneath."""

    heading: str
    width: int
    value: Callable[[Exported], str | datetime | None]


COLUMNS = (
    Column("Nomor", 18, lambda row: row.number),
    Column("Tracking ID", 12, lambda row: row.tracking_id),
    Column("Masuk", 16, lambda row: row.received_at),
    Column("Kanal", 14, lambda row: row.channel),
    Column("Klasifikasi", 26, lambda row: row.classification),
    Column("Kategori", 30, lambda row: row.category),
    Column("Kecamatan", 16, lambda row: row.district),
    Column("Judul", 50, lambda row: row.title),
    Column("Pelapor", 20, lambda row: row.reporter),
    Column("Perangkat daerah", 22, lambda row: row.holder),
    Column("Status", 24, lambda row: row.status),
    Column("Tenggat", 16, lambda row: row.due_at),
    Column("Didisposisikan", 16, lambda row: row.disposed_at),
    Column("Ditindaklanjuti", 16, lambda row: row.answered_at),
    Column("Selesai", 16, lambda row: row.resolved_at),
    Column("Tanggapan", 60, lambda row: row.answer),
    Column("Status di LAPOR!", 24, lambda row: row.lapor_status),
    Column("Tanda", 12, lambda row: row.marks),
)


class Sheet:
    """A workbook that is written row by row."""

    def __init__(self, path: Path, about: About) -> None:
        self._book: Any = xlsxwriter.Workbook(str(path), {**SAFE, "tmpdir": str(path.parent)})
        self._about = about
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm", "align": "left"})
        self._sheet = self._book.add_worksheet("Pengaduan")
        self._next = 1
        self._head()

    def write(self, rows: Sequence[Exported]) -> None:
        """Add rows."""
        for row in rows:
            self._sheet.write_number(self._next, 0, self._next)
            for nth, column in enumerate(COLUMNS, 1):
                self._cell(nth, column.value(row))
            self._next += 1

    def close(self) -> None:
        """Finish the file; what it is about stands on a sheet of its own."""
        self._sheet.autofilter(0, 0, self._next - 1, len(COLUMNS))
        about = self._book.add_worksheet("Keterangan")
        about.set_column(0, 0, 100)
        for nth, line in enumerate([*self._about.lines, f"{self._next - 1} pengaduan."]):
            about.write_string(nth, 0, _cell_text(line))
        self._book.close()

    def _head(self) -> None:
        bold = self._book.add_format({"bold": True})
        self._sheet.freeze_panes(1, 2)
        for nth, (heading, width) in enumerate([("No", 6), *((each[0], each[1]) for each in COLUMNS)]):
            self._sheet.set_column(nth, nth, width)
            self._sheet.write_string(0, nth, heading, bold)

    def _cell(self, nth: int, value: str | datetime | None) -> None:
        if isinstance(value, datetime):
            here = local(value, WIB).replace(tzinfo=None)
            self._sheet.write_datetime(self._next, nth, here, self._moment)
        elif value:
            self._sheet.write_string(self._next, nth, _cell_text(value))


def _cell_text(text: str) -> str:
    """A text that stays one: XlsxWriter takes what begins with `<r>` for finished XML."""
    kept = plain(text)[:LONGEST]
    return f" {kept}"[:LONGEST] if kept.startswith("<r>") else kept
