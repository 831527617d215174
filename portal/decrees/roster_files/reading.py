"""The rows of a roster's workbook, read by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from portal.decrees.roster_files.columns import HEADINGS, KNOWN, NEEDED, FileRow, folded
from portal.errors import BadInput
from portal.files import workbook
from portal.texts import visible

LARGEST = 500 * 1024
MOST_ROWS = 2_000
SECONDS = 60
KEY = folded(HEADINGS["position"][0])

NOT_WORKBOOK = "Ini bukan berkas Excel (.xlsx). Pakai templat yang disediakan di halaman ini."
LOCKED = "Berkas ini terkunci kata sandi. Simpan dari Excel tanpa kata sandi, lalu unggah lagi."
TOO_LARGE = f"Berkas lebih besar dari {LARGEST // 1024} KB atau isinya terlalu banyak."
NO_HEADER = "Judul kolom tidak ditemukan. Harus ada sedikitnya Kedudukan dalam Tim dan Nama."
NO_ROWS = "Berkas ini tidak berisi baris orang."
REFUSED = {workbook.PASSWORD: LOCKED, workbook.EMPTY: NO_ROWS}


def read(content: bytes) -> list[FileRow]:
    """The rows below the headings; raises BadInput with a sentence. Slow enough for a thread."""
    if len(content) > LARGEST:
        raise BadInput(TOO_LARGE)
    if not content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        raise BadInput(NOT_WORKBOOK)
    found = list(_below_header(_unpacked(content)))
    if not found:
        raise BadInput(NO_ROWS)
    if len(found) > MOST_ROWS:
        raise BadInput(TOO_LARGE)
    return found


def _unpacked(content: bytes) -> list[tuple[int, list[str]]]:
    with TemporaryDirectory(prefix="aspal-roster-") as folder:
        path = Path(folder) / "roster.xlsx"
        path.write_bytes(content)
        command = [sys.executable, "-P", workbook.__file__, str(path), KEY]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603 - our own file
        except subprocess.TimeoutExpired:
            raise BadInput(TOO_LARGE) from None
    if done.returncode:
        raise BadInput(REFUSED.get(done.returncode, TOO_LARGE if done.returncode < 0 else NOT_WORKBOOK))
    lines = [json.loads(line) for line in done.stdout.splitlines()[1:]]
    # A roster stands on one sheet; further ones with its headings are older versions or drafts.
    return [(number, cells) for sheet, number, cells, _ in lines if sheet == lines[0][0]]


def _below_header(lines: list[tuple[int, list[str]]]) -> Iterator[FileRow]:
    places: dict[str, int] = {}
    for number, cells in lines:
        if places:
            row = _row(number, cells, places)
            if row.name or row.position:
                yield row
        elif set(NEEDED) <= (found := _places(cells)).keys():
            places = found
    if not places:
        raise BadInput(NO_HEADER)


def _places(cells: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        if column := KNOWN.get(folded(cell)):
            places.setdefault(column, place)
    return places


def _row(number: int, cells: list[str], places: dict[str, int]) -> FileRow:
    said = {column: _clean(cells[place]) for column, place in places.items() if place < len(cells)}
    return FileRow(number, **said)


def _clean(text: str) -> str:
    return " ".join("".join(char if char >= " " else " " for char in visible(text)).split())
