"""Complaints recorded by hand that came again with an export of LAPOR!, and were counted twice."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.complaints import repairs
from portal.errors import Refusal
from portal.keeping.data_check.kinds import Check, Finding
from portal.lapor.batches import pairs
from portal.permissions import Actor, Permission

SELECTED = (
    "SELECT c.id, c.number, c.title, c.district, c.received_at, c.tracking_id, t.body "
    "FROM complaint c LEFT JOIN complaint_text t ON t.complaint = c.id WHERE "
)
BY_HAND = f"{SELECTED} c.tracking_id = '' AND c.channel <> 'lapor' AND c.status <> 'archived'"
# What is berkadar pengawasan or held is not joined to what everybody at an agency may read.
IMPORTED = (
    f"{SELECTED} c.channel = 'lapor' AND c.tracking_id <> '' AND c.acted_at IS NULL "
    "AND c.classification NOT IN ('supervisory', 'held') AND c.district IS NOT NULL "
    "AND c.received_at BETWEEN {} AND {}"
)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Twins:
    """The one recorded by hand, the imported one, and how alike they read, of 100."""

    kept: Row
    twin: Row
    likeness: int

    @property
    def key(self) -> str:
        """Both keys."""
        return f"{self.kept['id']}-{self.twin['id']}"


async def twins() -> list[Twins]:
    """All of them, the most alike first; each complaint once."""
    by_hand = [row for row in await db.rows(BY_HAND) if row["district"] is not None]
    if not by_hand:
        return []
    received = [row["received_at"] for row in by_hand]
    imported = await db.rows(IMPORTED, min(received) - pairs.WINDOW, max(received) + pairs.WINDOW)
    # Comparing takes the processor, not the database: it leaves the event loop free.
    return await asyncio.to_thread(_alike, by_hand, imported)


async def find() -> list[Finding]:
    """Each pair by the number of the one that stays."""
    return [
        Finding(
            each.key,
            each.kept["number"],
            f"Mirip {each.likeness} % dengan {each.twin['number']} (LAPOR! {each.twin['tracking_id']})",
            f"/complaints/{each.kept['number']}",
        )
        for each in await twins()
    ]


async def mend(keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Join each; of two who press at once one does."""
    return sum([await _join(key, by=by, at=at) for key in keys])


async def _join(key: str, *, by: Actor, at: datetime) -> bool:
    kept, _, twin = key.partition("-")
    try:
        return await repairs.absorb(int(kept), int(twin), by=by, at=at)
    except Refusal:
        return False


def _alike(by_hand: Sequence[Row], imported: Sequence[Row]) -> list[Twins]:
    found = sorted(_pairs(by_hand, imported), key=lambda each: (-each.likeness, each.key))
    chosen, seen = [], set[int]()
    for each in found:
        ids = {each.kept["id"], each.twin["id"]}
        if seen.isdisjoint(ids):
            chosen.append(each)
            seen |= ids
    return chosen


def _pairs(by_hand: Sequence[Row], imported: Sequence[Row]) -> Iterator[Twins]:
    places: dict[int, list[Row]] = defaultdict(list)
    for row in imported:
        places[row["district"]].append(row)
    for kept in by_hand:
        for twin in places[kept["district"]]:
            if abs(twin["received_at"] - kept["received_at"]) > pairs.WINDOW:
                continue
            likeness = pairs.likeness(kept, twin)
            if likeness >= pairs.LIKE:
                yield Twins(kept, twin, likeness)


CHECK = Check(
    "twins",
    "Pengaduan yang tercatat dua kali",
    "Pengaduan yang dicatat petugas lalu muncul di ekspor LAPOR! menjadi pengaduan kedua dan terhitung dua "
    "kali. Baca keduanya sebelum menekan: yang mirip belum tentu sama.",
    "Yang dicatat petugas tetap, dengan nomor dan status LAPOR!; yang dari impor diarsipkan.",
    "Satukan",
    Permission.LAPOR_IMPORT,
    find,
    mend,
    at_once=False,
)
