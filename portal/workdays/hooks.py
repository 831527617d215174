"""What else happens when days off or hours change: registered by the app, run in the same transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from portal.permissions import Actor
from portal.workdays import versions
from portal.workdays.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `days` are those whose working or not may have changed, empty where only hours did.

    `agency` is the one whose own hours changed.
    """

    action: str
    subject: str
    days: tuple[date, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)
    agency: int | None = None


@dataclass(frozen=True, slots=True)
class Moving:
    """A deadline that would move: whose, which, from which day to which."""

    name: str
    address: str
    what: str
    before: date
    after: date


@dataclass(frozen=True, slots=True)
class Foreseen:
    """How many deadlines a change would move (`at_least`: more were not looked at), and some of them."""

    count: int = 0
    at_least: bool = False
    examples: tuple[Moving, ...] = ()


Oracle = Callable[[Calendar, Sequence[date]], Awaitable[Foreseen]]
"""Asked with the calendar as it would be and the days that change."""

Listener = Callable[[Change, Actor, datetime], Awaitable[None]]

Opener = Callable[[bytes, str], list[list[str]]]
"""Gives the cells of a workbook's sheet that holds a header; lent from above, run in a thread."""

on_change: list[Listener] = []
openers: list[Opener] = []
oracles: list[Oracle] = []


async def foresee(after: Calendar, days: Sequence[date]) -> Foreseen:
    """What would move if the days changed so, of all that listen."""
    told = [await oracle(after, days) for oracle in oracles] if days else []
    return Foreseen(
        sum(each.count for each in told),
        any(each.at_least for each in told),
        tuple(example for each in told for example in each.examples),
    )


async def publish(change: Change, *, by: Actor, at: datetime) -> None:
    """Let readers see the change, then run every listener in the order of registration."""
    await versions.renew()
    for listener in on_change:
        await listener(change, by, at)
