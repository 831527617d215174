"""Internal notes: for the people of the office, never part of an answer."""

from __future__ import annotations

from datetime import datetime

from portal import db
from portal.complaints import acting, events
from portal.complaints.acts import Act
from portal.complaints.events import Fact
from portal.complaints.tables import Complaint, Entry
from portal.permissions import Actor


async def write(complaint: Complaint, *, text: str, by: Actor, at: datetime, once: str | None = None) -> None:
    """Add a note to the timeline. The same `once` is the same note."""
    words = acting.required(text, "Catatan belum diisi.")
    async with db.transaction():
        if once and await Entry.exists().where(Entry.once == once):
            return
        rule = await acting.begin(complaint, Act.NOTE, by=by)
        fact = Fact(text=words, is_internal=True, once=once)
        await events.record(complaint, rule, by=by, at=at, fact=fact)
