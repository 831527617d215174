"""One Tracking ID on two rows of a file: the first is taken, the second says how the two differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from portal.dates import quoted
from portal.lapor.columns import KEY, Header
from portal.lapor.refusals import RowRefusal, place_of
from portal.lapor.sheets import Line

MOST = 3
"""Columns of which both cells are shown."""


class First(NamedTuple):
    """The first row of a Tracking ID: its place, its cells that are told, and a sign for all others."""

    row_number: int
    sheet: str
    told: tuple[str, ...]
    others: int


@dataclass(slots=True)
class Firsts:
    """The first rows of one pass over a file; `told` are the columns whose cells are short enough to show."""

    told: Sequence[str]
    known: dict[str, First] = field(default_factory=dict)

    def refuse_second(self, tracking_id: str, line: Line, header: Header) -> None:
        """Remember the row; raises RowRefusal where an earlier one has the same Tracking ID."""
        row = self._first(line, header)
        before = self.known.setdefault(tracking_id, row)
        if before is not row:
            raise RowRefusal(KEY, f"{tracking_id} {self._compared(before, row)} Hapus salah satu baris.")

    def _first(self, line: Line, header: Header) -> First:
        apart = {KEY, *self.told}
        others = [header.cell(line, column) for column in sorted(header.columns) if column not in apart]
        told = tuple(header.name(line, column)[:60] for column in self.told)
        return First(line.number, line.sheet, told, hash(tuple(others)))

    def _compared(self, before: First, row: First) -> str:
        where = place_of(before.row_number, before.sheet)
        there = f"sudah ada di {where[:1].lower()}{where[1:]}"
        differing = [
            f"{column} {quoted(old or 'kosong')} di sana, {quoted(new or 'kosong')} di sini"
            for column, old, new in zip(self.told, before.told, row.told, strict=True)
            if old != new
        ]
        if differing:
            more = " dan kolom lain" if len(differing) > MOST or before.others != row.others else ""
            return f"{there} dengan isi berbeda: {'; '.join(differing[:MOST])}{more}."
        return f"{there} {'dengan isi berbeda.' if before.others != row.others else 'dengan isi yang sama.'}"
