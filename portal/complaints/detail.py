"""All that the page of one complaint shows, in one query."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from portal.complaints import inquiries, words
from portal.complaints.parts import around
from portal.complaints.read_model import (
    ClockRow,
    Detail,
    DispositionRow,
    EntryRow,
    Facts,
    FollowUpRow,
    InquiryRow,
)
from portal.complaints.tables import Complaint
from portal.permissions import Actor

Rows = list[dict[str, Any]]


async def detail(actor: Actor, complaint: Complaint) -> Detail:
    """Read the whole complaint, however long its story is."""
    rows = await around(complaint.id)
    return Detail(
        facts=_facts(rows["facts"][0]),
        clocks=tuple(ClockRow(**row) for row in rows["clock"]),
        entries=tuple(EntryRow(**row) for row in rows["entry"]),
        follow_ups=_follow_ups(rows["follow_up"], rows["follow_up_file"]),
        inquiries=tuple(_inquiry(row, actor, complaint) for row in rows["inquiry"]),
        dispositions=tuple(DispositionRow(**row) for row in rows["disposition"]),
        files=tuple(row["file"] for row in rows["file"]),
    )


def _facts(row: dict[str, Any]) -> Facts:
    texts = ("category", "topic", "district", "holder", "office", "body", "body_final")
    return Facts(
        **{name: row[name] or "" for name in texts},
        reporter=words.masked(row["reporter"] or ""),
        has_contact=bool(row["phone"] or row["email"] or row["address"]),
    )


def _follow_ups(found: Rows, attached: Rows) -> tuple[FollowUpRow, ...]:
    files: dict[int, list[int]] = defaultdict(list)
    for row in attached:
        files[row["follow_up"]].append(row["file"])
    return tuple(FollowUpRow(**row, files=tuple(files[row["id"]])) for row in found)


def _inquiry(row: dict[str, Any], actor: Actor, complaint: Complaint) -> InquiryRow:
    asked_of = row.pop("asked_of_agency")
    is_open = row["answered_at"] is None and asked_of in {None, complaint.agency}
    return InquiryRow(**row, may_reply=is_open and inquiries.may_reply(asked_of, actor))
