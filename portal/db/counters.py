"""Numbers that run without reuse: a row per series, raised in the caller's transaction."""

from __future__ import annotations

from portal.db.core import rows

RAISE = """
INSERT INTO counter (name, value) VALUES ({}, 1)
ON CONFLICT (name) DO UPDATE SET value = counter.value + 1
RETURNING value
"""


async def next_in(series: str) -> int:
    """The next number of a series, starting at 1; gaps appear where a transaction is undone."""
    found = await rows(RAISE, series)
    return int(found[0]["value"])
