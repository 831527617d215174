"""Runs as a process of its own: prints what a workbook holds as JSON lines.

The first line names the sheets that hold the table, those that are hidden and those that hold something else;
then `[sheet, row number, [cell, …], [index of each real date, …]]` for each row of a table.

A workbook of a few kilobytes can ask for gigabytes (a cell in the last corner, one long text used a million
times). Here such a file ends this process under its memory limit, and never the worker that started it.
"""

from __future__ import annotations

import html
import json
import re
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from posixpath import normpath

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

PASSWORD, UNREADABLE, EMPTY, DISK_FULL = 10, 11, 12, 13
MEMORY_LIMIT = 768 << 20  # bytes; 100,000 rows with long texts stay below it
CPU_SECONDS = 60
HEADER_ROWS = 50
EXACT = 1e15  # Excel keeps fifteen digits; of a longer number the last ones are invented
FOOTERS = ("total", "jumlah", "grandtotal", "subtotal")

PIECE, CARRIED = 1 << 20, 1 << 16  # bytes read at once, and kept to find what a piece cuts in two
CELL = re.compile(rb"<c\b([^>]*)>\s*<f\b[^>]*?(?:/>|>([^<]*)</f>)\s*(?:<v\s*/>|<v>([^<]*)</v>)?", re.DOTALL)
PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')
SHEET = re.compile(r"<sheet\b([^>]*)>")
RELATION = re.compile(r"<Relationship\b([^>]*)>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')

Formulas = dict[int, dict[int, str]]
"""By row number and index of the column: the formula with its sign of equality."""

Value = str | float | bool | date | datetime | time | timedelta


def main(path: str, header: str) -> int:
    _limit_this_process()
    try:
        with Path(path).open("rb") as file:
            return _print(Book(CalamineWorkbook.from_filelike(file), header), formulas_in(Path(path)))
    except PasswordError:
        return PASSWORD
    except CalamineError:
        return UNREADABLE
    except OSError:
        return DISK_FULL


def _limit_this_process() -> None:
    for limit, amount in (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_FSIZE, MEMORY_LIMIT),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS knows RLIMIT_AS but refuses to set it.
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (amount, amount))


class Book:
    """Its sheets that are filled, one in memory at a time; `tables` are visible and hold the header."""

    def __init__(self, workbook: CalamineWorkbook, header: str) -> None:
        self.workbook, self.header = workbook, header
        self._held: tuple[int, CalamineSheet] | None = None
        self.tables: dict[int, int] = {}
        self.hidden: list[str] = []
        self.others: list[int] = []
        for index, sheet in enumerate(workbook.sheets_metadata):
            if sheet.typ is SheetTypeEnum.WorkSheet and self.sheet(index).height:
                self._sort(index, sheet.name, is_visible=sheet.visible is SheetVisibleEnum.Visible)

    def _sort(self, index: int, name: str, *, is_visible: bool) -> None:
        if not is_visible:
            self.hidden.append(name)
        elif number := self._header_row(self.sheet(index)):
            self.tables[index] = number
        else:
            self.others.append(index)

    def _header_row(self, sheet: CalamineSheet) -> int:
        rows = enumerate(islice(sheet.iter_rows(), HEADER_ROWS), start=1)
        return next((n for n, row in rows if any(_fold(value) == self.header for value in row)), 0)

    def sheet(self, index: int) -> CalamineSheet:
        if self._held is None or self._held[0] != index:
            self._held = (index, self.workbook.get_sheet_by_index(index))
        return self._held[1]

    def merged(self) -> dict[str, str]:
        """By sheet the first cells that are merged inside its table, which hides what belongs to each row."""
        found: dict[str, str] = {}
        for index, header_row in self.tables.items():
            sheet = self.sheet(index)
            for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
                if bottom + 1 >= header_row and not (top == bottom and _is_footer(sheet, top)):
                    found.setdefault(sheet.name, f"{_name(top, left)}:{_name(bottom, right)}")
        return found


def _print(book: Book, formulas_of: dict[str, Formulas]) -> int:
    # Without any table the first sheet is shown, so that the reader can say what is missing there.
    shown = list(book.tables) or book.others[:1]
    if not shown and not book.hidden:
        return EMPTY
    names = book.workbook.sheet_names
    _write(
        {
            "tables": [names[index] for index in book.tables],
            "hidden": book.hidden,
            "others": [names[index] for index in book.others if index not in shown],
            "merged": book.merged(),
        }
    )
    for index in shown:
        for row in _rows(book.sheet(index), formulas_of.get(names[index], {})):
            _write([names[index], *row])
    sys.stdout.flush()
    return 0


def _rows(sheet: CalamineSheet, waiting: Formulas) -> Iterator[tuple[int, list[str], list[int]]]:
    # Rows come counted from the top of the sheet, cells from the first column in use.
    start = sheet.start[1] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [""] * start + [as_text(value) for value in row]
        for column, formula in waiting.get(number, {}).items():
            if column < len(cells):
                cells[column] = formula
        if trimmed := _trimmed(cells):
            yield number, trimmed, [start + n for n, value in enumerate(row) if isinstance(value, date)]


def _write(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")


def _fold(value: Value) -> str:
    plain = str(value)
    if not plain.isascii():
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return "".join(plain.casefold().split()).strip(":*")


def _is_footer(sheet: CalamineSheet, row: int) -> bool:
    cells = next(islice(sheet.iter_rows(), row, None), [])
    first = next((text for value in cells if (text := _fold(value))), "")
    return first.startswith(FOOTERS)


def _name(row: int, column: int) -> str:
    letters, column = "", column + 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"{letters}{row + 1}"


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def as_text(value: Value) -> str:
    """A cell as text: whole numbers without a decimal point, dates and times in ISO form.

    A whole number that Excel has rounded comes as it shows it, like 1.98503E+17.
    """
    if isinstance(value, str):
        # A lone half of an emoji cannot be written as UTF-8.
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    return str(value).upper()


def formulas_in(path: Path) -> dict[str, Formulas]:
    """By name of an .xlsx's sheet: formulas that nobody has worked out, since Excel has not opened the file.

    Their cells read as empty or 0, which means something else than *not known*.
    """
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return {}
        return {name: found for name, part in _parts(archive) if (found := _in_part(archive, part))}


def _parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    present = set(archive.namelist())
    targets = {
        each.get("Id", ""): normpath(f"xl/{each.get('Target', '')}".replace("xl//", "/")).lstrip("/")
        for each in _attributes(archive, "xl/_rels/workbook.xml.rels", RELATION)
    }
    sheets = _attributes(archive, "xl/workbook.xml", SHEET)
    named = [(html.unescape(each.get("name", "")), targets.get(each.get("r:id", ""), "")) for each in sheets]
    return [(name, part) for name, part in named if part in present]


def _attributes(archive: zipfile.ZipFile, part: str, tag: re.Pattern[str]) -> list[dict[str, str]]:
    if part not in archive.namelist():
        return []
    text = archive.read(part).decode("utf-8", "replace")
    return [dict(ATTRIBUTE.findall(attributes)) for attributes in tag.findall(text)]


def _in_part(archive: zipfile.ZipFile, part: str) -> Formulas:
    found: Formulas = {}
    carried = b""
    with archive.open(part) as file:
        while piece := file.read(PIECE):
            text = carried + piece
            # Looking for the sign alone is fast, and most exports hold no formula.
            if b"<f" in text:
                _collect(text, found)
            carried = text[-CARRIED:]
    return found


def _collect(text: bytes, found: Formulas) -> None:
    for attributes, formula, value in CELL.findall(text):
        place = PLACE.search(attributes)
        if place is None or value not in {b"", b"0"} or (value and b't="str"' in attributes):
            continue
        said = html.unescape(formula.decode("utf-8", "replace"))[:100]
        found.setdefault(int(place[2]), {})[_index(place[1])] = f"={said}"


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(*sys.argv[1:]))
