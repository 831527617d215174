"""A list as offices have it: pasted from a sheet, or a CSV file with or without titles."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.agencies import import_file
from portal.agencies.folding import fold
from portal.agencies.lists.kinds import Which
from portal.agencies.naming import clean
from portal.errors import BadInput

MOST_ROWS = 2_000
TITLES = {
    Which.CATEGORIES: {
        "kategori": "group",
        "topik": "name",
        "perangkat daerah usulan": "agency",
        "perangkat daerah": "agency",
        "opd": "agency",
        "id kategori": "lapor_id",
        "id lapor": "lapor_id",
        "nama lain": "aliases",
        "alias": "aliases",
    },
    Which.DISTRICTS: {
        "kode": "group",
        "kecamatan": "name",
        "nama": "name",
        "nama lain": "aliases",
        "alias": "aliases",
    },
}
IN_ORDER = {
    Which.CATEGORIES: ("group", "name", "agency", "lapor_id", "aliases"),
    Which.DISTRICTS: ("group", "name", "aliases"),
}
CODE_FIRST = re.compile(r"(?P<code>[0-9][0-9.]*)[\s;,|]+(?P<name>\S.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as written, with its number."""

    number: int
    group: str = ""
    name: str = ""
    agency: str = ""
    lapor_id: str = ""
    aliases: tuple[str, ...] = ()


def read(which: Which, text: str) -> list[Line]:
    """The rows of a text; raises BadInput where there are none or too many."""
    rows = list(_rows(which, text))
    if not rows:
        raise BadInput("Daftar ini kosong. Tempel isinya atau pilih berkas CSV.")
    if len(rows) > MOST_ROWS:
        raise BadInput(f"Daftar ini lebih dari {MOST_ROWS} baris. Bagi menjadi beberapa bagian.")
    titles = [TITLES[which].get(fold(cell).replace("_", " "), "") for cell in rows[0][1]]
    if {"group", "name"} <= set(titles):
        return [_line(number, titles, cells) for number, cells in rows[1:]]
    return [_line(number, IN_ORDER[which], cells) for number, cells in rows]


def decoded(data: bytes) -> str:
    """The text of a file as offices save it; raises BadInput for what is no text."""
    if len(data) > import_file.LARGEST:
        raise BadInput(import_file.TOO_LARGE)
    return import_file.text_of(data)


def _rows(which: Which, text: str) -> list[tuple[int, list[str]]]:
    head = "\n".join(text.splitlines()[:20])
    delimiter = max("\t;,", key=head.count)
    if which is Which.DISTRICTS and not head.count(delimiter):
        return [(number, _split(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    try:
        found = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [(number, cells) for number, cells in enumerate(found, 1) if any(map(str.strip, cells))]
    except csv.Error:
        raise BadInput("Tanda kutip dalam daftar ini tidak berpasangan.") from None


def _split(line: str) -> list[str]:
    found = CODE_FIRST.fullmatch(line.strip())
    return [found["code"], found["name"]] if found else [line]


def _line(number: int, titles: Sequence[str], cells: Sequence[str]) -> Line:
    said: dict[str, str] = {}
    for title, cell in zip(titles, cells, strict=False):
        if title:
            said.setdefault(title, clean(cell))
    aliases = tuple(filter(None, map(clean, said.pop("aliases", "").split("|"))))
    return Line(number, aliases=aliases, **said)
