"""The orders a list can run in, page by page: a place is kept by key, never by number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.complaints.filters import Filters
from portal.complaints.policies import TRUE, Clause

Place = tuple[int, str, int]
"""The part of the order, the moment and the key behind which to go on."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the list in which every row has the moment it is ordered by."""

    column: str
    is_newest_first: bool
    only: Clause = TRUE

    def sql(self, key: str) -> str:
        """The ORDER BY."""
        way = "DESC" if self.is_newest_first else "ASC"
        first = "" if self.column == "id" else f"c.{self.column} {way}, "
        return f"ORDER BY {first}{key} {way}"

    def behind(self, moment: datetime, key: int, name: str) -> Clause:
        """The rows that come after this one; `name` is the column of keys."""
        sign = "<" if self.is_newest_first else ">"
        if self.column == "id":
            return Clause(f"{name} {sign} {{}}", (key,))
        return Clause(f"(c.{self.column}, {name}) {sign} ({{}}, {{}})", (moment, key))

    def place(self, nth: int, row: dict[str, Any]) -> Place:
        """Where this row stands."""
        moment = row["received_at"] if self.column == "id" else row[self.column]
        return nth, moment.isoformat(), row["id"]


@dataclass(frozen=True, slots=True)
class Order:
    """One order, in the words of the page. Rows without its moment come behind, the newest first."""

    words: str
    parts: tuple[Part, ...]

    def start(self, place: Sequence[Any] | None) -> tuple[int, datetime, int] | None:
        """A place that is one; None stands for the beginning."""
        try:
            nth, moment, key = place or ()
            found = (int(nth), datetime.fromisoformat(str(moment)), int(key))
        except (TypeError, ValueError):
            return None
        is_place = 0 <= found[0] < len(self.parts) and found[1].tzinfo is not None and 0 < found[2] < 2**63
        return found if is_place else None


def _with_rest(column: str, *, is_newest_first: bool) -> tuple[Part, ...]:
    known, unknown = Clause(f"c.{column} IS NOT NULL"), Clause(f"c.{column} IS NULL")
    return Part(column, is_newest_first, known), Part("received_at", is_newest_first=True, only=unknown)


NEWEST = Order("terbaru dahulu", (Part("received_at", is_newest_first=True),))
# A common word stands in thousands of texts: by their keys the newest fifty are found without sorting all.
RECORDED = Order("terbaru dahulu", (Part("id", is_newest_first=True),))
# Every row of such a list has a deadline.
NEAREST = Order("urut tenggat terdekat", (Part("due_at", is_newest_first=False),))
CHOICES = {
    "newest": NEWEST,
    "oldest": Order("terlama dahulu", (Part("received_at", is_newest_first=False),)),
    "due": Order("urut tenggat terdekat", _with_rest("due_at", is_newest_first=False)),
    "resolved": Order("terakhir selesai dahulu", _with_rest("resolved_at", is_newest_first=True)),
}
"""What a reader may choose from, by its name in the address."""


def order_of(filters: Filters, chosen: str = "") -> Order:
    """By recording where words are asked for, else as chosen, else by deadline where that is the question."""
    if filters.q:
        return RECORDED
    if filters.due and chosen in {"", "due"}:
        return NEAREST
    return CHOICES.get(chosen, NEWEST)
