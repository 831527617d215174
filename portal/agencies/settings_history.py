"""What was changed in the settings: who, when, from what to what, as the audit kept it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.agencies.words import SETTINGS
from portal.audit.tables import AuditEvent

NEWEST = 30
ACTIONS = ("regency.changed", "regency.districts_changed", "regency.categories_changed")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One press of the button with every field it changed: label and `lama → baru`."""

    at: datetime
    by: str
    fields: tuple[tuple[str, str], ...]


async def newest() -> list[ChangeRow]:
    """The newest changes first."""
    rows = await (
        AuditEvent.select(AuditEvent.recorded_at, AuditEvent.actor_name, AuditEvent.details)
        .where(AuditEvent.subject == "regency", AuditEvent.action.is_in(list(ACTIONS)))
        .order_by(AuditEvent.id, ascending=False)
        .limit(NEWEST)
        .output(load_json=True)
    )
    return [ChangeRow(row["recorded_at"], row["actor_name"], _fields(row["details"])) for row in rows]


def _fields(details: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((SETTINGS.get(name, name), told) for name, told in details.items())
