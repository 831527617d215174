"""The office's own dates, which LAPOR! does not export: when each was handed over, answered, closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import pairwise
from pathlib import Path

from portal.lapor import moments
from portal.lapor.columns import ROW_LIMIT, Header, Layout, Placed, Table, open_table
from portal.lapor.date_order import DateOrder, DateReader, Surveys
from portal.lapor.refusals import RefusedRow, RowRefusal, refused
from portal.lapor.repetition import Firsts
from portal.lapor.sheets import Contents, Line
from portal.lapor.tracking import tracking_id_of


class Column(StrEnum):
    TRACKING_ID = "Tracking ID"
    AGENCY = "Perangkat Daerah"
    DISPOSED = "Tanggal Disposisi"
    FOLLOWED_UP = "Tanggal Tindak Lanjut"
    NOTE = "Uraian Tindak Lanjut"
    CLOSED = "Tanggal Selesai"


LAYOUT = Layout.of(
    Column,
    required=[(Column.TRACKING_ID,), (Column.DISPOSED, Column.FOLLOWED_UP, Column.CLOSED)],
    aliases={},
)


DATES = (Column.DISPOSED, Column.FOLLOWED_UP, Column.CLOSED)
COMPARED = (*DATES, Column.AGENCY)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Dates in WIB; at least one of the three is there."""

    row_number: int
    tracking_id: str
    agency_name: str
    disposed_on: date | None
    followed_up_on: date | None
    closed_on: date | None
    note: str
    raw: dict[str, str]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ParsedHistory:
    """Iterating reads the file afresh: one `HistoryRow` or `RefusedRow` for each of the `total` rows."""

    table: Table
    reader: DateReader

    @property
    def header(self) -> dict[str, int]:
        return self.table.columns

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        return self.table.unknown

    @property
    def above(self) -> tuple[Line, ...]:
        return self.table.above

    @property
    def contents(self) -> Contents:
        return self.table.contents

    @property
    def total(self) -> int:
        return self.table.total

    def __iter__(self) -> Iterator[HistoryRow | RefusedRow]:
        return rows(self.table.lines(), self.reader)


def parse(
    path: Path, *, today: date, order: DateOrder | None = None, limit: int = ROW_LIMIT
) -> ParsedHistory:
    """Find header and rows; `today` is the date in WIB. Raises NotAnExport."""
    surveys = Surveys(DATES)
    table = open_table(path, LAYOUT, limit=limit, look=surveys.add)
    return ParsedHistory(table, DateReader(today, surveys.doubts, order))


def rows(lines: Iterable[Placed], reader: DateReader) -> Iterator[HistoryRow | RefusedRow]:
    """Each line as a row or as a refusal; a Tracking ID is taken the first time it comes."""
    firsts = Firsts(COMPARED)
    for line, header in lines:
        raw = header.raw(line)
        try:
            row = _row(line, header, raw, reader)
            firsts.refuse_second(row.tracking_id, line, header)
        except RowRefusal as refusal:
            yield refused(refusal, line.number, line.sheet, raw)
        else:
            yield row


def _row(line: Line, header: Header, raw: dict[str, str], reader: DateReader) -> HistoryRow:
    name = partial(header.name, line)
    tracking_id = tracking_id_of(line, header)
    days = {column: reader.day(line, header, column) for column in DATES}
    _check_order(days)
    return HistoryRow(
        row_number=line.number,
        tracking_id=tracking_id,
        agency_name=name(Column.AGENCY),
        disposed_on=days[Column.DISPOSED],
        followed_up_on=days[Column.FOLLOWED_UP],
        closed_on=days[Column.CLOSED],
        note=header.cell(line, Column.NOTE),
        raw=raw,
        sheet=line.sheet,
    )


def _check_order(days: dict[Column, date | None]) -> None:
    known = [(column, day) for column, day in days.items() if day]
    if not known:
        raise RowRefusal(Column.DISPOSED, "belum ada satu pun tanggal. Isi tanggalnya, lalu impor kembali.")
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            raise RowRefusal(
                later,
                f"{moments.shown(second)} mendahului {earlier} {moments.shown(first)}. "
                "Periksa kedua tanggal, lalu impor kembali.",
            )
