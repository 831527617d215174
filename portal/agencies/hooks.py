"""What higher slices keep at an agency: told before it ends or is merged, moved in the same transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class Merge:
    """One agency taken over by another; the same when they part again."""

    id: int
    source: int
    source_name: str
    target: int
    target_name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Example:
    """One of the things that are at an agency, with its page where it has one."""

    text: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """How many things of a sort are at an agency.

    `noun` reads after the number; `then` says what a merge makes of them; work that is `unfinished` keeps an
    agency from ending.
    """

    noun: str
    count: int
    then: str
    unfinished: bool = False
    examples: tuple[Example, ...] = ()


Survey = Callable[[int, datetime], Awaitable[Holding]]
Listener = Callable[[Merge, Actor, datetime], Awaitable[int]]
"""Returns how many things it moved."""

holdings: list[Survey] = []
on_merge: list[Listener] = []
on_parting: list[Listener] = []


NameListener = Callable[[Actor, datetime], Awaitable[None]]

on_names: list[NameListener] = []
"""Told, within the transaction, that categories or kecamatan have become known by a name."""


async def names_changed(by: Actor, at: datetime) -> None:
    """Tell them."""
    for listener in on_names:
        await listener(by, at)


async def held_at(agency_id: int, at: datetime) -> list[Holding]:
    """What is at the agency, of each sort of which there is any."""
    found = [await survey(agency_id, at) for survey in holdings]
    return [holding for holding in found if holding.count]
