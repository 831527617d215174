"""For each kind of file how it is read, written down and taken in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import msgspec

from portal.lapor import export, history, taking
from portal.lapor.date_order import DateOrder
from portal.lapor.export import ExportRow
from portal.lapor.history import HistoryRow
from portal.lapor.refusals import RefusedRow
from portal.lapor.sheets import Contents, Line
from portal.lapor.tables import BatchKind
from portal.lapor.taking import Taker

AnyRow = ExportRow | HistoryRow


class Parsed(Protocol):
    """A file whose header stands; each pass reads its rows anew."""

    @property
    def header(self) -> dict[str, int]: ...
    @property
    def unknown_columns(self) -> tuple[str, ...]: ...
    @property
    def above(self) -> tuple[Line, ...]: ...
    @property
    def contents(self) -> Contents: ...
    @property
    def total(self) -> int: ...
    def __iter__(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """`parse` raises NotAnExport; `taker` knows names as they stand when it is made."""

    parse: Callable[..., Parsed]
    facts: msgspec.json.Decoder[Any]
    taker: Callable[[], Awaitable[Taker[Any]]]

    def open(self, path: Path, today: date, order: DateOrder | None = None) -> Parsed:
        """The file with its header; `order` is what somebody said of its dates."""
        return self.parse(path, today=today, order=order)

    def rows(self, facts: Iterable[str]) -> list[AnyRow]:
        """Rows that were written down by `taking.written`."""
        return [self.facts.decode(text) for text in facts]


KINDS: dict[BatchKind, Kind] = {
    BatchKind.EXPORT: Kind(export.parse, msgspec.json.Decoder(ExportRow), taking.export_taker),
    BatchKind.HISTORY: Kind(history.parse, msgspec.json.Decoder(HistoryRow), taking.history_taker),
}


def understood(rows: Iterable[AnyRow | RefusedRow]) -> list[AnyRow]:
    """The rows that were not refused while reading."""
    return [row for row in rows if not isinstance(row, RefusedRow)]
