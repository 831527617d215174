"""Small answers that every page asks for, kept for some seconds in each process."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from portal import db

SECONDS = 5.0
Answer = TypeVar("Answer")


class Cached(Generic[Answer]):
    """What `read` said last; asked again after five seconds, of another database, or once forgotten."""

    def __init__(self, read: Callable[[], Awaitable[Answer]]) -> None:
        self._read = read
        self._kept: tuple[object, float, Answer] | None = None

    async def get(self) -> Answer:
        """The answer, at most five seconds old."""
        if self._kept and self._kept[0] is db.engine() and time.monotonic() < self._kept[1]:
            return self._kept[2]
        asked, answer = db.engine(), await self._read()
        self._kept = (asked, time.monotonic() + SECONDS, answer)
        return answer

    def forget(self) -> None:
        """Ask again next time: this process has just changed the answer."""
        self._kept = None
