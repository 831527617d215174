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


class DoubtfulDate(RowRefusal):
    """A date that can be read two ways, in a file that gives reason to ask; `text` as it is shown."""

    def __init__(self, column: str, problem: str, text: str) -> None:
        super().__init__(column, problem)
        self.text = text


def place_of(row_number: int, sheet: str) -> str:
    """Where a row stands; a file of one table names no sheet."""
    return f"Lembar “{sheet}”, baris {row_number}" if sheet else f"Baris {row_number}"


@dataclass(frozen=True, slots=True)
class RefusedRow:
    row_number: int
    sentence: str
    raw: dict[str, str]
    sheet: str = ""
    doubt: str = ""


def refused(refusal: RowRefusal, row_number: int, sheet: str, raw: dict[str, str]) -> RefusedRow:
    """The row with its sentence."""
    doubt = refusal.text if isinstance(refusal, DoubtfulDate) else ""
    return RefusedRow(row_number, refusal.sentence(place_of(row_number, sheet)), raw, sheet, doubt)
