"""What else happens when days off or hours change: registered by the app, run in the same transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.permissions import Actor
from portal.workdays import versions


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `days` are those whose working or not may have changed, empty where only hours did."""

    action: str
    subject: str
    days: tuple[date, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


Listener = Callable[[Change, Actor, datetime], Awaitable[None]]

on_change: list[Listener] = []


async def publish(change: Change, *, by: Actor, at: datetime) -> None:
    """Let readers see the change, then run every listener in the order of registration."""
    await versions.renew()
    for listener in on_change:
        await listener(change, by, at)
