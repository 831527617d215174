"""A briefing session is planned, changed, cancelled; whoever was invited hears of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import audit, db
from portal.audit.trail import Place
from portal.decrees.briefings import letters
from portal.decrees.briefings.tables import Briefing
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

STALE = "Bimtek ini baru saja diubah orang lain. Periksa kedua isinya, lalu simpan lagi."
OVER = "Bimtek ini sudah dibatalkan."
PAST = "Waktu bimtek tidak boleh sudah lewat."


@dataclass(frozen=True, slots=True)
class BriefingValues:
    """What is planned; `material_file` is the key of a kept file, None keeps the one there is."""

    title: str
    held_at: datetime
    location: str
    note: str = ""
    material_file: int | None = None


async def plan(values: BriefingValues, *, by: Actor, at: datetime) -> str:
    """Plan a session and return its public id; raises Refusal for one in the past."""
    _refuse_past(values, at)
    public_id = secrets.token_urlsafe(12)
    row = Briefing(
        public_id=public_id,
        title=values.title,
        held_at=values.held_at,
        location=values.location,
        note=values.note,
        material_file=values.material_file,
        created_by=by.key,
        created_at=at,
    )
    async with db.transaction():
        key = int((await Briefing.insert(row))[0]["id"])
        await record("planned", key, by=by, at=at)
    return public_id


async def change(briefing_id: int, values: BriefingValues, *, version: int, by: Actor, at: datetime) -> int:
    """Change a session; a new hour or place is told to the guests, whose number is returned."""
    before = await find(briefing_id)
    moved = (before["held_at"], before["location"]) != (values.held_at, values.location)
    if moved:
        _refuse_past(values, at)
    changed: dict[Any, Any] = {
        "title": values.title,
        "held_at": values.held_at,
        "location": values.location,
        "note": values.note,
        "material_file": values.material_file or before["material_file"],
        "version": version + 1,
    }
    async with db.transaction():
        saved = await (
            Briefing.update(changed)
            .where(Briefing.id == briefing_id, Briefing.version == version, Briefing.cancelled_at.is_null())
            .returning(Briefing.id)
        )
        if not saved:
            raise Conflict(OVER if before["cancelled_at"] else STALE)
        told = await letters.invite_again(briefing_id, at=at) if moved else 0
        await record("changed", briefing_id, by=by, at=at)
    return told


async def cancel(briefing_id: int, *, reason: str, by: Actor, at: datetime) -> None:
    """Call a session off; raises Conflict where that was done already, Refusal once it is over."""
    row = await find(briefing_id)
    if row["held_at"] <= at:
        raise Refusal("Bimtek ini sudah berlangsung, jadi tidak dapat dibatalkan.")
    async with db.transaction():
        gone = await (
            Briefing.update({Briefing.cancelled_at: at, Briefing.cancelled_reason: reason})
            .where(Briefing.id == briefing_id, Briefing.cancelled_at.is_null())
            .returning(Briefing.id)
        )
        if not gone:
            raise Conflict(OVER)
        await letters.call_off(briefing_id, at=at)
        await record("cancelled", briefing_id, by=by, at=at)


async def find(briefing_id: int) -> dict[str, Any]:
    """The session's row."""
    row = await Briefing.select().where(Briefing.id == briefing_id).first()
    if row is None:
        raise Refusal("Bimtek ini tidak ditemukan.")
    return row


async def record(action: str, briefing_id: int, *, by: Actor, at: datetime, **details: Any) -> None:
    """One line of the audit for what happened to a session."""
    place = Place(f"briefing:{briefing_id}", permission=Permission.DECREE_MANAGE)
    await audit.record(f"briefing.{action}", by=by, at=at, place=place, details=details)


def _refuse_past(values: BriefingValues, at: datetime) -> None:
    if values.held_at <= at:
        raise Refusal(PAST)
