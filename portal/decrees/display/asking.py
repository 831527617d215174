"""Whom the round asks, before it is opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.accounts.roles import RoleCode
from portal.agencies import queries as agencies
from portal.decrees.display.marks import Mark, phone_mark
from portal.decrees.roster import RosterRow

LIAISONS = """
SELECT s.agency, a.name, a.phone, a.phone_proven_at FROM assignment s JOIN account a ON a.id = s.account
WHERE s.role = {} AND s.agency IS NOT NULL AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
  AND a.state IN ('active', 'invited') ORDER BY a.name
"""
NOBODY = Mark("tidak ada penerima", "circle-x", "late")


@dataclass(frozen=True, slots=True)
class Asking:
    """One agency and who gets the link."""

    agency: str
    person: str
    small: str
    phone: Mark


async def asking(rows: Iterable[RosterRow], at: datetime) -> list[Asking]:
    """Every agency that will be asked: those that stand on their own, and those with rows in the draft."""
    seated: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in await db.rows(LIAISONS, RoleCode.LIAISON.value, at, at):
        seated[row["agency"]].append(row)
    written = {row.agency_id for row in rows if row.per_agency}
    day = at.date()
    every = await agencies.every()
    asked = [each for each in every if each.id in written or (each.parent is None and each.is_active(day))]
    made = [_asking(each.name, seated[each.id]) for each in asked]
    return sorted(made, key=lambda each: (each.phone is not NOBODY, each.agency))


def _asking(name: str, people: list[dict[str, object]]) -> Asking:
    if not people:
        return Asking(name, "belum ada penghubung", "tentukan orangnya sesudah konfirmasi dibuka", NOBODY)
    first = people[0]
    phone = str(first["phone"]) if first["phone"] else None
    return Asking(
        name,
        ", ".join(str(each["name"]) for each in people),
        "Pejabat Penghubung",
        phone_mark(phone, is_proven=first["phone_proven_at"] is not None),
    )
