"""How far messages came, in words beside the line that caused them. Sent is not read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from portal.notifications.queries import DeliveryRow
from portal.workdays.words import stamp


@dataclass(frozen=True, slots=True)
class Tick:
    """One message beside a line of the timeline."""

    icon: str
    tone: str
    word: str
    name: str
    reason: str


def by_entry(messages: Iterable[DeliveryRow]) -> dict[int, list[Tick]]:
    """The ticks of each line of the timeline, by its key."""
    found: dict[int, list[Tick]] = defaultdict(list)
    for message in messages:
        source = message.dedupe_key.partition(":")[2]
        if source.isdecimal():
            found[int(source)].append(tick(message))
    return found


def tick(message: DeliveryRow) -> Tick:
    """How far one message came, and when."""
    word = f"{message.word.lower()} {stamp(message.since)}"
    return Tick(message.icon, message.tone, word, message.recipient_name, message.reason)
