"""What a list is narrowed by: values from the URL, and the same as SQL over `complaint c`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from portal.clock import WIB
from portal.complaints import buckets
from portal.complaints.kinds import Bucket, Channel, Classification, Status
from portal.complaints.policies import FALSE, Clause
from portal.numbers import whole
from portal.workdays.calendar import Calendar

DUE = ("soon", "overdue")
LAPOR = ("not_in_lapor", "not_copied", "differs")
NOT_COPIED = (
    "c.tracking_id <> '' AND c.id IN (SELECT f.complaint FROM follow_up f "
    "WHERE f.status = 'approved' AND f.copied_to_lapor_on IS NULL)"
)
LAPOR_SQL = {
    "not_in_lapor": "c.tracking_id = ''",
    "not_copied": NOT_COPIED,
    "differs": buckets.DIFFERS_SQL,
}
WORDS = {
    "status": frozenset(Status),
    "bucket": frozenset(Bucket),
    "channel": frozenset(Channel),
    "classification": frozenset(Classification) - {Classification.NONE},
    "due": frozenset(DUE),
    "lapor": frozenset(LAPOR),
}
EQUAL = ("status", "channel", "classification", "agency", "category", "district")
NUMBERS = ("agency", "category", "district", "year")
NO_SUCH = 999_999_999
"""Stands for a number that no column takes: the list is empty, and its filter is not forgotten."""

SWITCHES = ("returned", "mine")


@dataclass(frozen=True, slots=True)
class Filters:
    """One field for each filter; empty, None and False narrow nothing."""

    q: str = ""
    status: str = ""
    bucket: str = ""
    channel: str = ""
    classification: str = ""
    due: str = ""
    lapor: str = ""
    agency: int | None = None
    category: int | None = None
    district: int | None = None
    year: int | None = None
    returned: bool = False
    mine: bool = False

    @classmethod
    def parse(cls, values: Mapping[str, str]) -> Filters:
        """From the query of a URL; what is no possible value is left out."""
        chosen: dict[str, Any] = {"q": values.get("q", "").strip()[:200]}
        chosen |= {name: values[name] for name, words in WORDS.items() if values.get(name) in words}
        given = {name: values[name] for name in NUMBERS if values.get(name, "").isdecimal()}
        chosen |= {name: NO_SUCH if (n := whole(text)) is None else n for name, text in given.items()}
        chosen |= {name: True for name in SWITCHES if values.get(name) == "1"}
        return cls(**chosen)

    def query(self) -> dict[str, str]:
        """The filters that are set, as the URL writes them."""
        chosen = [(name, value) for name in FIELDS if (value := getattr(self, name))]
        return {name: "1" if value is True else str(value) for name, value in chosen}

    @property
    def by_deadline(self) -> bool:
        """Whether the list runs by deadline instead of by arrival."""
        return bool(self.due)


FIELDS = tuple(field.name for field in fields(Filters))


@dataclass(frozen=True, slots=True)
class Moment:
    """What "now" means to a filter."""

    at: datetime
    calendar: Calendar

    @property
    def soon(self) -> datetime:
        """The end of the next working day."""
        return self.calendar.end_of(self.calendar.add(self.calendar.day_of(self.at), 1))


def clauses(filters: Filters, moment: Moment) -> Iterator[Clause]:
    """One clause for each filter that is set, apart from words and desks, which are ways of their own."""
    for name in EQUAL:
        if value := getattr(filters, name):
            yield Clause(f"c.{name} = {{}}", (value,))
    if filters.year:
        yield in_year(filters.year)
    if filters.due:
        yield due(filters.due, moment)
    yield from _views(filters)


def _views(filters: Filters) -> Iterator[Clause]:
    if filters.bucket:
        yield Clause(buckets.FILTERS[Bucket(filters.bucket)])
    if filters.lapor:
        yield Clause(LAPOR_SQL[filters.lapor])
    if filters.returned:
        yield Clause("c.returned_at IS NOT NULL")


def in_year(year: int) -> Clause:
    """Received in that year of the WIB calendar."""
    if not 1970 <= year <= 9998:
        return FALSE
    first, last = (datetime(each, 1, 1, tzinfo=WIB).astimezone(UTC) for each in (year, year + 1))
    return Clause("c.received_at >= {} AND c.received_at < {}", (first, last))


def due(which: str, moment: Moment) -> Clause:
    """Running out by the end of the next working day, or run out."""
    if which == "overdue":
        return Clause("c.due_at IS NOT NULL AND c.due_at < {}", (moment.at,))
    window = (moment.at, moment.soon)
    return Clause("c.due_at IS NOT NULL AND c.due_at >= {} AND c.due_at <= {}", window)
