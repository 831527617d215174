"""Which agency a complaint probably belongs to, with the reason shown beside it."""

from __future__ import annotations

from dataclasses import dataclass

from portal import db
from portal.agencies.tables import Category
from portal.complaints import policies
from portal.complaints.kinds import Classification
from portal.complaints.tables import Complaint

FEWEST = 3
"""Similar complaints below which habit says nothing."""

LATEST = 100
SIMILAR = f"""
SELECT agency, count(*) AS n FROM (
  SELECT c.agency FROM complaint c
  WHERE c.category = {{}} AND c.agency IS NOT NULL AND c.classification NOT IN ('supervisory', 'held')
  ORDER BY c.received_at DESC, c.id DESC LIMIT {LATEST}
) AS latest GROUP BY agency ORDER BY n DESC, agency
"""  # noqa: S608 - a number of ours


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An agency and why it is suggested."""

    agency: int
    reason: str


async def agency_for(complaint: Complaint) -> Suggestion | None:
    """By class, then by the category's own agency, then by who had similar ones."""
    if complaint.classification == Classification.HELD:
        return None
    if complaint.classification == Classification.SUPERVISORY:
        inspectorates = sorted(await policies.inspectorates())
        reason = "Berkadar pengawasan: hanya Inspektorat."
        return Suggestion(inspectorates[0], reason) if inspectorates else None
    if complaint.category is None:
        return None
    return await _by_category(complaint.category) or await _by_habit(complaint.category)


async def _by_category(category: int) -> Suggestion | None:
    row = await Category.select(Category.topic, Category.agency).where(Category.id == category).first()
    if row is None or row["agency"] is None:
        return None
    return Suggestion(row["agency"], f"Disarankan karena kategori {row['topic']}.")


async def _by_habit(category: int) -> Suggestion | None:
    found = await db.rows(SIMILAR, category)
    similar = sum(row["n"] for row in found)
    if similar < FEWEST:
        return None
    first = found[0]
    reason = f"Disarankan karena {first['n']} dari {similar} pengaduan serupa ditangani di sana."
    return Suggestion(first["agency"], reason)
