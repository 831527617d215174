"""What follows a refusal: when to try again, and when to stop (WHATSAPP error classes A to F)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.notifications.providers.base import Failure, Remedy
from portal.notifications.tables import DeliveryState

BASE = 5.0
CAP = 15 * 60.0
PAIR_BASE = 4.0
LONGEST_PAIR_WAIT = 1024.0

Draw = Callable[[float, float], float]


@dataclass(frozen=True, slots=True)
class Next:
    """The state a refused delivery goes to, and when it is due again."""

    state: DeliveryState
    due_at: datetime
    pause: float = 0.0
    """Seconds in which nothing goes to that number."""


def after_refusal(remedy: Remedy, attempts: int, at: datetime, draw: Draw = random.uniform) -> Next:
    """What to do after the given number of refusals of that kind, this one included."""
    if remedy.tries is not None and attempts > remedy.tries:
        final = remedy.failure is Failure.RECIPIENT
        return Next(DeliveryState.FAILED if final else DeliveryState.DEAD, at)
    wait = _wait(remedy, attempts, draw)
    return Next(DeliveryState.RETRY, at + timedelta(seconds=wait), wait if remedy.paces else 0.0)


def _wait(remedy: Remedy, attempts: int, draw: Draw) -> float:
    if remedy.paces:
        # Meta asks for 4^X seconds after 131056, X counted from 0.
        return float(min(LONGEST_PAIR_WAIT, PAIR_BASE ** max(0, attempts - 1)))
    if remedy.wait is not None:
        return remedy.wait
    return draw(0.0, min(CAP, BASE * 2.0**attempts))
