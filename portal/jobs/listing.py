"""The list of jobs: newest first, by filters, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal import db
from portal.jobs.queue import JobRow, select_rows
from portal.jobs.tables import OPEN, Job, JobState
from portal.web import keyset

PAGE_SIZE = keyset.PAGE_SIZE
STANDS = {
    "open": ("Belum selesai", tuple(OPEN)),
    "done": ("Selesai", (JobState.DONE.value,)),
    "failed": ("Gagal", (JobState.FAILED.value,)),
    "cancelled": ("Dihentikan", (JobState.CANCELLED.value,)),
}
"""How the list is narrowed by state: code in the address, words, states."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all. `owner` is a key."""

    stand: str = ""
    kind: str = ""
    owner: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str], *, owner: str) -> Filters:
        """The filters of an address; what is not one is left out."""
        stand = given.get("state", "")
        return cls(stand if stand in STANDS else "", given.get("kind", "")[:40], owner)

    def query(self) -> dict[str, str]:
        """As the address carries them, but for the owner."""
        return {name: value for name, value in (("state", self.stand), ("kind", self.kind)) if value}


async def listing(filters: Filters, *, before: int | None = None, limit: int = PAGE_SIZE) -> list[JobRow]:
    """Jobs that fit, older than the key `before`."""
    query = select_rows().order_by(Job.id, ascending=False).limit(limit)
    for condition in _conditions(filters, before):
        query = query.where(condition)
    return [JobRow(**row) for row in await query]


async def kinds(owner: str) -> list[tuple[str, str]]:
    """The kinds of work there are, each with the words of its newest job; of one owner or of all."""
    newest = "SELECT max(id) FROM job"
    narrowed = f"{newest} WHERE owner_key = {{}} GROUP BY kind" if owner else f"{newest} GROUP BY kind"
    sql = f"SELECT kind, title FROM job WHERE id IN ({narrowed}) ORDER BY title, kind"  # noqa: S608 - ours
    found = await db.rows(sql, *([owner] if owner else []))
    return [(row["kind"], row["title"] or row["kind"]) for row in found]


def _conditions(filters: Filters, before: int | None) -> list[Any]:
    wanted = [
        (filters.stand, Job.state.is_in(list(STANDS[filters.stand][1])) if filters.stand else None),
        (filters.kind, Job.kind == filters.kind),
        (filters.owner, Job.owner_key == filters.owner),
        (before, Job.id < before),
    ]
    return [condition for value, condition in wanted if value]
