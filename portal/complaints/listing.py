"""The list of complaints: newest first or by deadline, a page at a time, values ready for a flat template."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from portal import clock, db
from portal.agencies import queries as agencies
from portal.complaints import words
from portal.complaints.filters import Filters, Moment
from portal.complaints.kinds import RESTRICTED, Status
from portal.complaints.orders import Order, Place, order_of
from portal.complaints.policies import TRUE
from portal.complaints.search import asking, marks
from portal.complaints.search.asking import Term
from portal.complaints.selection import Selection, selection
from portal.permissions import Actor
from portal.workdays import queries as workdays
from portal.workdays.calendar import Calendar
from portal.workdays.words import deadline_words, near_day, short_date

Read = Callable[..., Awaitable[list[dict[str, Any]]]]
KOMINFO = "Kominfo"
PAGE = 50

COLUMNS = """
SELECT c.id, c.number, c.title, c.tracking_id, c.channel, c.classification, c.is_secret, c.status, c.agency,
  c.due_at, c.received_at, c.resolved_at, c.returned_at, c.lapor_status,
  d.name AS district, g.topic AS category
FROM complaint c LEFT JOIN district d ON d.id = c.district LEFT JOIN category g ON g.id = c.category
"""


class Row(NamedTuple):
    """One complaint of the list. `due` speaks of its nearest deadline, or says when it was resolved.

    `shown_title` has the words marked that were asked for, `hit` is the piece of the text they stand in.
    A tuple, since fifty of them are made for every list.
    """

    id: int
    number: str
    title: str
    shown_title: Markup
    hit: Markup
    tracking_id: str
    channel: str
    district: str
    category: str
    classification: str
    lapor_status: str
    holder: str
    received: str
    status: str
    tone: str
    icon: str
    due: str
    due_tone: str
    due_date: str
    lock: str
    is_returned: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the list; `after` is the place behind its last row, None on the last page."""

    rows: tuple[Row, ...]
    after: Place | None


async def listing(
    actor: Actor, filters: Filters, after: Sequence[Any] | None = None, *, sort: str = "", limit: int = PAGE
) -> Page:
    """What the actor sees and asked for, from a place on."""
    moment = Moment(clock.now(), await workdays.calendar())
    order = order_of(filters, sort)
    chosen = await selection(actor, filters, moment)
    found, place = await page_of(chosen, order, after, COLUMNS, limit)
    today = moment.calendar.day_of(moment.at)
    about = _About(await agencies.names(), moment, today, asking.terms(filters.q))
    if about.asked:
        about.texts.update(await _texts(found))
    return Page(tuple(_known_row(each, about) for each in found), place)


async def page_of(
    chosen: Selection,
    order: Order,
    after: Sequence[Any] | None,
    columns: str,
    limit: int,
    read: Read = db.quick,
) -> tuple[list[dict[str, Any]], Place | None]:
    """Rows of `columns` from a place on, and the place behind the last where more follow."""
    start = order.start(after)
    found: list[tuple[int, dict[str, Any]]] = []
    for nth in range(start[0] if start else 0, len(order.parts)):
        part = order.parts[nth]
        narrower = part.only
        if start and nth == start[0]:
            behind = part.behind(start[1], start[2], chosen.key)
            narrower = behind if narrower == TRUE else narrower.also(behind)
        ids = chosen.ids(part.sql(chosen.key), limit + 1 - len(found), narrower)
        rows = await read(f"{columns} WHERE c.id IN ({ids.sql}) {part.sql('c.id')}", *ids.values)
        found += [(nth, row) for row in rows]
        if len(found) > limit:
            whose, last = found[limit - 1]
            return [row for _, row in found[:limit]], order.parts[whose].place(whose, last)
    return [row for _, row in found], None


class Due(NamedTuple):
    """How a row speaks of its deadline; all empty where there is nothing to say."""

    sentence: str = ""
    tone: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class _About:
    """What rows are written with."""

    names: dict[int, str]
    moment: Moment
    today: date
    asked: tuple[Term, ...]
    texts: dict[int, tuple[str, ...]] = field(default_factory=dict)


TEXTS = """
SELECT t.complaint AS id, t.body AS text FROM complaint_text t WHERE t.complaint IN ({ids})
UNION ALL SELECT t.complaint, t.body_final FROM complaint_text t WHERE t.complaint IN ({ids})
UNION ALL SELECT f.complaint, f.text FROM follow_up f WHERE f.status = 'approved' AND f.complaint IN ({ids})
"""


async def _texts(found: list[dict[str, Any]]) -> dict[int, tuple[str, ...]]:
    """What a hit may stand in. Of what is rahasia, berkadar pengawasan or held a list shows no text."""
    ids = [row["id"] for row in found if not row["is_secret"] and row["classification"] not in RESTRICTED]
    if not ids:
        return {}
    texts: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for row in await db.quick(TEXTS.replace("{ids}", db.places(ids)), *ids * 3):
        texts[row["id"]] += (row["text"],)
    return texts


@dataclass(slots=True)
class _Known:
    """Rows as they were written today, by all that they were written from."""

    today: date = date.min
    calendar: Calendar | None = None
    rows: dict[tuple[Any, ...], Row] = field(default_factory=dict)


MOST_KNOWN = 4096
_known = _Known()


def _known_row(found: dict[str, Any], about: _About) -> Row:
    """The row, written once a day as long as nothing of it changes: everybody reads the same newest fifty."""
    if about.asked:
        return _row(found, about)
    if (
        _known.calendar is not about.moment.calendar
        or _known.today != about.today
        or len(_known.rows) > MOST_KNOWN
    ):
        _known.today, _known.calendar, _known.rows = about.today, about.moment.calendar, {}
    due_at = found["due_at"]
    is_late = due_at is not None and due_at < about.moment.at
    written_from = (*found.values(), about.names.get(found["agency"]), is_late)
    row = _known.rows.get(written_from)
    if row is None:
        row = _known.rows[written_from] = _row(found, about)
    return row


def _row(found: dict[str, Any], about: _About) -> Row:
    said = words.status_said(found["status"], is_returned=found["returned_at"] is not None)
    due = _due(found, about)
    title, hit = _hits(found, about)
    return Row(
        id=found["id"],
        number=found["number"],
        title=found["title"],
        shown_title=title,
        hit=hit,
        tracking_id=found["tracking_id"],
        channel=words.CHANNEL[found["channel"]],
        district=found["district"] or "",
        category=found["category"] or "",
        classification=words.CLASSIFICATION[found["classification"]],
        lapor_status=found["lapor_status"],
        holder=about.names.get(found["agency"], KOMINFO),
        received=near_day(about.moment.calendar.day_of(found["received_at"]), about.today),
        status=said.word,
        tone=said.tone,
        icon=said.icon,
        due=due.sentence,
        due_tone=due.tone,
        due_date=due.date,
        lock=words.LOCK.get(found["classification"], "rahasia" if found["is_secret"] else ""),
        is_returned=found["returned_at"] is not None,
    )


def _hits(found: dict[str, Any], about: _About) -> tuple[Markup, Markup]:
    if not about.asked:
        return escape(found["title"]), Markup("")
    texts = about.texts.get(found["id"], ())
    return marks.marked(found["title"], about.asked), marks.snippet(texts, about.asked)


def _due(found: dict[str, Any], about: _About) -> Due:
    if found["status"] == Status.RESOLVED:
        resolved = found["resolved_at"]
        if resolved is None:
            return Due()
        return Due(f"selesai {near_day(about.moment.calendar.day_of(resolved), about.today)}")
    due_at = found["due_at"]
    if due_at is None:
        return Due()
    said = deadline_words(due_at, about.moment.at, about.moment.calendar)
    return Due(said.sentence, said.tone, f"batas {short_date(due_at)}")
