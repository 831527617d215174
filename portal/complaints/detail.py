"""All that the page of one complaint shows, in a bounded number of queries."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from portal import db
from portal.complaints import inquiries, words
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


async def detail(actor: Actor, complaint: Complaint) -> Detail:
    """Read the whole complaint in eight queries, however long its story is."""
    return Detail(
        facts=await _facts(complaint.id),
        clocks=await _clocks(complaint.id),
        entries=await _entries(complaint.id),
        follow_ups=await _follow_ups(complaint.id),
        inquiries=await _inquiries(actor, complaint),
        dispositions=await _dispositions(complaint.id),
        files=await _files(complaint.id),
    )


FACTS = """
SELECT cat.category, cat.topic, dis.name AS district, holder.short_name AS holder,
  office.short_name AS office, t.body, t.body_final, r.name AS reporter, r.phone, r.email, r.address
FROM complaint c
LEFT JOIN category cat ON cat.id = c.category
LEFT JOIN district dis ON dis.id = c.district
LEFT JOIN agency holder ON holder.id = c.agency
LEFT JOIN agency office ON office.id = c.office
LEFT JOIN complaint_text t ON t.complaint = c.id
LEFT JOIN reporter r ON r.complaint = c.id
WHERE c.id = {}
"""


async def _facts(complaint_id: int) -> Facts:
    row = (await db.rows(FACTS, complaint_id))[0]
    texts = ("category", "topic", "district", "holder", "office", "body", "body_final")
    return Facts(
        **{name: row[name] or "" for name in texts},
        reporter=words.masked(row["reporter"] or ""),
        has_contact=bool(row["phone"] or row["email"] or row["address"]),
    )


CLOCKS = """
SELECT k.step, k.started_at, k.due_at, k.stopped_at, r.days, r.unit, r.legal_basis, r.valid_from
FROM clock k JOIN deadline_rule r ON r.id = k.rule WHERE k.complaint = {} ORDER BY k.id
"""


async def _clocks(complaint_id: int) -> tuple[ClockRow, ...]:
    return tuple(ClockRow(**row) for row in await db.rows(CLOCKS, complaint_id))


ENTRIES = """
SELECT e.id, e.kind, e.happened_at, e.recorded_at, e.actor_key, e.actor_name, e.role,
  a.short_name AS agency, e.text, e.is_internal, e.data
FROM entry e LEFT JOIN agency a ON a.id = e.agency WHERE e.complaint = {} ORDER BY e.id
"""


async def _entries(complaint_id: int) -> tuple[EntryRow, ...]:
    return tuple(
        EntryRow(
            **{
                **row,
                "agency": row["agency"] or "",
                "is_internal": bool(row["is_internal"]),
                "data": json.loads(row["data"]),
            }
        )
        for row in await db.rows(ENTRIES, complaint_id)
    )


FOLLOW_UPS = """
SELECT id, disposition, stage, status, text, promised_date, author_key, author_name, happened_at,
  submitted_at, decided_at, decided_by_name, decision_note, stand_in_reason, copied_to_lapor_on,
  copied_by_name, version
FROM follow_up WHERE complaint = {} ORDER BY id
"""
FOLLOW_UP_FILES = """
SELECT x.follow_up, x.file_id FROM follow_up_file x JOIN follow_up f ON f.id = x.follow_up
WHERE f.complaint = {} ORDER BY x.id
"""


async def _follow_ups(complaint_id: int) -> tuple[FollowUpRow, ...]:
    found = await db.rows(FOLLOW_UPS, complaint_id)
    files: dict[int, list[int]] = defaultdict(list)
    for row in await db.rows(FOLLOW_UP_FILES, complaint_id) if found else []:
        files[row["follow_up"]].append(row["file_id"])
    return tuple(FollowUpRow(**row, files=tuple(files[row["id"]])) for row in found)


INQUIRIES = """
SELECT q.id, asker.short_name AS asked_by, asked.short_name AS asked_of, q.asked_of_agency, q.question,
  q.asked_by_name, q.asked_at, q.answer, q.answered_by_name, q.answered_at
FROM inquiry q
LEFT JOIN agency asker ON asker.id = q.asked_by_agency
LEFT JOIN agency asked ON asked.id = q.asked_of_agency
WHERE q.complaint = {} ORDER BY q.id
"""


async def _inquiries(actor: Actor, complaint: Complaint) -> tuple[InquiryRow, ...]:
    return tuple(_inquiry(row, actor, complaint) for row in await db.rows(INQUIRIES, complaint.id))


def _inquiry(row: dict[str, Any], actor: Actor, complaint: Complaint) -> InquiryRow:
    asked_of = row.pop("asked_of_agency")
    is_open = row["answered_at"] is None and asked_of in {None, complaint.agency}
    names = {"asked_by": row["asked_by"] or "", "asked_of": row["asked_of"] or ""}
    return InquiryRow(**{**row, **names}, may_reply=is_open and inquiries.may_reply(asked_of, actor))


DISPOSITIONS = """
SELECT d.id, d.agency, a.short_name AS agency_name, d.note, d.disposed_by_name, d.starts_at, d.accepted_at,
  d.ends_at, d.outcome
FROM disposition d JOIN agency a ON a.id = d.agency WHERE d.complaint = {} ORDER BY d.id
"""


async def _dispositions(complaint_id: int) -> tuple[DispositionRow, ...]:
    return tuple(DispositionRow(**row) for row in await db.rows(DISPOSITIONS, complaint_id))


async def _files(complaint_id: int) -> tuple[int, ...]:
    found = await db.rows("SELECT file_id FROM complaint_file WHERE complaint = {} ORDER BY id", complaint_id)
    return tuple(row["file_id"] for row in found)
