"""A CSV list of agencies as offices save it: comma, semicolon or tab, with or without BOM."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from portal.agencies.folding import fold
from portal.agencies.naming import clean
from portal.errors import BadInput

LARGEST = 256 * 1024  # bytes
MOST_ROWS = 1_000
HEADER_WITHIN = 20  # rows
COLUMNS = {
    "kode": "code",
    "nama": "name",
    "singkatan": "short_name",
    "nama singkat": "short_name",
    "alias": "aliases",
    "jenis": "kind",
    "induk": "parent",
}
NOT_CSV = "Ini bukan berkas CSV. Simpan daftar dari Excel sebagai “CSV UTF-8”, lalu unggah lagi."
NO_HEADER = "Judul kolom tidak ditemukan. Baris pertama harus memuat sedikitnya kolom kode dan nama."
NO_ROWS = "Berkas ini tidak berisi baris data."
TOO_MANY = f"Berkas ini berisi lebih dari {MOST_ROWS} baris. Bagi menjadi beberapa berkas."
TOO_LARGE = f"Berkas lebih besar dari {LARGEST // 1024} KB. Bagi menjadi beberapa berkas."


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row as written, with its number as Excel shows it; an empty cell says nothing."""

    number: int
    code: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    parent: str = ""
    aliases: tuple[str, ...] = ()


def read(data: bytes) -> list[ImportRow]:
    """The rows of the file; raises BadInput with a sentence where it is no list of agencies."""
    if len(data) > LARGEST:
        raise BadInput(TOO_LARGE)
    rows = list(_filled(text_of(data)))
    places, first = _header(rows)
    found = [_row(number, cells, places) for number, cells in rows[first:]]
    if not found:
        raise BadInput(NO_ROWS)
    if len(found) > MOST_ROWS:
        raise BadInput(TOO_MANY)
    return found


def text_of(data: bytes) -> str:
    """What a file says, in any of Excel's encodings; raises BadInput for what is no text."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    if b"\x00" in data or data.startswith(b"PK\x03\x04"):
        raise BadInput(NOT_CSV)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252")  # what Excel on Windows writes


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise BadInput(NOT_CSV) from None


def _filled(text: str) -> Iterator[tuple[int, list[str]]]:
    first_lines = "\n".join(text.splitlines()[:HEADER_WITHIN])
    delimiter = max(",;\t", key=first_lines.count)
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
        ):
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise BadInput(
            f"Tanda kutip di sekitar baris {number + 1} tidak berpasangan. Perbaiki baris itu."
        ) from None


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[dict[str, int], int]:
    for position, (_, cells) in enumerate(rows[:HEADER_WITHIN]):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            if column := COLUMNS.get(fold(cell)):
                places.setdefault(column, place)
        if {"code", "name"} <= places.keys():
            return places, position + 1
    raise BadInput(NO_HEADER if rows else NO_ROWS)


def _row(number: int, cells: list[str], places: dict[str, int]) -> ImportRow:
    said = {column: clean(cells[place]) for column, place in places.items() if place < len(cells)}
    aliases = tuple(filter(None, (clean(part) for part in said.pop("aliases", "").split(";"))))
    return ImportRow(number, aliases=aliases, **said)
