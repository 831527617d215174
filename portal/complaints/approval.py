"""Approving what an agency answers. Nobody approves their own work, but a vacant seat never blocks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import db
from portal.complaints import acting, audience, events, follow_ups
from portal.complaints.acting import known
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint, FollowUp
from portal.errors import Forbidden, Refusal
from portal.permissions import Actor
from portal.workdays import queries as workdays
from portal.workdays.calendar import Unit
from portal.workdays.words import long_date

OWN_WORK = "Anda yang menyusun tindak lanjut ini, jadi orang lain yang menyetujuinya."
PATIENCE = 1
"""Working days that the liaison may stay silent before somebody else may approve in their place."""


async def approve(complaint: Complaint, follow_up: FollowUp, *, by: Actor, at: datetime) -> None:
    """Approve the submitted follow-up; the first approval makes the complaint answered."""
    _refuse_own_work(follow_up, by)
    await _approve(complaint, follow_up, Act.APPROVE, "", by=by, at=at)


async def approve_in_place(
    complaint: Complaint, follow_up: FollowUp, *, reason: str, by: Actor, at: datetime
) -> None:
    """Approve in the liaison's place, with a reason: the seat is empty, silent, or the author's own."""
    why = acting.required(reason, "Alasan persetujuan pengganti belum diisi.")
    _refuse_own_work(follow_up, by)
    if opens := await stand_in_opens(complaint, follow_up, at):
        raise Refusal(
            "Pejabat penghubung masih dapat menyetujui. "
            f"Persetujuan pengganti terbuka sesudah {long_date(opens)} bila belum ada jawaban."
        )
    await _approve(complaint, follow_up, Act.APPROVE_IN_PLACE, why, by=by, at=at)


async def return_draft(
    complaint: Complaint, follow_up: FollowUp, *, note: str, by: Actor, at: datetime
) -> None:
    """Send the draft back to its author with what has to be mended."""
    why = acting.required(note, "Catatan perbaikan belum diisi.")
    async with db.transaction():
        rule = await follow_ups.begin(complaint, follow_up, Act.RETURN_DRAFT, by=by)
        await acting.move(complaint, rule, at=at, happened_at=at)
        await follow_ups.change(follow_up, rule, _decision(by, at, note=why))
        fact = Fact(agency=complaint.agency, text=why, to=follow_up.author_key)
        await events.record(complaint, rule, by=by, at=at, fact=fact)


async def stand_in_opens(complaint: Complaint, follow_up: FollowUp, at: datetime) -> datetime | None:
    """Until when the agency's own approvers have time; None where somebody else may approve already."""
    submitted = known(follow_up.submitted_at)
    if submitted is None or not await audience.seated_approvers(
        complaint.agency, at, author=follow_up.author_key
    ):
        return None
    opens = (await workdays.calendar()).due_at(submitted, PATIENCE, Unit.WORKING)
    return opens if at <= opens else None


async def _approve(
    complaint: Complaint, follow_up: FollowUp, act: Act, reason: str, *, by: Actor, at: datetime
) -> None:
    async with db.transaction():
        rule = await follow_ups.begin(complaint, follow_up, act, by=by)
        # The clock measures to the approval: only then can the answer reach the reporter.
        changes = {"answered_at": known(complaint.answered_at) or at}
        await acting.move(complaint, rule, at=at, happened_at=at, changes=changes)
        await follow_ups.change(follow_up, rule, _decision(by, at, stand_in=reason))
        await upkeep.note([complaint.id])
        fact = Fact(agency=complaint.agency, text=reason, data={"stage": follow_up.stage})
        await events.record(complaint, rule, by=by, at=at, fact=fact)


def _decision(by: Actor, at: datetime, *, note: str = "", stand_in: str = "") -> dict[str, Any]:
    return {
        "decided_at": at,
        "decided_by_key": by.key,
        "decided_by_name": by.name,
        "decision_note": note,
        "stand_in_reason": stand_in,
    }


def _refuse_own_work(follow_up: FollowUp, by: Actor) -> None:
    if follow_up.author_key == by.key:
        raise Forbidden(OWN_WORK)
