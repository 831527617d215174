"""Runs as a process of its own: prints the rows of a workbook as JSON lines, `[row number, [cell, …]]`.

A workbook of a few kilobytes can ask for gigabytes (a cell in the last corner, one long text used a million
times). Here such a file ends this process under its memory limit, and never the worker that started it.
"""

from __future__ import annotations

import json
import resource
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

PASSWORD, UNREADABLE, EMPTY, DISK_FULL = 10, 11, 12, 13
MEMORY_LIMIT = 768 << 20  # bytes; 100,000 rows with long texts stay below it
CPU_SECONDS = 60
HEADER_ROWS = 50
EXACT = 1e15  # Excel keeps fifteen digits; of a longer number the last ones are invented

Value = str | float | bool | date | datetime | time | timedelta


def main(path: str, header: str) -> int:
    _limit_this_process()
    try:
        with Path(path).open("rb") as file:
            return _print_rows(CalamineWorkbook.from_filelike(file), header)
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


def _print_rows(workbook: CalamineWorkbook, header: str) -> int:
    sheet = _sheet_with(header, workbook)
    if sheet is None:
        return EMPTY
    # Rows come counted from the top of the sheet, cells from the first column in use.
    left = [""] * sheet.start[1] if sheet.start else []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if cells := _trimmed([as_text(value) for value in row]):
            sys.stdout.write(json.dumps([number, left + cells], ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 0


def _sheet_with(header: str, workbook: CalamineWorkbook) -> CalamineSheet | None:
    first = None
    for sheet in _filled_sheets(workbook):
        first = first or sheet
        if any(_fold(value) == header for row in islice(sheet.iter_rows(), HEADER_ROWS) for value in row):
            return sheet
    return first


def _filled_sheets(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    for index, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ is SheetTypeEnum.WorkSheet and (filled := workbook.get_sheet_by_index(index)).height:
            yield filled


def _fold(value: Value) -> str:
    plain = str(value)
    if not plain.isascii():
        plain = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return "".join(plain.casefold().split())


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


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(*sys.argv[1:]))
