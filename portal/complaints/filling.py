"""Category and kecamatan that were blank because nobody knew the name in LAPOR!'s file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.agencies import queries as agencies
from portal.complaints.kinds import EntryKind
from portal.complaints.tables import Complaint, Entry
from portal.complaints.words import LAPOR_FIELD
from portal.db import bulk
from portal.permissions import Actor, Permission

FIELDS = ("category", "district")
BLANK = """
SELECT id, tracking_id, category, district FROM complaint
WHERE (category IS NULL OR district IS NULL) AND lapor_seen_at IS NOT NULL AND tracking_id <> '' AND id > {}
ORDER BY id LIMIT {}
"""


@dataclass(frozen=True, slots=True)
class Blank:
    """A complaint of LAPOR! that lacks one of them or both."""

    id: int
    tracking_id: str
    category: int | None
    district: int | None


async def blank_after(last: int, limit: int) -> list[Blank]:
    """The next complaints that lack something."""
    return [Blank(**row) for row in await db.rows(BLANK, last, limit)]


async def fill(known: Mapping[str, Mapping[int, int]], *, by: Actor, at: datetime) -> int:
    """Fill what is blank, by field and complaint, with a line for each; how many were filled.

    In the caller's transaction. What a person has set meanwhile stands.
    """
    told: dict[int, list[str]] = defaultdict(list)
    names = {"category": await agencies.topics(), "district": await agencies.district_names()}
    for field in FIELDS:
        for value, keys in _by_value(known.get(field, {})).items():
            for key in await _set(field, value, keys):
                told[key].append(f"{LAPOR_FIELD[field]}: kosong → {names[field].get(value, '')}.")
    await _write_lines(told, by=by, at=at)
    return len(told)


def _by_value(known: Mapping[int, int]) -> dict[int, list[int]]:
    values: dict[int, list[int]] = defaultdict(list)
    for key, value in known.items():
        values[value].append(key)
    return values


async def _set(field: str, value: int, keys: Iterable[int]) -> Sequence[int]:
    column = Complaint._meta.get_column_by_name(field)
    changes: dict[Any, Any] = {column: value, Complaint.version: Complaint.version + 1}
    blank = Complaint.id.is_in(list(keys)) & column.is_null()
    return [row["id"] for row in await Complaint.update(changes).where(blank).returning(Complaint.id)]


async def _write_lines(told: Mapping[int, Sequence[str]], *, by: Actor, at: datetime) -> None:
    line: dict[str, Any] = {
        "kind": EntryKind.CHANGED_IN_LAPOR.value,
        "happened_at": at,
        "recorded_at": at,
        "actor_key": by.key,
        "actor_name": by.name,
        "role": by.role_for(Permission.LAPOR_IMPORT, None),
        "is_internal": False,
        "data": {},
    }
    texts = {key: f"{' '.join(said)} Namanya dalam berkas sekarang dikenali." for key, said in told.items()}
    await bulk.insert(Entry, [{"complaint": key, **line, "text": text} for key, text in texts.items()])
