"""What higher slices lend to the decree: the work that a newcomer takes over at an agency."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime

from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class OpenWork:
    """One thing that waits at an agency; `href` is its page, `promised_on` a date given to the reporter."""

    number: str
    title: str
    href: str
    due_at: datetime | None
    promised_on: date | None


Work = Callable[[Actor, int, datetime], Awaitable[list[OpenWork]]]
"""Gives what this person may see of an agency's open work, the most urgent first."""

open_work: list[Work] = []


async def work_of(viewer: Actor, agency_id: int, at: datetime) -> list[OpenWork]:
    """All open work of an agency that this person may see."""
    return [each for ask in open_work for each in await ask(viewer, agency_id, at)]
