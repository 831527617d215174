"""What was told at one moment: an act and its messages carry the same."""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.notifications.queries import ROW, DeliveryRow, row_of

MOST = 50


async def told_at(moment: datetime) -> list[DeliveryRow]:
    """Messages that an act of this moment wrote, oldest first."""
    found = await db.rows(f"{ROW} WHERE n.recorded_at = {{}} ORDER BY d.id LIMIT {MOST}", moment)
    return [row_of(row) for row in found]
