"""Complaints that are open and carry the day on which they were closed once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.complaints import repairs, words
from portal.complaints.kinds import OPEN
from portal.complaints.tables import Complaint
from portal.keeping.data_check.kinds import Check, Finding
from portal.permissions import Actor, Permission
from portal.workdays.words import dated


async def find() -> list[Finding]:
    """Those that are open now."""
    rows = (
        await Complaint.select(Complaint.id, Complaint.number, Complaint.status, Complaint.resolved_at)
        .where(Complaint.resolved_at.is_not_null(), Complaint.status.is_in(list(OPEN)))
        .order_by(Complaint.id)
    )
    return [
        Finding(
            str(row["id"]),
            row["number"],
            f"{words.STATUS[row['status']].word}, tetapi bertanggal selesai {dated(row['resolved_at'])}",
            f"/complaints/{row['number']}",
        )
        for row in rows
    ]


async def mend(keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Take the date away; a line of the timeline keeps it."""
    return sum([await repairs.clear_closing(int(key), by=by, at=at) for key in keys])


CHECK = Check(
    "closing-dates",
    "Tanggal selesai pada pengaduan yang terbuka",
    "Setelah pengaduan dibuka kembali, versi 0.1 membiarkan tanggal selesainya.",
    "Tanggal selesai dikosongkan; riwayat pengaduan tetap mencatatnya.",
    "Kosongkan",
    Permission.LAPOR_IMPORT,
    find,
    mend,
)
