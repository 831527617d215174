"""The rules that a row of an import has to keep, each with the sentence it is refused with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from portal.agencies import naming
from portal.agencies.folding import fold
from portal.agencies.import_file import ImportRow
from portal.agencies.queries import AgencyRow
from portal.agencies.tables import Kind
from portal.errors import Refusal

LONGEST = {"name": 200, "short_name": 80}
LABELS = {"name": "Nama", "short_name": "Singkatan", "kind": "Jenis", "parent": "Induk"}


@dataclass(slots=True)
class Planning:
    """The list as it would stand after the import, and the rows that were refused on the way."""

    standing: dict[str, AgencyRow]
    codes: dict[int, str]
    owned: dict[str, str]  # folded name → code of the agency that it means
    accepted: dict[str, ImportRow] = field(default_factory=dict)
    refused: dict[int, str] = field(default_factory=dict)

    def check(self, row: ImportRow, check: Callable[[Planning, ImportRow], None]) -> bool:
        """Apply one rule to a row that still stands; whether it was refused by it."""
        if row.number in self.refused:
            return False
        try:
            check(self, row)
        except Refusal as refusal:
            self.refused[row.number] = refusal.sentence
            if self.accepted.get(row.code) is row:
                del self.accepted[row.code]
            return True
        return False

    def name_of(self, code: str) -> str:
        """How a sentence calls the agency with that code."""
        known = self.accepted.get(code) or self.standing.get(code)
        return f"{known.name} ({code})" if known else code

    def parent_of(self, code: str) -> str:
        """The code above an agency as it would stand after the import; empty at the top."""
        row, now = self.accepted.get(code), self.standing.get(code)
        return (row.parent if row else "") or self.codes.get((now.parent if now else None) or 0, "")


def values(planning: Planning, row: ImportRow) -> None:
    if row.code in planning.accepted:
        first = planning.accepted[row.code].number
        raise Refusal(f"Kode {row.code} sudah ada di baris {first}.")
    _check_shape(row)
    planning.accepted[row.code] = row


def _check_shape(row: ImportRow) -> None:
    if not row.code:
        raise Refusal("Kolom kode kosong.")
    naming.code_of(row.code)
    if not fold(row.name):
        raise Refusal("Kolom nama kosong.")
    for column, longest in LONGEST.items():
        if len(getattr(row, column)) > longest:
            raise Refusal(f"{LABELS[column]} lebih dari {longest} karakter.")
    if any(len(alias) > LONGEST["name"] for alias in row.aliases):
        raise Refusal(f"Alias lebih dari {LONGEST['name']} karakter.")
    if row.kind and row.kind.casefold() not in set(Kind):
        raise Refusal(f"Jenis “{row.kind}” tidak dikenal. Pilihannya: {', '.join(Kind)}.")


def names(planning: Planning, row: ImportRow) -> None:
    _own(planning, row, (row.code, row.name, row.short_name))


def aliases(planning: Planning, row: ImportRow) -> None:
    _own(planning, row, row.aliases)


def _own(planning: Planning, row: ImportRow, texts: Sequence[str]) -> None:
    for text in filter(fold, texts):
        owner = planning.owned.get(fold(text), row.code)
        if owner != row.code:
            raise Refusal(f"“{text}” sudah dipakai oleh {planning.name_of(owner)}.")
    planning.owned.update((fold(text), row.code) for text in texts if fold(text))


def parent(planning: Planning, row: ImportRow) -> None:
    if row.parent and row.parent not in planning.accepted and row.parent not in planning.standing:
        raise Refusal(f"Induk {row.parent} tidak ada, di daftar maupun di berkas ini.")
    above, seen = planning.parent_of(row.code), {row.code}
    while above and above not in seen:
        seen.add(above)
        above = planning.parent_of(above)
    if above == row.code:
        raise Refusal(f"Induk {row.parent} membuat perangkat daerah ini berada di bawah dirinya sendiri.")
