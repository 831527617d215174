"""The one way into the audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.audit.tables import AuditEvent
from portal.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Place:
    """What an act was about: `complaint:ADU-2026-000001`, and whose it was."""

    subject: str = ""
    agency_id: int | None = None
    permission: Permission | None = None


async def record(
    action: str,
    *,
    by: Actor,
    at: datetime,
    place: Place = Place(),
    outcome: str = "done",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one line of the audit, in the caller's transaction.

    `action` reads `complaint.disposed`; `outcome` is done, refused or failed; `details` names fields and
    keeps values of non-personal ones only.
    """
    role = by.role_for(place.permission, place.agency_id) if place.permission else ""
    await AuditEvent.insert(
        AuditEvent(
            recorded_at=at,
            action=action,
            outcome=outcome,
            actor_kind=by.kind,
            actor_key=by.key,
            actor_name=by.name,
            role=role,
            origin=by.origin,
            subject=place.subject,
            agency_id=place.agency_id,
            details=json.dumps(dict(details or {}), default=str, ensure_ascii=False),
        )
    )
