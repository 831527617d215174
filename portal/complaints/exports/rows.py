"""The complaints of an export, a chunk at a time, in the order of their list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.agencies import queries as agencies
from portal.complaints import listing, policies, words
from portal.complaints.filters import Filters, Moment
from portal.complaints.orders import Order, Place, order_of
from portal.complaints.policies import Places, Reach
from portal.complaints.selection import Selection, selection
from portal.permissions import Actor, Permission

CHUNK = 500
COLUMNS = """
SELECT c.id, c.number, c.title, c.tracking_id, c.channel, c.classification, c.is_anonymous, c.is_secret,
  c.status, c.agency, c.received_at, c.due_at, c.disposed_at, c.answered_at, c.resolved_at, c.returned_at,
  c.lapor_status, d.name AS district, g.category AS category, g.topic AS topic, r.name AS reporter
FROM complaint c LEFT JOIN district d ON d.id = c.district LEFT JOIN category g ON g.id = c.category
LEFT JOIN reporter r ON r.complaint = c.id
"""
ANSWERS = """
SELECT complaint, text FROM follow_up WHERE status = 'approved' AND complaint IN ({ids})
ORDER BY complaint, id
"""
ANONYMOUS = "Anonim"


@dataclass(frozen=True, slots=True)
class Exported:
    """One complaint, in words; moments in UTC, the reporter masked as everywhere."""

    number: str
    tracking_id: str
    title: str
    reporter: str
    channel: str
    classification: str
    category: str
    district: str
    holder: str
    status: str
    lapor_status: str
    marks: str
    answer: str
    received_at: datetime
    due_at: datetime | None
    disposed_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written, as it was asked for."""

    chosen: Selection
    order: Order

    @classmethod
    async def of(cls, actor: Actor, filters: Filters, sort: str, moment: Moment) -> Export:
        """What of a list the actor sees and may take along."""
        chosen = await selection(actor, filters, moment, await reach(actor))
        return cls(chosen, order_of(filters, sort))

    async def count(self) -> int:
        """How many there are, without an end."""
        counted = self.chosen.counted(2**31)
        return int((await db.rows(counted.sql, *counted.values))[0]["n"])

    async def chunks(self) -> AsyncIterator[list[Exported]]:
        """All of them; read by key, so that what is added meanwhile moves nothing."""
        place: Place | None = None
        names = await agencies.names()
        while True:
            found, place = await listing.page_of(self.chosen, self.order, place, COLUMNS, CHUNK, read=db.rows)
            answers = await _answers([row["id"] for row in found])
            yield [_exported(row, names, answers) for row in found]
            if place is None:
                return


async def reach(actor: Actor) -> Reach:
    """What somebody sees and may also take along."""
    seen, taken = await policies.reach(actor), await policies.reach(actor, Permission.COMPLAINT_EXPORT)
    return Reach(_both(seen.ordinary, taken.ordinary), _both(seen.supervisory, taken.supervisory))


def _both(first: Places, second: Places) -> Places:
    if first is None or second is None:
        return second if first is None else first
    return first & second


async def _answers(ids: list[int]) -> dict[int, list[str]]:
    answers: dict[int, list[str]] = defaultdict(list)
    if ids:
        for row in await db.rows(ANSWERS.replace("{ids}", db.places(ids)), *ids):
            answers[row["complaint"]].append(row["text"])
    return answers


def _exported(row: dict[str, Any], names: dict[int, str], answers: dict[int, list[str]]) -> Exported:
    said = words.status_said(row["status"], is_returned=row["returned_at"] is not None)
    moments = ("received_at", "due_at", "disposed_at", "answered_at", "resolved_at")
    same = ("number", "tracking_id", "title", "lapor_status", *moments)
    return Exported(
        **{name: row[name] for name in same},
        reporter=ANONYMOUS if row["is_anonymous"] else words.masked(row["reporter"] or ""),
        channel=words.CHANNEL[row["channel"]],
        classification=words.CLASSIFICATION[row["classification"]],
        category=": ".join(part for part in (row["category"], row["topic"]) if part),
        district=row["district"] or "",
        holder=names.get(row["agency"], listing.KOMINFO),
        status=said.word,
        marks="Rahasia" if row["is_secret"] else "",
        answer="\n".join(answers.get(row["id"], [])),
    )
