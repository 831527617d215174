"""Showing who complained: an act with a reason, written into timeline and audit before anything is shown."""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.complaints import acting, events
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.intake import ReporterDetails
from portal.complaints.tables import Complaint, Reporter
from portal.errors import Refusal
from portal.permissions import Actor


async def reveal(complaint: Complaint, *, reason: str, by: Actor, at: datetime) -> ReporterDetails:
    """The reporter's identity; raises Refusal without a reason, or where none is kept (UU 27/2022)."""
    why = acting.required(reason, "Alasan membuka identitas belum diisi.")
    async with db.transaction():
        rule = await acting.begin(complaint, Act.REVEAL, by=by)
        known = (
            await Reporter.select(Reporter.name, Reporter.phone, Reporter.email, Reporter.address)
            .where(Reporter.complaint == complaint.id)
            .first()
        )
        if known is None:
            raise Refusal("Identitas pelapor tidak disimpan.")
        await events.record(complaint, rule, by=by, at=at, fact=Fact(text=why, is_internal=True))
    return ReporterDetails(**known)
