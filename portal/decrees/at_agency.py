"""The seats of an agency in the decree in force, told before the agency ends or is merged."""

from __future__ import annotations

from datetime import datetime

from portal.agencies.hooks import Example, Holding
from portal.decrees import roster


async def seats(agency_id: int, at: datetime) -> Holding:
    """Everybody whom the decree seats there; a merge rewrites no decree, so they stay where it put them."""
    found = [row for row in await roster.in_force(at, agency_id=agency_id) if row.per_agency]
    examples = tuple(Example(f"{row.name}, {row.position}", "/team") for row in found)
    then = "tidak ikut pindah; ubah lewat perubahan personel di Tim Pengelola"
    return Holding("kedudukan dalam SK Tim", len(found), then, examples=examples)
