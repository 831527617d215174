"""Imported complaints whose class 0.1 did not understand, and which it left with their agency."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.complaints import repairs, words
from portal.complaints.kinds import RESTRICTED, Classification
from portal.keeping.data_check.kinds import Check, Finding
from portal.lapor import class_rules
from portal.lapor.columns import fold
from portal.lapor.export_columns import Column
from portal.lapor.tables import LaporRow
from portal.permissions import Actor, Permission

UNCLASSED = """
SELECT c.id, c.number, c.tracking_id, a.name AS agency FROM complaint c LEFT JOIN agency a ON a.id = c.agency
WHERE c.classification = '' AND c.lapor_seen_at IS NOT NULL ORDER BY c.agency IS NULL, c.id
"""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint, what its file calls its class, and what that means."""

    id: int
    number: str
    agency: str
    text: str
    means: Classification


async def cases() -> list[Case]:
    """All of them, those at an agency first."""
    rows = await db.rows(UNCLASSED)
    texts = await _texts([row["tracking_id"] for row in rows])
    sort = await class_rules.sorter()
    return [
        Case(row["id"], row["number"], row["agency"] or "", text, sort(text))
        for row in rows
        for text in (texts.get(row["tracking_id"], ""),)
    ]


async def find() -> list[Finding]:
    """Each with what it will be."""
    return [
        Finding(str(each.id), each.number, _told(each), f"/complaints/{each.number}")
        for each in await cases()
    ]


async def mend(keys: Collection[str], *, by: Actor, at: datetime) -> int:
    """Give each the class that its text means, or hold it."""
    chosen = [each for each in await cases() if str(each.id) in keys]
    return sum([await _class(each, by=by, at=at) for each in chosen])


async def _class(case: Case, *, by: Actor, at: datetime) -> bool:
    return await repairs.class_as(case.id, case.means, class_rules.shown(case.text), by=by, at=at)


def _told(case: Case) -> str:
    leaves = f", tidak lagi terlihat oleh {case.agency}" if case.agency and case.means in RESTRICTED else ""
    written = f"Tertulis “{class_rules.shown(case.text)}”" if case.text else "Berkas tidak menyebutnya"
    return f"{written}. Menjadi: {words.CLASSIFICATION[case.means].lower()}{leaves}."


async def _texts(tracking_ids: Sequence[str]) -> dict[str, str]:
    """What the newest file calls the class of each."""
    found = dict[str, str]()
    for first in range(0, len(tracking_ids), AT_ONCE):
        these = LaporRow.tracking_id.is_in(list(tracking_ids[first : first + AT_ONCE]))
        rows = (
            await LaporRow.select(LaporRow.tracking_id, LaporRow.cells)
            .where(these, LaporRow.imported_at.is_not_null())
            .order_by(LaporRow.id)
            .output(load_json=True)
        )
        found |= {row["tracking_id"]: _class_in(row["cells"]) for row in rows}
    return found


def _class_in(cells: Mapping[str, str]) -> str:
    wanted = fold(Column.CLASSIFICATION)
    return next((text for name, text in cells.items() if fold(name) == wanted), "")


CHECK = Check(
    "classes",
    "Klasifikasi yang tidak dipahami",
    "Versi 0.1 mengosongkan klasifikasi yang ejaannya tidak dikenal dan tetap meneruskannya ke perangkat "
    "daerah, juga bila isinya mungkin tentang perangkat daerah itu sendiri.",
    "Yang jelas mendapat klasifikasinya. Yang tidak jelas ditahan: saat itu juga tidak lagi terlihat oleh "
    "perangkat daerah, hanya oleh Kominfo dan Inspektorat, sampai ejaannya ditetapkan.",
    "Tetapkan",
    Permission.LAPOR_IMPORT,
    find,
    mend,
)
