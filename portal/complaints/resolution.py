"""Declaring a complaint finished, which Kominfo alone does, and opening it again."""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.complaints import acting, dispositions, events
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.kinds import Outcome, Status
from portal.complaints.tables import Complaint
from portal.permissions import Actor
from portal.workdays.words import dated


async def resolve(
    complaint: Complaint,
    *,
    note: str = "",
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """Declare the complaint finished: after a follow-up, or where LAPOR! has closed it."""
    moment = acting.happened(at, happened_at, complaint)
    async with db.transaction():
        rule = await acting.begin(complaint, Act.RESOLVE, by=by)
        changes = {"resolved_at": moment, "returned_at": None}
        await acting.move(complaint, rule, at=at, happened_at=moment, changes=changes)
        await dispositions.end_open(complaint.id, Outcome.RESOLVED, at)
        fact = Fact(happened_at=moment, agency=complaint.agency, text=note.strip())
        await events.record(complaint, rule, by=by, at=at, fact=fact)


async def reopen(complaint: Complaint, *, reason: str, by: Actor, at: datetime) -> None:
    """Open it again with the agency that had it, or with Kominfo where none had; the clocks start anew."""
    why = acting.required(reason, "Alasan membuka kembali belum diisi.")
    async with db.transaction():
        rule = await acting.begin(complaint, Act.REOPEN, by=by)
        closed_at = acting.known(complaint.resolved_at)
        await acting.move(complaint, rule, at=at, happened_at=at, changes={"resolved_at": None})
        if rule.target is Status.DISPOSED:
            await dispositions.begin_for(complaint, note=why, by=by, at=at, moment=at)
        fact = Fact(agency=complaint.agency, text=f"{why}{_ended(closed_at)}")
        await events.record(complaint, rule, by=by, at=at, fact=fact)


def _ended(closed_at: datetime | None) -> str:
    # The column is cleared, or an open complaint would count as closed on that day; the line keeps it.
    return f" (Tanggal selesai {dated(closed_at)} tidak berlaku lagi.)" if closed_at else ""
