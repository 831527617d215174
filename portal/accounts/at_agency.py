"""The people of an agency, told before it ends or is merged."""

from __future__ import annotations

from datetime import datetime

from portal.accounts import queries
from portal.agencies.hooks import Example, Holding


async def people(agency_id: int, at: datetime) -> Holding:
    """Everybody who holds a role there now; a merge gives nobody rights, so they keep theirs as they are."""
    found = await queries.people_at(agency_id, at)
    examples = tuple(
        Example(f"{person.name}, {person.role_name}", f"/accounts/{person.public_id}") for person in found
    )
    then = "tidak ikut pindah; beri peran yang baru lewat halaman masing-masing"
    return Holding("pemegang peran", len(found), then, examples=examples)
