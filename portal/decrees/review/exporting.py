"""The access review as a workbook for whoever audits the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal.accounts.labels import ACCOUNT_STATES
from portal.decrees import workbooks
from portal.decrees.review import access_list
from portal.decrees.review.access_list import ReviewRow, ReviewState
from portal.decrees.review.tables import Decision
from portal.decrees.workbooks import Table
from portal.workdays.words import stamp

HEADINGS = (
    ("Nama", 30),
    ("Keadaan akun", 16),
    ("Hak dan asalnya", 70),
    ("Terakhir masuk", 20),
    ("Keputusan", 16),
    ("Catatan", 40),
    ("Diputuskan oleh", 26),
    ("Pada", 20),
)
WORDS = {Decision.KEEP.value: "dipertahankan", Decision.END.value: "diakhiri", "": "belum diputuskan"}
EVERYBODY = 100_000


async def workbook(review: ReviewState, at: datetime) -> bytes:
    """Every account, decided or not."""
    decided = await access_list.rows(review.id, "decided", at, limit=EVERYBODY)
    still = [] if review.closed_at else await access_list.rows(review.id, "open", at, limit=EVERYBODY)
    rows = sorted([*decided, *still], key=lambda row: row.folded)
    name = f"Peninjauan {review.year}"
    return workbooks.packed([Table(name, HEADINGS, [_line(row) for row in rows])])


def _line(row: ReviewRow) -> Sequence[str]:
    return (
        row.name,
        ACCOUNT_STATES[row.state][2],
        row.kept_rights if row.decision else access_list.in_words(row.rights),
        stamp(row.last_seen) if row.last_seen else "belum pernah",
        WORDS[row.decision],
        row.note,
        row.decided_by,
        stamp(row.decided_at) if row.decided_at else "",
    )
