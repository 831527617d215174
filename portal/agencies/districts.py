"""The kecamatan as Kominfo types them: a known code gets the new name, none is taken away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal import audit, db
from portal.agencies import queries
from portal.agencies.queries import DistrictRow
from portal.agencies.tables import District
from portal.audit.trail import Place
from portal.permissions import Actor, Permission

LOCK = "districts"


async def save(rows: Sequence[DistrictRow], *, by: Actor, at: datetime) -> int:
    """Add and rename; returns how many changed."""
    async with db.lock(LOCK):
        before = {row.code: row.name for row in await queries.districts()}
        changed = [row for row in rows if before.get(row.code) != row.name]
        for row in changed:
            await District.insert(District(code=row.code, name=row.name)).on_conflict(
                target=District.code, action="DO UPDATE", values=[District.name]
            )
        if changed:
            told = ", ".join(f"{row.code}: {before.get(row.code, 'baru')} → {row.name}" for row in changed)
            place = Place("regency", permission=Permission.SETTINGS_MANAGE)
            details = {"districts": told}
            await audit.record("regency.districts_changed", by=by, at=at, place=place, details=details)
    return len(changed)
