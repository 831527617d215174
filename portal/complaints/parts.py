"""The rows around one complaint in a single query: each table's rows as JSON, told apart by their part.

A page asks for seven tables of a handful of rows each; the way to the database costs more than the rows.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from portal import db
from portal.complaints.read_model import ClockRow, DispositionRow, EntryRow, FollowUpRow, InquiryRow

DATES = frozenset({"promised_date", "copied_to_lapor_on", "valid_from"})
SWITCHES = frozenset({"is_internal"})


@dataclass(frozen=True, slots=True)
class Part:
    """One table with its joins; `columns` maps a row's field to its column, `only` the complaint."""

    name: str
    source: str
    key: str
    only: str
    columns: Mapping[str, str]

    def sql(self, json_object: str) -> str:
        """The part's SELECT."""
        pairs = ", ".join(f"'{field}', {column}" for field, column in self.columns.items())
        return (
            f"SELECT '{self.name}' AS part, {self.key} AS id, {json_object}({pairs}) AS facts "  # noqa: S608
            f"FROM {self.source} WHERE {self.only} = {{}}"
        )


def _columns(row: type[Any], alias: str, *, without: str = "", **others: str) -> dict[str, str]:
    own = {field.name: f"{alias}.{field.name}" for field in fields(row) if field.name != without}
    return {**own, **others}


CLOCK_RULE = {name: f"r.{name}" for name in ("days", "unit", "legal_basis", "valid_from")}
PARTS = (
    Part(
        "facts",
        "complaint c LEFT JOIN category cat ON cat.id = c.category "
        "LEFT JOIN district dis ON dis.id = c.district "
        "LEFT JOIN agency holder ON holder.id = c.agency LEFT JOIN agency office ON office.id = c.office "
        "LEFT JOIN complaint_text t ON t.complaint = c.id LEFT JOIN reporter r ON r.complaint = c.id",
        "c.id", "c.id",
        {
            "category": "cat.category", "topic": "cat.topic", "district": "dis.name",
            "holder": "holder.short_name", "office": "office.short_name",
            "body": "t.body", "body_final": "t.body_final",
            "reporter": "r.name", "phone": "r.phone", "email": "r.email", "address": "r.address",
        },
    ),
    Part(
        "clock", "clock k JOIN deadline_rule r ON r.id = k.rule", "k.id", "k.complaint",
        _columns(ClockRow, "k", **CLOCK_RULE),
    ),
    Part(
        "entry", "entry e LEFT JOIN agency a ON a.id = e.agency", "e.id", "e.complaint",
        _columns(EntryRow, "e", agency="coalesce(a.short_name, '')"),
    ),
    Part(
        "follow_up", "follow_up f", "f.id", "f.complaint",
        _columns(FollowUpRow, "f", without="files"),
    ),
    Part(
        "follow_up_file", "follow_up_file x JOIN follow_up f ON f.id = x.follow_up", "x.id", "f.complaint",
        {"follow_up": "x.follow_up", "file": "x.file_id"},
    ),
    Part(
        "inquiry",
        "inquiry q LEFT JOIN agency asker ON asker.id = q.asked_by_agency "
        "LEFT JOIN agency asked ON asked.id = q.asked_of_agency",
        "q.id", "q.complaint",
        _columns(
            InquiryRow, "q", without="may_reply", asked_by="coalesce(asker.short_name, '')",
            asked_of="coalesce(asked.short_name, '')", asked_of_agency="q.asked_of_agency",
        ),
    ),
    Part(
        "disposition", "disposition d JOIN agency a ON a.id = d.agency", "d.id", "d.complaint",
        _columns(DispositionRow, "d", agency_name="a.short_name"),
    ),
    Part("file", "complaint_file c", "c.id", "c.complaint", {"file": "c.file_id"}),
)  # fmt: skip


async def around(complaint_id: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of every part, each in the order in which they were written."""
    json_object = "json_build_object" if db.is_postgres() else "json_object"
    found = await db.quick(_statement(json_object), *[complaint_id] * len(PARTS))
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in sorted(found, key=lambda row: int(row["id"])):
        facts = json.loads(each["facts"])
        rows[each["part"]].append({name: _value(name, told) for name, told in facts.items()})
    return rows


@lru_cache(maxsize=2)
def _statement(json_object: str) -> str:
    return " UNION ALL ".join(part.sql(json_object) for part in PARTS)


def _value(name: str, told: Any) -> Any:
    """JSON knows no moments; SQLite in it no switches, and a JSON column is a text there."""
    if told is None:
        return None
    if name.endswith("_at"):
        return datetime.fromisoformat(told)
    if name in DATES:
        return date.fromisoformat(told)
    if name in SWITCHES:
        return bool(told)
    return json.loads(told) if name == "data" and isinstance(told, str) else told
