"""Verifying a complaint, or setting it aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.complaints import acting, deadlines, events
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.kinds import NAMED, Classification
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint
from portal.errors import Refusal
from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class Assessment:
    """What Kominfo finds: the class, and what the complaint is about."""

    classification: Classification
    category: int | None = None
    district: int | None = None


async def verify(
    complaint: Complaint,
    *,
    found: Assessment,
    by: Actor,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """Verify the complaint; its class decides by when it must be finished."""
    if found.classification not in NAMED:
        raise Refusal("Klasifikasi belum dipilih.")
    moment = acting.happened(at, happened_at, complaint)
    async with db.transaction():
        rule = await acting.begin(complaint, Act.VERIFY, by=by)
        discloses = becomes_supervisory(complaint.classification, found.classification)
        changes = {
            "classification": found.classification,
            "category": found.category or complaint.category,
            "district": found.district or complaint.district,
            "verified_at": moment,
        }
        await acting.move(complaint, rule, at=at, happened_at=moment, changes=changes)
        await deadlines.rejudge(complaint.id, found.classification, complaint.received_at, at)
        await deadlines.note_nearest(complaint.id)
        await upkeep.note_places([complaint.id])
        data = {"classification": found.classification}
        fact = Fact(happened_at=moment, data=data, discloses=discloses)
        await events.record(complaint, rule, by=by, at=at, fact=fact)


def becomes_supervisory(before: str, after: str) -> bool:
    """Whether the class makes the complaint one for the Inspektorat."""
    return after == Classification.SUPERVISORY != before


async def archive(complaint: Complaint, *, reason: str, by: Actor, at: datetime) -> None:
    """Set the complaint aside with a reason."""
    why = acting.required(reason, "Alasan pengarsipan belum diisi.")
    async with db.transaction():
        rule = await acting.begin(complaint, Act.ARCHIVE, by=by)
        await acting.move(complaint, rule, at=at, happened_at=at, changes={"returned_at": None})
        await events.record(complaint, rule, by=by, at=at, fact=Fact(text=why))
