"""Rows of a CSV file as offices save it: any usual delimiter; UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from portal.lapor.refusals import NotAnExport
from portal.texts import visible

_CELL_LIMIT = 1_000_000  # characters; Excel itself stops at 32,767
_DELIMITERS = ",;\t|"
_END = "\x1e"
OPEN_QUOTE = (
    "Tanda kutip yang dibuka di baris {row} tidak ditutup, sehingga baris sesudahnya tidak terbaca. "
    "Perbaiki baris itu, atau simpan ulang dari Excel sebagai .xlsx."
)


def rows(path: Path, header: str) -> Iterator[tuple[int, list[str]]]:
    """Every row with its number as Excel would show it; raises NotAnExport for a quote left open."""
    encoding = encoding_of(path)
    delimiter = _delimiter_of(path, encoding, header)
    csv.field_size_limit(_CELL_LIMIT)
    number = 0
    try:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            for number, cells in enumerate(_closed_rows(file, delimiter), start=1):
                yield number, cells
    except csv.Error:
        raise NotAnExport(OPEN_QUOTE.format(row=number + 1)) from None


def encoding_of(path: Path) -> str:
    """UTF-16 by its mark, UTF-8 where the whole file is valid UTF-8, else what Excel on Windows writes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            return "utf-16"
        file.seek(0)
        try:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _delimiter_of(path: Path, encoding: str, header: str) -> str:
    with path.open(encoding=encoding, errors="replace") as file:
        lines = [line[:20_000] for line in islice(file, 200)]
    title = next((line for line in lines if header in _plain(line)), "".join(lines[:5]))
    return max(_DELIMITERS, key=title.count)


def _plain(line: str) -> str:
    return "".join(visible(line).casefold().split())


def _closed_rows(file: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    # The end mark must come out as a row of its own; inside an open quote it does not.
    reader = csv.reader(chain(file, ["\n", _END]), delimiter=delimiter)
    held = next(reader)
    for cells in reader:
        yield held
        held = cells
    if held != [_END]:
        raise csv.Error("open quote")
