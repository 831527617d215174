"""Messages that a person has to look at."""

from __future__ import annotations

from dataclasses import dataclass

from portal.notifications import queries
from portal.notifications.queries import DeliveryRow

SHOWN = 5
VIEW = "attention"
HREF = f"/notifications?view={VIEW}"


@dataclass(frozen=True, slots=True)
class Messages:
    """How many there are, and the newest of them."""

    n: int
    first: tuple[DeliveryRow, ...]


async def undelivered() -> Messages:
    """Everything that will not arrive by itself."""
    newest = await queries.listed(VIEW, "", None, SHOWN)
    return Messages(await queries.attention_count(), tuple(newest))
