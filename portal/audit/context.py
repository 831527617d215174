"""What else belongs to one act: the other lines of its transaction, its timeline, its messages.

Whatever an act writes carries its moment, to the microsecond, so the moment finds it again. Timeline and
messages stand above the audit and lend their finders to it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from portal.audit import queries
from portal.audit.queries import AuditRow
from portal.audit.tables import AuditEvent

MOST = 50


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that the act wrote elsewhere; `link` is a page of it, empty where there is none."""

    text: str
    note: str = ""
    link: str = ""


Finder = Callable[[AuditRow], Awaitable[list[Piece]]]
"""Finds what an act wrote in one slice; free text and people's data stay out."""

finders: dict[str, Finder] = {}
"""By the heading that stands above what they find."""


@dataclass(frozen=True, slots=True)
class Part:
    """What was found under one heading."""

    heading: str
    pieces: list[Piece]


async def around(row: AuditRow) -> list[Part]:
    """Everything that the act wrote elsewhere, headings without anything left out."""
    parts = [Part(heading, await find(row)) for heading, find in finders.items()]
    return [part for part in parts if part.pieces]


async def same_act(row: AuditRow) -> list[AuditRow]:
    """The other lines that the act left in the audit."""
    others = (
        (AuditEvent.recorded_at == row.recorded_at)
        & (AuditEvent.actor_key == row.actor_key)
        & (AuditEvent.id != row.id)
    )
    return await queries.fitting([others], limit=MOST)
