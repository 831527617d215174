"""Asking for a file of a list: what is written down here is made by the worker, whatever comes between."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from portal import audit, db
from portal.audit.trail import Place
from portal.complaints import policies
from portal.jobs import enqueue
from portal.permissions import Actor, Permission

KIND = "complaints.export"


NOW_RESTRICTED = """
SELECT 1 AS found FROM complaint c JOIN entry e ON e.complaint = c.id
WHERE c.classification IN ('supervisory', 'held') AND e.recorded_at >= {}
  AND e.kind IN ('verified', 'corrected', 'classed', 'changed_in_lapor') LIMIT 1
"""


class Format(StrEnum):
    """The files that can be made of a list."""

    SHEET = "xlsx"
    RECAP = "docx"


TITLES = {Format.SHEET: "Unduhan pengaduan (Excel)", Format.RECAP: "Rekap pengaduan (Word)"}


async def ask(query: Mapping[str, str], form: Format, *, by: Actor, at: datetime) -> str:
    """Ask for the list behind a query; asking again while it is made gives the same job."""
    payload = {"query": dict(query), "format": form, "permission": Permission.COMPLAINT_EXPORT}
    asked = hashlib.sha256(urlencode(sorted(query.items())).encode()).hexdigest()[:32]
    key = f"{KIND}:{by.key}:{form}:{asked}"
    async with db.transaction():
        job = await enqueue(KIND, payload, by=by, at=at, title=TITLES[form], unique_key=key)
        # The words that were searched for may be somebody's name, so only the filters are named.
        details = {"format": form, "fields": sorted(query)}
        place = Place(f"job:{job}", permission=Permission.COMPLAINT_EXPORT)
        await audit.record("complaint.exported", by=by, at=at, place=place, details=details)
    return job


async def is_outdated(actor: Actor, asked_at: datetime) -> bool:
    """Whether something has become berkadar pengawasan or unclear since, for whom may not know of it.

    Which rows a file holds is not kept: one such complaint is enough to ask for a new file.
    """
    if (await policies.reach(actor)).supervisory is None:
        return False
    return bool(await db.rows(NOW_RESTRICTED, asked_at))
