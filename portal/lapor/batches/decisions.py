"""What a file asks before it is imported: the preview begins with it.

A section is one entry of `SECTIONS` and one partial, `lapor/imports/decisions/_NAME.html`, which gets it as
`decision`: its rows, and what may be chosen for them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal import db
from portal.agencies import queries as agencies
from portal.lapor import status_rules, words
from portal.lapor.batches.views import Decision, Named

AGENCIES = (
    "SELECT agency_text AS text, count(*) AS n FROM lapor_row "
    "WHERE batch = {} AND agency_text <> '' AND outcome <> 'refused' "
    "GROUP BY agency_text ORDER BY n DESC, text"
)
STATUSES = (
    "SELECT status_text AS text, count(*) AS n FROM lapor_row "
    "WHERE batch = {} AND outcome <> 'refused' GROUP BY status_text ORDER BY n DESC, text"
)


async def unmatched_agencies(batch_id: int) -> list[Named]:
    """Names of agencies that nobody knows now, the most frequent first."""
    resolve = await agencies.resolver()
    return [name for name in await _texts(AGENCIES, batch_id) if resolve(name.text) is None]


async def unknown_statuses(batch_id: int) -> list[Named]:
    """Statuses that no rule sorts now, the most frequent first."""
    sort = await status_rules.sorter()
    return [name for name in await _texts(STATUSES, batch_id) if sort(name.text) is None]


async def open_in(batch_id: int) -> list[Decision]:
    """Whatever in the batch somebody has to decide now, in the order of the sections."""
    found = [(section, await section.rows(batch_id)) for section in SECTIONS]
    return [Decision(section.name, rows, await section.choices()) for section, rows in found if rows]


async def _texts(sql: str, batch_id: int) -> list[Named]:
    return [Named(row["text"], row["n"]) for row in await db.rows(sql, batch_id)]


async def _buckets() -> Sequence[Any]:
    return words.BUCKETS


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of question; `rows` of a batch's id are what is open now, `choices` the possible answers."""

    name: str
    rows: Callable[[int], Awaitable[Sequence[Any]]]
    choices: Callable[[], Awaitable[Sequence[Any]]]


SECTIONS = (
    Section("agencies", unmatched_agencies, agencies.choices),
    Section("statuses", unknown_statuses, _buckets),
)
