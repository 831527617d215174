"""Rows of a spreadsheet of any format as text, whatever the file is called."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from errno import ENOSPC
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

import msgspec

from portal.files import workbook
from portal.lapor import delimited, filetypes
from portal.lapor.filetypes import FileType, type_of
from portal.lapor.refusals import NotAnExport

HEADER_ROWS = workbook.HEADER_ROWS
_KEY = "trackingid"  # tells the table's sheet and delimiter from those of notes around it
_SECONDS = 120
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFUSED = {
    workbook.PASSWORD: filetypes.LOCKED,
    workbook.UNREADABLE: filetypes.BROKEN,
    workbook.EMPTY: filetypes.EMPTY,
}


class Line(NamedTuple):
    """One row that is not blank; `number` counts from 1 as the spreadsheet program shows it.

    `real_dates` are the indexes of cells that hold a date of Excel and no text.
    """

    number: int
    cells: list[str]
    sheet: str = ""
    real_dates: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """The sheets of a workbook; of those only `tables` are read. A CSV has none.

    `merged` names by sheet the first merged cells inside its table.
    """

    tables: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)


def read(path: Path) -> Iterator[Line]:
    """The rows of every visible sheet that holds a cell `Tracking ID`, else of the first sheet.

    Dates come as ISO text, whole numbers without a decimal point. Raises NotAnExport while iterating.
    """
    return opened(path)[1]


def opened(path: Path) -> tuple[Contents, Iterator[Line]]:
    """As `read`, with what else the file holds; raises NotAnExport."""
    if type_of(path) is FileType.TEXT:
        return Contents(), _clean(Line(number, cells) for number, cells in delimited.rows(path, _KEY))
    lines = _workbook_lines(path)
    contents = msgspec.convert(next(lines), Contents)
    return contents, _clean(Line(number, cells, sheet, real) for sheet, number, cells, real in lines)


def _clean(lines: Iterable[Line]) -> Iterator[Line]:
    for line in lines:
        clean = [cell.strip() for cell in _without_controls(line.cells)]
        if any(clean):
            yield line._replace(cells=clean)


def _without_controls(cells: list[str]) -> list[str]:
    # PostgreSQL refuses NUL in a text. One search over the row: asking each cell takes a third of the import.
    if _CONTROL.search("".join(cells)):
        return [_CONTROL.sub("", cell) for cell in cells]
    return cells


def _workbook_lines(path: Path) -> Iterator[Any]:
    with TemporaryFile() as spool:
        _unpack(path, spool)
        spool.seek(0)
        for line in spool:
            yield json.loads(line)


def _unpack(path: Path, spool: IO[bytes]) -> None:
    command = [sys.executable, "-P", workbook.__file__, str(path.resolve()), _KEY]
    try:
        done = subprocess.run(  # noqa: S603  our own file, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=spool,
            stderr=subprocess.PIPE,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotAnExport(filetypes.TOO_BIG) from None
    if done.returncode == workbook.DISK_FULL:
        raise OSError(ENOSPC, "No space left for unpacking the workbook")
    if done.returncode:
        raise NotAnExport(_sentence_for(done))


def _sentence_for(done: subprocess.CompletedProcess[bytes]) -> str:
    # A negative code is the signal that a limit ended it with.
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        return filetypes.TOO_BIG
    return _REFUSED.get(done.returncode, filetypes.BROKEN)
