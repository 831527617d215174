"""The header of an imported table: found by content, its columns known by name in any order."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from typing import Self

from portal.lapor import sheets
from portal.lapor.refusals import NotAnExport
from portal.lapor.sheets import HEADER_ROWS, Line
from portal.texts import visible

ROW_LIMIT = 100_000
KEY = "Tracking ID"


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
    """A file whose header stands; each pass reads the file again, so that no pass holds it in memory."""

    path: Path
    header: Header
    total: int

    def lines(self) -> Iterator[Line]:
        return (line for line in sheets.read(self.path) if line.number > self.header.row_number)


def open_table(path: Path, layout: Layout, *, limit: int) -> Table:
    """Find the header and count the rows below it that are not blank; raises NotAnExport."""
    lines = sheets.read(path)
    header = find_header(lines, layout)
    return Table(path, header, _counted(lines, limit, header))


def find_header(lines: Iterable[Line], layout: Layout) -> Header:
    """The first row that holds a cell `Tracking ID`, which is consumed; raises NotAnExport."""
    above: list[Line] = []
    for line in lines:
        if line.number > HEADER_ROWS:
            break
        if any(layout.column_named(cell) == KEY for cell in line.cells):
            return _complete(replace(_header(line, layout), above=tuple(above)), layout)
        above.append(line)
    raise NotAnExport(
        f"Judul kolom “{KEY}” tidak ditemukan dalam {HEADER_ROWS} baris pertama. "
        "Pastikan berkasnya benar dan baris judul kolomnya tidak dihapus."
    )


def _complete(header: Header, layout: Layout) -> Header:
    if missing := layout.missing(header):
        raise NotAnExport(
            f"Di baris judul (baris {header.row_number}) kolom ini tidak ada: {', '.join(missing)}. "
            "Tambahkan kolomnya atau unduh ulang, lalu impor kembali."
        )
    return header


def _counted(lines: Iterable[Line], limit: int, header: Header) -> int:
    total = 0
    for total, _line in enumerate(lines, start=1):
        if total > limit:
            shown = f"{limit:,}".replace(",", ".")
            raise NotAnExport(
                f"Berkas ini lebih dari {shown} baris. "
                "Bagi menjadi beberapa berkas, misalnya per bulan, lalu impor satu per satu."
            )
    if not total:
        raise NotAnExport(
            f"Judul kolom ada di baris {header.row_number}, tetapi tidak ada satu pun baris di bawahnya."
        )
    return total


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
