"""Refusals of one person: each by name up to so many a minute, beyond that only how many there were.

Who hammers at closed doors must not fill the audit, which is kept for good.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.audit.trail import Place, record
from portal.permissions import Actor

ROWS_A_MINUTE = 20
TOLD_AT = frozenset({ROWS_A_MINUTE + 1, 100, 1_000, 10_000, 100_000, 1_000_000})
"""The refusals of a minute at which a row says how many they are by now, since a process may end any time."""


class Brake:
    """Counts of one process; each of several processes has its own."""

    def __init__(self) -> None:
        self._minute = 0
        self._seen: Counter[str] = Counter()

    def count(self, key: str) -> int:
        """The how manieth of this minute it is; by the machine's uptime, since a clock may be set back."""
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute, self._seen = minute, Counter()
        self._seen[key] += 1
        return self._seen[key]


_brake = Brake()


async def record_refused(
    action: str, *, by: Actor, at: datetime, place: Place, details: Mapping[str, Any]
) -> None:
    """As `record` for what was refused; `<action>_often` says how many were not written one by one."""
    count = _brake.count(f"{action}:{by.key}")
    if count <= ROWS_A_MINUTE:
        await record(action, by=by, at=at, place=place, outcome="refused", details=details)
    elif count in TOLD_AT:
        told = {"count": count}
        await record(f"{action}_often", by=by, at=at, place=place, outcome="refused", details=told)
