"""Numbers that run without reuse: a row per series, raised in the caller's transaction."""

from __future__ import annotations

from portal.db.core import rows

RAISE = """
INSERT INTO counter (name, value) VALUES ({}, {})
ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value
RETURNING value
"""


async def next_in(series: str) -> int:
    """The next number of a series, starting at 1; gaps appear where a transaction is undone."""
    return (await next_many(series, 1)).start


async def next_many(series: str, count: int) -> range:
    """As `next_in`, so many at once."""
    found = await rows(RAISE, series, count)
    last = int(found[0]["value"])
    return range(last - count + 1, last + 1)
