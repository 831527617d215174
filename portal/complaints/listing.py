"""The list of complaints: newest first or by deadline, a page at a time, values ready for a flat template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from portal import clock, db
from portal.agencies import queries as agencies
from portal.complaints import policies, words
from portal.complaints.filters import Filters, Moment, clauses
from portal.complaints.kinds import Classification, Status
from portal.complaints.policies import NOT_SUPERVISORY, TRUE, Clause, Reach, concerns, joined, sources
from portal.permissions import Actor
from portal.workdays import queries as workdays
from portal.workdays.words import deadline_words, relative_day, short_date

KOMINFO = "Kominfo"
PAGE = 50

COLUMNS = """
SELECT c.id, c.number, c.title, c.tracking_id, c.channel, c.classification, c.is_secret, c.status, c.agency,
  c.due_at, c.received_at, c.resolved_at, c.returned_at, d.name AS district
FROM complaint c LEFT JOIN district d ON d.id = c.district
"""


@dataclass(frozen=True, slots=True)
class Order:
    """The column a list runs by."""

    column: str
    is_newest_first: bool

    @property
    def sql(self) -> str:
        """The ORDER BY."""
        way = "DESC" if self.is_newest_first else "ASC"
        first = "" if self.column == "id" else f"c.{self.column} {way}, "
        return f"ORDER BY {first}c.id {way}"

    def after(self, place: Sequence[Any] | None) -> Clause:
        """The rows behind a place; a place that is none counts as the beginning."""
        try:
            moment, key = place or ()
            values = (datetime.fromisoformat(str(moment)), int(key))
        except (TypeError, ValueError):
            return TRUE
        sign = "<" if self.is_newest_first else ">"
        if self.column == "id":
            return Clause(f"c.id {sign} {{}}", values[1:])
        return Clause(f"(c.{self.column}, c.id) {sign} ({{}}, {{}})", values)


BY_ARRIVAL, BY_DEADLINE = Order("received_at", is_newest_first=True), Order("due_at", is_newest_first=False)
# A common word stands in thousands of titles: by their keys the newest fifty are found without sorting all.
BY_RECORDING = Order("id", is_newest_first=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One complaint of the list. `due` speaks of its nearest deadline, or says when it was resolved."""

    id: int
    number: str
    title: str
    tracking_id: str
    channel: str
    district: str
    holder: str
    received: str
    status: str
    tone: str
    icon: str
    due: str
    due_tone: str
    due_date: str
    is_secret: bool
    is_supervisory: bool
    is_returned: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list; `after` is the place behind its last row, None on the last page."""

    rows: tuple[Row, ...]
    after: tuple[str, int] | None


async def listing(
    actor: Actor, filters: Filters, after: Sequence[Any] | None = None, *, limit: int = PAGE
) -> Page:
    """What the actor sees and asked for, from a place on."""
    moment = Moment(clock.now(), await workdays.calendar())
    order = order_of(filters)
    wanted = order.after(after)
    for clause in clauses(filters, actor, moment):
        wanted = wanted.also(clause) if wanted != TRUE else clause
    query = page_query(await policies.reach(actor), wanted, order, limit + 1)
    found = await db.rows(f"{COLUMNS} {query.sql}", *query.values)
    return await _page(found, order, moment, limit)


def order_of(filters: Filters) -> Order:
    """By deadline where deadlines are asked for, by recording where words are, else by arrival."""
    if filters.by_deadline:
        return BY_DEADLINE
    return BY_RECORDING if filters.q else BY_ARRIVAL


def page_query(reach: Reach, wanted: Clause, order: Order, limit: int) -> Clause:
    """WHERE, ORDER and LIMIT of a page.

    For the people of an agency each way in which a complaint concerns them is read along its own index and
    cut to a page: an OR over the three would read and sort all that the agency ever had.
    """
    end = f"{order.sql} LIMIT {limit}"
    if reach.ordinary is None:
        wanted = policies.visible(reach).also(wanted)
        return Clause(f"WHERE {wanted.sql} {end}", wanted.values)
    open_to = joined([NOT_SUPERVISORY, concerns(reach.supervisory)]).also(wanted)
    ways = [source.also(open_to) for source in sources(reach.ordinary)]
    cut = [f"SELECT id FROM (SELECT c.id FROM complaint c WHERE {way.sql} {end}) AS way" for way in ways]  # noqa: S608
    values = tuple(value for way in ways for value in way.values)
    return Clause(f"WHERE c.id IN ({' UNION '.join(cut)}) {end}", values)


async def _page(found: list[dict[str, Any]], order: Order, moment: Moment, limit: int) -> Page:
    names = await agencies.names()
    rows = tuple(_row(each, names, moment) for each in found[:limit])
    if len(found) <= limit:
        return Page(rows, None)
    last = found[limit - 1]
    moment_of = "received_at" if order is BY_RECORDING else order.column
    return Page(rows, (last[moment_of].isoformat(), last["id"]))


def _row(found: dict[str, Any], names: dict[int, str], moment: Moment) -> Row:
    said = words.status_said(found["status"], is_returned=found["returned_at"] is not None)
    due, due_tone, due_date = _due(found, moment)
    return Row(
        id=found["id"],
        number=found["number"],
        title=found["title"],
        tracking_id=found["tracking_id"],
        channel=words.CHANNEL[found["channel"]],
        district=found["district"] or "",
        holder=names.get(found["agency"], KOMINFO),
        received=_received(moment.calendar.day_of(found["received_at"]), moment.at),
        status=said.word,
        tone=said.tone,
        icon=said.icon,
        due=due,
        due_tone=due_tone,
        due_date=due_date,
        is_secret=bool(found["is_secret"]),
        is_supervisory=found["classification"] == Classification.SUPERVISORY,
        is_returned=found["returned_at"] is not None,
    )


@lru_cache(maxsize=1024)
def _received(day: date, now: datetime) -> str:
    # Rows of a page share a few days, and saying one takes longer than the rest of the row.
    return relative_day(day, now)


def _due(found: dict[str, Any], moment: Moment) -> tuple[str, str, str]:
    if found["status"] == Status.RESOLVED:
        resolved = found["resolved_at"]
        return (f"selesai {relative_day(resolved, moment.at)}" if resolved else "", "", "")
    if found["due_at"] is None:
        return "", "", ""
    spoken = deadline_words(found["due_at"], moment.at, moment.calendar)
    return spoken.sentence, spoken.tone, f"batas {short_date(found['due_at'])}"
