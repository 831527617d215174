"""Messages and people for these tests; nobody here exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from portal import clock, db
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.notifications.tables import Delivery

VALUES = {
    "number": "ADU-2026-000001",
    "tracking_id": "1234567",
    "category": "Jalan",
    "district": "Kedungdung",
    "due": "1 Desember 2026",
}
DISPOSED = Message(
    "disposed",
    "disposition:1:v1",
    "complaint:ADU-2026-000001",
    VALUES,
    "/complaints/ADU-2026-000001",
    critical=True,
)
ASKED = Message("asked", "question:1", "complaint:ADU-2026-000001", VALUES, "/complaints/ADU-2026-000001")
INVITATION = Message(
    "invitation",
    "invitation:1",
    "invitation:1",
    {"role": "Admin Operator", "until": "27 November 2026 09.00"},
    secret="invitation:1",
)


def person(number: int = 1, **changes: Any) -> Recipient:
    """An official with a made-up number."""
    one = Recipient(f"account:{number}", f"Operator {number}", f"+62812{number:07}", proven=True)
    return replace(one, **changes)


async def put(message: Message = DISPOSED, *people: Recipient, **changes: Any) -> list[int]:
    """Enqueue now; without people for person 1."""
    return await outbox.enqueue(replace(message, **changes), people or [person()], at=clock.now())


async def state_of(key: int) -> str:
    """How far a delivery has come."""
    return str((await whole(key))["state"])


async def whole(key: int) -> dict[str, Any]:
    """Everything about one delivery."""
    found = await Delivery.select().where(Delivery.id == key).first()
    assert found is not None
    return found


async def pass_time(**how_long: float) -> None:
    """Later, for everybody who asks the portal's clock."""
    await clock.move(timedelta(**how_long))


async def end_leases() -> None:
    """As if every worker had been dead for a while."""
    await db.rows("UPDATE delivery SET lease_until = 0 WHERE state = 'claimed'")
