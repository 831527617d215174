"""Asked before a message of the round leaves: does the agency still have to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal import db
from portal.decrees.notices import MOOT
from portal.notifications.hooks import Parcel

OPEN = """
SELECT f.id FROM decree_confirmation f JOIN decree d ON d.id = f.decree AND d.state = 'confirmation'
WHERE f.state IN ('asked', 'with_head', 'returned') AND f.id IN ({ids})
"""


async def still_wanted(parcels: Sequence[Parcel], at: datetime) -> dict[int, str]:  # noqa: ARG001
    """The sender's hook: by delivery, why a message is pointless by now."""
    ids = sorted({_key(parcel) for parcel in parcels})
    rows = await db.quick(OPEN.replace("{ids}", db.places(ids)), *ids)
    waiting = {row["id"] for row in rows}
    return {parcel.id: MOOT for parcel in parcels if _key(parcel) not in waiting}


def _key(parcel: Parcel) -> int:
    return int(parcel.subject.partition(":")[2])
