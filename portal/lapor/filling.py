"""Complaints get the category and kecamatan that their rows named before anybody here knew the name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from portal import audit, clock, db, jobs
from portal.audit.trail import Place
from portal.complaints import filling
from portal.complaints.filling import Blank
from portal.lapor import names
from portal.lapor.names import Lexicon
from portal.permissions import Actor, Permission

FILL = "lapor.fill"
CHUNK = 500
# In the order in which they came: of two rows for one complaint the later one's name stands.
NAMED = """
SELECT tracking_id, category_text, category_number, district_text FROM lapor_row
WHERE tracking_id IN ({ids}) AND imported_at IS NOT NULL AND undone <> 'undone'
  AND (category_text <> '' OR district_text <> '')
ORDER BY id
"""


async def ask(by: Actor, at: datetime) -> None:
    """Have it done by a job, in the transaction that made a name known; nothing where nothing is blank."""
    if await filling.blank_after(0, 1):
        # Each time anew: a job that runs may be past the complaints that the new name is for.
        await jobs.enqueue(FILL, {}, by=by, at=at, title="Mengisi kategori dan kecamatan yang kosong")


async def fill(*, by: Actor, report: Callable[[int], Awaitable[None]]) -> int:
    """Go through all that lack one; how many complaints were filled."""
    last = done = filled = 0
    while found := await filling.blank_after(last, CHUNK):
        async with db.transaction():
            filled += await _fill(found, by=by, at=clock.now())
        last, done = found[-1].id, done + len(found)
        await report(done)
    return filled


async def _fill(found: Sequence[Blank], *, by: Actor, at: datetime) -> int:
    known = await _known(found, await names.lexicon())
    filled = await filling.fill(known, by=by, at=at)
    if filled:
        place = Place("regency", permission=Permission.LAPOR_IMPORT)
        details = {"complaints": str(filled)}
        await audit.record("lapor.names_filled", by=by, at=at, place=place, details=details)
    return filled


async def _known(found: Sequence[Blank], lexicon: Lexicon) -> dict[str, dict[int, int]]:
    """By field and complaint what its rows name, of those that lack it."""
    wanted = [blank.tracking_id for blank in found]
    rows = await db.rows(NAMED.replace("{ids}", db.places(wanted)), *wanted)
    named: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        for field, value in _meant(row, lexicon).items():
            if value is not None:
                named[row["tracking_id"]][field] = value
    return {
        field: {
            blank.id: named[blank.tracking_id][field]
            for blank in found
            if getattr(blank, field) is None and field in named[blank.tracking_id]
        }
        for field in filling.FIELDS
    }


def _meant(row: dict[str, Any], lexicon: Lexicon) -> dict[str, int | None]:
    category = lexicon.category(row["category_text"]) or lexicon.category_number(row["category_number"])
    return {"category": category, "district": lexicon.district(row["district_text"])}
