"""Answers that wait until somebody lets them go: a test kills the worker at exactly that moment."""

import asyncio
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hold:
    id: int
    to: str
    template: str | None
    is_accepted: bool
    released: asyncio.Event


class Holds:
    def __init__(self) -> None:
        self._holds: dict[int, Hold] = {}
        self._next = 1
        self._arrived = asyncio.Condition()

    def current(self) -> list[Hold]:
        return list(self._holds.values())

    async def wait(self, *, to: str, template: str | None, is_accepted: bool) -> None:
        """Returns when this hold is released."""
        hold = Hold(self._next, to, template, is_accepted, asyncio.Event())
        self._next += 1
        self._holds[hold.id] = hold
        async with self._arrived:
            self._arrived.notify_all()
        await hold.released.wait()

    async def someone(self, count: int, timeout: float) -> list[Hold]:  # noqa: ASYNC109 - the caller's own patience
        """The holds once there are `count` of them, or as many as there are when the time is over."""
        try:
            async with asyncio.timeout(timeout), self._arrived:
                await self._arrived.wait_for(lambda: len(self._holds) >= count)
        except TimeoutError:
            pass
        return self.current()

    def release(self, hold_id: int | None = None) -> int:
        """Let one go, or all; the number let go."""
        chosen = [hold for hold in self.current() if hold_id in (None, hold.id)]
        for hold in chosen:
            del self._holds[hold.id]
            hold.released.set()
        return len(chosen)
