"""What an imported file or one of its rows is refused with: always a sentence for the reader."""

from __future__ import annotations

from dataclasses import dataclass

from portal.errors import BadInput


class NotAnExport(BadInput):
    """The file as a whole cannot be imported; `sentence` says why and what to do."""


class RowRefusal(Exception):
    """One row cannot be taken; raised inside the reading and turned into a `RefusedRow`."""

    def __init__(self, column: str, problem: str) -> None:
        super().__init__(problem)
        self.column = column
        self.problem = problem

    def sentence(self, place: str) -> str:
        return f"{place}, kolom {self.column}: {self.problem}"


def place_of(row_number: int, sheet: str) -> str:
    """Where a row stands; a file of one table names no sheet."""
    return f"Lembar “{sheet}”, baris {row_number}" if sheet else f"Baris {row_number}"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    row_number: int
    sentence: str
    raw: dict[str, str]
    sheet: str = ""
