"""LAPOR!'s export for an Admin Instansi, read row by row; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from portal.lapor import moments, reporters
from portal.lapor.columns import ROW_LIMIT, Header, Placed, Table, open_table
from portal.lapor.date_order import DateOrder, DateReader, Surveys
from portal.lapor.export_columns import LAYOUT, Column
from portal.lapor.refusals import RefusedRow, RowRefusal, refused
from portal.lapor.repetition import Firsts
from portal.lapor.sheets import Contents, Line
from portal.lapor.tracking import tracking_id_of

TITLE_LENGTH = 300
FIRST_WORDS_LENGTH = 80
COMPARED = (Column.STATUS, Column.AGENCY, Column.TITLE, Column.CLASSIFICATION, Column.DATE)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One complaint as LAPOR! exports it; texts are empty where the cell is, `received_at` is UTC."""

    row_number: int
    tracking_id: str
    received_at: datetime
    has_time: bool
    reporter_name: str | None
    classification_raw: str
    category_id: str
    category: str
    title: str
    body_initial: str
    body_final: str
    is_anonymous: bool
    is_secret: bool
    source: str
    parent_agency: str
    agency_lapor_id: str
    agency_name: str
    status_raw: str
    reason: str
    province: str
    regency: str
    district: str
    village: str
    rating: int | None
    raw: dict[str, str]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ParsedExport:
    """Iterating reads the file afresh: one `ExportRow` or `RefusedRow` for each of the `total` rows."""

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

    def __iter__(self) -> Iterator[ExportRow | RefusedRow]:
        return rows(self.table.lines(), self.reader)


def parse(path: Path, *, today: date, order: DateOrder | None = None, limit: int = ROW_LIMIT) -> ParsedExport:
    """Find header and rows; `today` is the date in WIB. Raises NotAnExport."""
    surveys = Surveys((Column.DATE,))
    table = open_table(path, LAYOUT, limit=limit, look=surveys.add)
    return ParsedExport(table, DateReader(today, surveys.doubts, order))


def rows(lines: Iterable[Placed], reader: DateReader) -> Iterator[ExportRow | RefusedRow]:
    """Each line as a row or as a refusal; a Tracking ID is taken the first time it comes."""
    firsts = Firsts(COMPARED)
    for line, header in lines:
        raw = _raw(line, header)
        try:
            row = _row(line, header, raw, reader)
            firsts.refuse_second(row.tracking_id, line, header)
        except RowRefusal as refusal:
            yield refused(refusal, line.number, line.sheet, raw)
        else:
            yield row


def _row(line: Line, header: Header, raw: dict[str, str], reader: DateReader) -> ExportRow:
    cell, name = partial(header.cell, line), partial(header.name, line)
    tracking_id = tracking_id_of(line, header)
    received_at, has_time = _received(line, header, reader)
    title, body_initial = _words(cell)
    report_type, reporter = name(Column.TYPE), name(Column.REPORTER)
    return ExportRow(
        row_number=line.number,
        tracking_id=tracking_id,
        received_at=received_at,
        has_time=has_time,
        reporter_name=reporters.name_of(report_type, reporter),
        classification_raw=name(Column.CLASSIFICATION),
        category_id=name(Column.CATEGORY_ID),
        category=name(Column.CATEGORY),
        title=title,
        body_initial=body_initial,
        body_final=cell(Column.BODY_FINAL),
        is_anonymous=reporters.is_anonymous(report_type, reporter),
        is_secret=reporters.is_secret(report_type),
        source=name(Column.SOURCE),
        parent_agency=name(Column.PARENT_AGENCY),
        agency_lapor_id=name(Column.AGENCY_ID),
        agency_name=name(Column.AGENCY),
        status_raw=name(Column.STATUS),
        reason=name(Column.REASON),
        province=name(Column.PROVINCE),
        regency=name(Column.REGENCY),
        district=name(Column.DISTRICT),
        village=name(Column.VILLAGE),
        rating=_rating(name(Column.RATING)),
        raw=raw,
        sheet=line.sheet,
    )


def _raw(line: Line, header: Header) -> dict[str, str]:
    raw = header.raw(line)
    if not reporters.is_anonymous(header.cell(line, Column.TYPE), header.cell(line, Column.REPORTER)):
        return raw
    named = header.columns.get(Column.REPORTER)
    return reporters.without_person(raw, None if named is None else header.names[named], header.unknown)


def _received(line: Line, header: Header, reader: DateReader) -> tuple[datetime, bool]:
    day, beside = reader.moment(line, header, Column.DATE)
    typed = moments.time_of(header.name(line, Column.TIME), Column.TIME)
    # A real date of Excel carries midnight where nobody gave a time.
    at = typed if typed is not None else beside or None
    return moments.in_utc(day, at), at is not None


def _words(cell: Callable[[str], str]) -> tuple[str, str]:
    """Title in one line, and first body; where one is missing the other stands in."""
    full_title = " ".join(cell(Column.TITLE).split())
    body = cell(Column.BODY_INITIAL)
    if not full_title:
        first_words = " ".join((body or cell(Column.BODY_FINAL)).split())
        return _cut(first_words, FIRST_WORDS_LENGTH) or _refuse_without_words(), body
    title = _cut(full_title, TITLE_LENGTH)
    return title, body or (full_title if title != full_title else "")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"


def _refuse_without_words() -> NoReturn:
    raise RowRefusal(Column.TITLE, "judul dan isi laporan kosong. Isi salah satunya, lalu impor kembali.")


def _rating(text: str) -> int | None:
    """Stars from 1 to 5; anything else stays in the raw row only."""
    found = re.fullmatch(r"([1-5])([.,]0+)?", text)
    return int(found[1]) if found else None
