"""Reading the audit: newest first, by filters, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns import Column

from portal.audit.filters import Filters, conditions
from portal.audit.tables import AuditEvent

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One line of the audit."""

    id: int
    recorded_at: datetime
    action: str
    outcome: str
    actor_name: str
    actor_key: str
    role: str
    origin: str
    subject: str
    details: dict[str, Any]

    @property
    def thing(self) -> str:
        """The number or name behind `complaint:ADU-2026-000001`."""
        return self.subject.partition(":")[2] or self.subject


async def listing(filters: Filters, *, before: int | None = None, limit: int = PAGE_SIZE) -> list[AuditRow]:
    """Lines that fit the filters, older than the key `before`."""
    return await fitting(conditions(filters, before), limit=limit)


async def fitting(wheres: Sequence[Any], *, limit: int) -> list[AuditRow]:
    """The newest lines that fit all conditions."""
    query = AuditEvent.select(*_columns()).order_by(AuditEvent.id, ascending=False).limit(limit)
    for condition in wheres:
        query = query.where(condition)
    return [AuditRow(**row) for row in await query.output(load_json=True)]


async def find(key: int) -> AuditRow | None:
    """One line."""
    return next(iter(await fitting([AuditEvent.id == key], limit=1)), None)


async def actions() -> list[str]:
    """The kinds of act that the audit holds, for the filter."""
    rows = await AuditEvent.select(AuditEvent.action).distinct().order_by(AuditEvent.action)
    return [row["action"] for row in rows]


def _columns() -> list[Column]:
    return [AuditEvent._meta.get_column_by_name(name) for name in AuditRow.__dataclass_fields__]
