"""The header of an imported table: found by content, its columns known by name in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, count, groupby
from operator import attrgetter
from pathlib import Path
from typing import Self

from portal.lapor import sheets
from portal.lapor.refusals import NotAnExport
from portal.lapor.sheets import HEADER_ROWS, Contents, Line
from portal.texts import visible

ROW_LIMIT = 100_000
KEY = "Tracking ID"
NO_HEADER = (
    f"Judul kolom “{KEY}” tidak ditemukan dalam {HEADER_ROWS} baris pertama. "
    "Pastikan berkasnya benar dan baris judul kolomnya tidak dihapus."
)
HIDDEN = " Lembar tersembunyi tidak dibaca: {}. Tampilkan dahulu di Excel bila tabelnya ada di sana."
MERGED = (
    "Di lembar “{sheet}” ada sel yang digabung ({cells}), sehingga isi barisnya tidak dapat dipastikan. "
    "Batalkan penggabungan selnya di Excel (Merge & Center), simpan, lalu impor kembali."
)


def fold(text: str) -> str:
    """A header, status or class without case, blanks and signs that nobody sees: two such are compared."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", visible(text))
    return "".join(plain.casefold().split())


def letters(index: int) -> str:
    """A column as the spreadsheet shows it: 0 is A, 26 is AA."""
    head, tail = divmod(index, 26)
    return (letters(head - 1) if head else "") + chr(ord("A") + tail)


@dataclass(frozen=True, slots=True)
class Header:
    """`columns` maps each known column to its index; `names` are unique, in the file's order and spelling.

    `above` are the rows before it, in which LAPOR! says when and for which period it made the file.
    """

    row_number: int
    names: tuple[str, ...]
    columns: dict[str, int]
    unknown: tuple[str, ...]
    above: tuple[Line, ...] = ()

    def cell(self, line: Line, column: str) -> str:
        index = self.columns.get(column)
        return line.cells[index] if index is not None and index < len(line.cells) else ""

    def name(self, line: Line, column: str) -> str:
        """A cell that is a name or a code: without signs that nobody sees."""
        return visible(self.cell(line, column)).strip()

    def raw(self, line: Line) -> dict[str, str]:
        """Every cell under the name of its column, also those beyond the header."""
        beyond = range(len(self.names), len(line.cells))
        names = chain(self.names, (f"Kolom {letters(index)} (tanpa judul)" for index in beyond))
        blanks = [""] * (len(self.names) - len(line.cells))
        return dict(zip(names, line.cells + blanks, strict=True))


Placed = tuple[Line, Header]
"""A row with the header it stands under."""

Look = Callable[[Line, Header], None]


@dataclass(frozen=True, slots=True)
class Layout:
    """What a kind of file may hold, and what it must: one column of each group in `required`."""

    known: dict[str, str]
    required: tuple[tuple[str, ...], ...]

    @classmethod
    def of(
        cls, columns: Iterable[str], *, required: Iterable[tuple[str, ...]], aliases: dict[str, str]
    ) -> Self:
        known = {fold(column): str(column) for column in columns}
        others = {fold(spelling): str(column) for spelling, column in aliases.items()}
        return cls(known | others, tuple(required))

    def column_named(self, text: str) -> str | None:
        return self.known.get(fold(text).strip(":*"))

    def missing(self, header: Header) -> list[str]:
        return [
            " atau ".join(group)
            for group in self.required
            if not any(column in header.columns for column in group)
        ]


@dataclass(frozen=True, slots=True)
class Table:
    """A file whose headers stand, one for each sheet that holds the table.

    Each pass reads the file again, so that no pass holds it in memory.
    """

    path: Path
    headers: Mapping[str, Header]
    total: int
    contents: Contents

    @property
    def columns(self) -> dict[str, int]:
        """The known columns of all sheets, each with its place on the first sheet that has it."""
        found: dict[str, int] = {}
        for header in self.headers.values():
            found = {**header.columns, **found}
        return found

    @property
    def unknown(self) -> tuple[str, ...]:
        """The columns of all sheets that nobody knows."""
        return tuple(dict.fromkeys(name for header in self.headers.values() for name in header.unknown))

    @property
    def above(self) -> tuple[Line, ...]:
        """The rows above the tables."""
        return tuple(line for header in self.headers.values() for line in header.above)

    def lines(self) -> Iterator[Placed]:
        """Every row below its header; the sheet is named where the file has several."""
        for line in sheets.read(self.path):
            header = self.headers[line.sheet]
            if line.number > header.row_number:
                yield (line if len(self.headers) > 1 else line._replace(sheet="")), header


def open_table(path: Path, layout: Layout, *, limit: int, look: Look) -> Table:
    """Find the headers, look at the rows below and count those that are not blank; raises NotAnExport."""
    contents, lines = sheets.opened(path)
    _check(contents)
    headers: dict[str, Header] = {}
    total = 0
    for sheet, of_sheet in groupby(lines, key=attrgetter("sheet")):
        rows = iter(of_sheet)
        headers[sheet] = find_header(rows, layout, sheet=sheet if len(contents.tables) > 1 else "")
        for line in rows:
            look(line, headers[sheet])
            total += 1
            _refuse_more(total, limit)
    if not total:
        number = next(iter(headers.values())).row_number
        raise NotAnExport(f"Judul kolom ada di baris {number}, tetapi tidak ada satu pun baris di bawahnya.")
    return Table(path, headers, total, contents)


def _check(contents: Contents) -> None:
    """What is said before anything is read; raises NotAnExport."""
    if contents.hidden and not contents.tables:
        raise NotAnExport(NO_HEADER + HIDDEN.format(", ".join(contents.hidden)))
    for sheet, cells in contents.merged.items():
        raise NotAnExport(MERGED.format(sheet=sheet, cells=cells))


def find_header(lines: Iterable[Line], layout: Layout, sheet: str = "") -> Header:
    """The first row that holds a cell `Tracking ID`, which is consumed; raises NotAnExport."""
    above: list[Line] = []
    for line in lines:
        if line.number > HEADER_ROWS:
            break
        if any(layout.column_named(cell) == KEY for cell in line.cells):
            return _complete(replace(_header(line, layout), above=tuple(above)), layout, sheet)
        above.append(line)
    raise NotAnExport(NO_HEADER)


def _complete(header: Header, layout: Layout, sheet: str) -> Header:
    if missing := layout.missing(header):
        where = f"lembar “{sheet}”, baris {header.row_number}" if sheet else f"baris {header.row_number}"
        raise NotAnExport(
            f"Di baris judul ({where}) kolom ini tidak ada: {', '.join(missing)}. "
            "Tambahkan kolomnya atau unduh ulang, lalu impor kembali."
        )
    return header


def _refuse_more(total: int, limit: int) -> None:
    if total > limit:
        shown = f"{limit:,}".replace(",", ".")
        raise NotAnExport(
            f"Berkas ini lebih dari {shown} baris. "
            "Bagi menjadi beberapa berkas, misalnya per bulan, lalu impor satu per satu."
        )


def _header(line: Line, layout: Layout) -> Header:
    columns: dict[str, int] = {}
    names: dict[str, None] = {}
    unknown: list[str] = []
    for index, cell in enumerate(line.cells):
        name = _unused(" ".join(visible(cell).split()) or f"Kolom {letters(index)}", names)
        names[name] = None
        column = layout.column_named(cell)
        if column and column not in columns:
            columns[column] = index
        elif cell:
            unknown.append(name)
    return Header(line.number, tuple(names), columns, tuple(unknown))


def _unused(name: str, taken: Container[str]) -> str:
    """The name, or where a header stands twice the name with a number behind it."""
    if name not in taken:
        return name
    return next(other for number in count(2) if (other := f"{name} ({number})") not in taken)
