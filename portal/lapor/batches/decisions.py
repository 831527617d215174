"""What a file asks before it is imported: the preview begins with it.

A section is one entry of `SECTIONS` and one partial, `lapor/imports/decisions/_NAME.html`, which gets it as
`decision`: its rows, and what may be chosen for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from portal import db
from portal.agencies import queries as agencies
from portal.agencies.lists import queries as lists
from portal.agencies.lists.kinds import Which
from portal.complaints.kinds import Classification
from portal.lapor import class_rules, status_rules, words
from portal.lapor.batches import differences, ordering, pairs
from portal.lapor.batches.views import Decision, Named
from portal.lapor.tables import BatchKind, LaporBatch

AGENCIES = (
    "SELECT agency_text AS text, count(*) AS n FROM lapor_row "
    "WHERE batch = {} AND agency_text <> '' AND outcome <> 'refused' "
    "GROUP BY agency_text ORDER BY n DESC, text"
)
STATUSES = (
    "SELECT status_text AS text, count(*) AS n FROM lapor_row "
    "WHERE batch = {} AND outcome <> 'refused' GROUP BY status_text ORDER BY n DESC, text"
)
CLASSES = (
    "SELECT min(class_text) AS text, count(*) AS n FROM lapor_row "
    "WHERE batch = {} AND outcome <> 'refused' GROUP BY class_folded ORDER BY n DESC, text"
)


NAMES = (
    "SELECT {column}_text AS text, {number} AS number, count(*) AS n FROM lapor_row "
    "WHERE batch = {} AND {column}_text <> '' AND outcome <> 'refused' "
    "GROUP BY {column}_text ORDER BY n DESC, text"
)


async def unmatched_agencies(batch_id: int) -> list[Named]:
    """Names of agencies that nobody knows now, the most frequent first."""
    resolve = await agencies.resolver()
    return [name for name in await _texts(AGENCIES, batch_id) if resolve(name.text) is None]


async def unknown_statuses(batch_id: int) -> list[Named]:
    """Statuses that no rule sorts now, the most frequent first."""
    sort = await status_rules.sorter()
    return [name for name in await _texts(STATUSES, batch_id) if sort(name.text) is None]


async def unknown_classes(batch_id: int) -> list[Named]:
    """Classes that nobody understands now, the most frequent first; an empty text where rows say none."""
    kind = await LaporBatch.select(LaporBatch.kind).where(LaporBatch.id == batch_id).first()
    if kind is None or kind["kind"] != BatchKind.EXPORT:
        return []
    sort = await class_rules.sorter()
    return [name for name in await _texts(CLASSES, batch_id) if sort(name.text) is Classification.HELD]


async def unknown_categories(batch_id: int) -> list[Named]:
    """Categories that nobody knows by name or number now, the most frequent first."""
    find, numbers = await lists.finder(Which.CATEGORIES), await lists.numbers()
    sql = NAMES.replace("{column}", "category").replace("{number}", "max(category_number)")
    found = await db.rows(sql, batch_id)
    return [
        Named(row["text"], row["n"], row["number"])
        for row in found
        if find(row["text"]) is None and numbers.get(row["number"]) is None
    ]


async def unknown_districts(batch_id: int) -> list[Named]:
    """Kecamatan that nobody knows now, the most frequent first."""
    find = await lists.finder(Which.DISTRICTS)
    sql = NAMES.replace("{column}", "district").replace("{number}", "''")
    return [name for name in await _texts(sql, batch_id) if find(name.text) is None]


async def open_in(batch_id: int) -> list[Decision]:
    """Whatever in the batch somebody has to decide now, in the order of the sections."""
    found = [(section, await section.rows(batch_id)) for section in SECTIONS]
    return [Decision(section.name, rows, await section.choices()) for section, rows in found if rows]


async def _texts(sql: str, batch_id: int) -> list[Named]:
    return [Named(row["text"], row["n"]) for row in await db.rows(sql, batch_id)]


async def _buckets() -> Sequence[Any]:
    return words.BUCKETS


async def _classes() -> Sequence[Any]:
    return words.CLASSES


async def _terms(which: Which) -> Sequence[Any]:
    is_topic, terms = which is Which.CATEGORIES, await lists.terms(which)
    return [(term.id, f"{term.group}: {term.name}" if is_topic else term.name) for term in terms]


async def _nothing() -> Sequence[Any]:
    return ()


async def _orders() -> Sequence[Any]:
    return list(words.DATE_ORDERS.items())


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of question; `rows` of a batch's id are what is open now, `choices` the possible answers."""

    name: str
    rows: Callable[[int], Awaitable[Sequence[Any]]]
    choices: Callable[[], Awaitable[Sequence[Any]]]


SECTIONS = (
    Section("dates", ordering.question, _orders),
    Section("classes", unknown_classes, _classes),
    Section("agencies", unmatched_agencies, agencies.choices),
    Section("statuses", unknown_statuses, _buckets),
    Section("pairs", pairs.open_in, _nothing),
    Section("categories", unknown_categories, partial(_terms, Which.CATEGORIES)),
    Section("districts", unknown_districts, partial(_terms, Which.DISTRICTS)),
    Section("differences", differences.open_in, _nothing),
)
