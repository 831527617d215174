"""Plays many stories at once, in the order of time."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from portal import db
from portal.demo.keys import Keys
from portal.demo.people import Cast
from portal.demo.player import Player, Playing
from portal.demo.stories import Story

STEPS_AT_ONCE = 60
"""Steps of one transaction: each commit waits for the disk."""


class Performance:
    """Stories played step by step in the order of time, as it would have been."""

    def __init__(self, stories: Iterable[Story], cast: Cast, known: Keys) -> None:
        self._player = Player(cast, known)
        steps = [(step, playing) for playing in map(Playing, stories) for step in playing.story.steps]
        self._ahead = deque(sorted(steps, key=lambda each: each[0].at))

    async def until(self, at: datetime) -> None:
        """Do every step up to that moment."""
        while self._is_due(at):
            async with db.transaction():
                await self._some_until(at)

    async def _some_until(self, at: datetime) -> None:
        for _ in range(STEPS_AT_ONCE):
            if not self._is_due(at):
                return
            step, playing = self._ahead.popleft()
            await self._player.do(playing, step)

    def _is_due(self, at: datetime) -> bool:
        return bool(self._ahead) and self._ahead[0][0].at <= at
