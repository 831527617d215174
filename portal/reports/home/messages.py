"""Messages that did not arrive and that a person has to look at."""

from __future__ import annotations

from dataclasses import dataclass

from portal import db
from portal.complaints.words import Said
from portal.notifications.tables import DeliveryState

SHOWN = 5
TROUBLED = {
    DeliveryState.FAILED: Said("gagal", "late", "circle-x"),
    DeliveryState.DEAD: Said("perlu ditangani", "late", "alert-circle"),
    DeliveryState.UNKNOWN: Said("belum pasti", "todo", "help-circle"),
    DeliveryState.HELD: Said("ditahan", "todo", "hourglass"),
}
STATES = ", ".join(f"'{state}'" for state in TROUBLED)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One message: to whom, how it stands, and why."""

    recipient: str
    said: Said
    reason: str


@dataclass(frozen=True, slots=True)
class Messages:
    """How many there are, and the newest of them."""

    n: int
    first: tuple[Undelivered, ...]


async def undelivered() -> Messages:
    """Everything that will not arrive by itself."""
    counted = await db.rows(f"SELECT count(*) AS n FROM delivery d WHERE d.state IN ({STATES})")  # noqa: S608
    found = await db.rows(
        "SELECT d.recipient_name, d.state, d.reason FROM delivery d "  # noqa: S608
        f"WHERE d.state IN ({STATES}) ORDER BY d.id DESC LIMIT {SHOWN}"
    )
    return Messages(
        int(counted[0]["n"]),
        tuple(
            Undelivered(row["recipient_name"], TROUBLED[DeliveryState(row["state"])], row["reason"])
            for row in found
        ),
    )
