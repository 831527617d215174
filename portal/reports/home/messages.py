"""Messages that a person has to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.notifications import queries
from portal.notifications.queries import DeliveryRow
from portal.notifications.standing import standing
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
    """How many there are, why, the newest of them, and since when WhatsApp answers nobody."""

    n: int
    silent_since: datetime | None
    causes: tuple[Cause, ...]
    first: tuple[DeliveryRow, ...]


async def undelivered(at: datetime) -> Messages:
    """Everything that will not arrive by itself, or not in time."""
    newest = await queries.listed(VIEW, "", None, SHOWN, at=at)
    found = await standing(at=at)
    causes = tuple(Cause(n, CAUSES[code].words, HREF.format(code)) for code, n in found.causes.items() if n)
    return Messages(await queries.attention_count(at=at), found.silent_for_long(at), causes, tuple(newest))
