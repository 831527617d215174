"""The one clock: system time plus an offset that demo and tests may move.

The offset is a row, so that every process (web, worker, command) reads the same hour.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from piccolo.engine import engine_finder

WIB = ZoneInfo("Asia/Jakarta")

_offset = timedelta()
_movable = False


def now() -> datetime:
    """The moment that acts are recorded at, in UTC."""
    return datetime.now(UTC) + _offset


def today() -> datetime:
    """The present moment in WIB, for dates as people write them."""
    return now().astimezone(WIB)


def allow_moving(allowed: bool) -> None:  # noqa: FBT001 - a switch set once, at start
    """Demo and tests may move the clock; a real office never reads the offset."""
    global _movable, _offset  # noqa: PLW0603 - one clock in a process
    _movable = allowed
    if not allowed:
        _offset = timedelta()


async def refresh() -> None:
    """Read the offset row; cheap, called at the start of a request and of a worker's round."""
    global _offset  # noqa: PLW0603
    if not _movable:
        return
    rows = await _engine_rows("SELECT seconds FROM clock_offset")
    _offset = timedelta(seconds=rows[0]["seconds"]) if rows else timedelta()


async def move(by: timedelta) -> None:
    """Move the clock of every process forward (or back); raises RuntimeError outside demo and tests."""
    if not _movable:
        raise RuntimeError("The clock moves in demo and tests only.")
    seconds = int((_offset + by).total_seconds())
    await _engine_rows("DELETE FROM clock_offset")
    await _engine_rows(f"INSERT INTO clock_offset (seconds) VALUES ({seconds})")  # noqa: S608 - an int
    await refresh()


async def _engine_rows(sql: str) -> list[dict[str, int]]:
    engine = engine_finder()
    if engine is None:
        raise RuntimeError("No database is configured.")
    answer = await engine.run_ddl(sql)
    return [dict(row) for row in answer or []]
