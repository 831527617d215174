"""Whether complaints are still found by what they say, and by those whom they concern."""

from __future__ import annotations

from portal import db
from portal.complaints.search import upkeep


async def out_of_step() -> dict[int, tuple[str, str]]:
    """What complaints were found by where writing it down anew gives something else, and what it gives."""
    before = await _words()
    await upkeep.note(before)
    after = await _words()
    return {key: (words, after[key]) for key, words in before.items() if words != after[key]}


async def _words() -> dict[int, str]:
    return {row["complaint"]: row["words"] for row in await db.rows("SELECT * FROM complaint_words")}
