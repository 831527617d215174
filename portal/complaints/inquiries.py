"""Questions between the agency that holds a complaint and Kominfo."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from piccolo.columns import Column

from portal import db
from portal.complaints import acting, events
from portal.complaints.acting import NOT_YOURS
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.tables import Complaint, Inquiry
from portal.errors import Conflict, Forbidden
from portal.permissions import Actor, Permission


async def ask(
    complaint: Complaint, *, question: str, by: Actor, at: datetime, once: str | None = None
) -> None:
    """The agency's own people ask Kominfo, everybody else asks the agency. The same `once` asks once."""
    words = acting.required(question, "Pertanyaan belum diisi.")
    async with db.transaction():
        if once and await Inquiry.exists().where(Inquiry.once == once):
            return
        rule = await acting.begin(complaint, Act.ASK, by=by)
        is_agency = by.holds_at(Permission.COMPLAINT_ASK, complaint.agency)
        side = None if is_agency else complaint.agency
        await Inquiry.insert(
            Inquiry(
                complaint=complaint.id,
                asked_by_agency=complaint.agency if is_agency else None,
                asked_of_agency=side,
                question=words,
                asked_by_key=by.key,
                asked_by_name=by.name,
                asked_at=at,
                once=once,
            )
        )
        fact = Fact(agency=complaint.agency, text=words, is_internal=True, side=side)
        await events.record(complaint, rule, by=by, at=at, fact=fact)


async def reply(complaint: Complaint, inquiry: Inquiry, *, answer: str, by: Actor, at: datetime) -> None:
    """Answer a question that was put to one's own side."""
    words = acting.required(answer, "Jawaban belum diisi.")
    async with db.transaction():
        rule = await acting.begin(complaint, Act.REPLY, by=by)
        if not may_reply(inquiry.asked_of_agency, by):
            raise Forbidden(NOT_YOURS)
        answered: dict[Column | str, Any] = {
            Inquiry.answer: words,
            Inquiry.answered_by_key: by.key,
            Inquiry.answered_by_name: by.name,
            Inquiry.answered_at: at,
        }
        won = await (
            Inquiry.update(answered)
            .where(
                Inquiry.id == inquiry.id,
                Inquiry.complaint == complaint.id,
                Inquiry.answered_at.is_null(),
            )
            .returning(Inquiry.id)
        )
        if not won:
            raise Conflict("Pertanyaan ini sudah dijawab.")
        fact = Fact(agency=complaint.agency, text=words, is_internal=True, side=inquiry.asked_by_agency)
        await events.record(complaint, rule, by=by, at=at, fact=fact)


def may_reply(asked_of: int | None, by: Actor) -> bool:
    """Whether a question to that agency, or to Kominfo, was put to the actor's side."""
    if asked_of is None:
        return by.holds(Permission.COMPLAINT_ASK, None)
    return by.holds_at(Permission.COMPLAINT_ASK, asked_of)


async def find(complaint: Complaint, inquiry_id: int) -> Inquiry | None:
    """A question about this complaint."""
    return await Inquiry.objects().get((Inquiry.id == inquiry_id) & (Inquiry.complaint == complaint.id))
