"""Refusals that stand in the audit beside an act that was permitted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from portal.audit import corrections
from portal.keeping.data_check.kinds import Check, Finding
from portal.permissions import Actor, Permission
from portal.workdays.words import stamp


async def find() -> list[Finding]:
    """Those that no line sets right yet."""
    return [
        Finding(
            str(each.id),
            f"Baris log {each.id}",
            f"{each.actor_name}, {stamp(each.recorded_at)}, {each.subject.removeprefix('complaint:')}",
            f"/audit/{each.id}",
        )
        for each in await corrections.find()
    ]


async def mend(keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Write the lines that set them right."""
    return await corrections.correct(frozenset(map(int, keys)), by=by, at=at)


CHECK = Check(
    "false-refusals",
    "Catatan penolakan yang keliru",
    "Versi 0.1 menulis “ditolak” di samping tindakan yang sebenarnya diizinkan dan berhasil.",
    "Menambah baris pembetulan di Log Aktivitas. Baris lama tetap ada.",
    "Betulkan",
    Permission.AUDIT_READ,
    find,
    mend,
)
