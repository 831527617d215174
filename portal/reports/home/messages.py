"""Messages that a person has to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.notifications import queries
from portal.notifications.queries import DeliveryRow
from portal.notifications.views import CAUSES

SHOWN = 5
VIEW = "attention"
HREF = "/notifications?view={}"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why so many of them need a person, and where they lie."""

    n: int
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Messages:
    """How many there are, why, and the newest of them."""

    n: int
    causes: tuple[Cause, ...]
    first: tuple[DeliveryRow, ...]


async def undelivered(at: datetime) -> Messages:
    """Everything that will not arrive by itself, or not in time."""
    newest = await queries.listed(VIEW, "", None, SHOWN, at=at)
    found = await queries.causes(at=at)
    causes = (Cause(n, CAUSES[code].words, HREF.format(code)) for code, n in found.items() if n)
    return Messages(await queries.attention_count(at=at), tuple(causes), tuple(newest))
