"""Later decrees follow what happens meanwhile: nobody gets a seat back that they have left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import db
from portal.decrees import row_rules
from portal.decrees.kinds import Change
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Appointment
from portal.permissions import Actor

KEEPING = """
SELECT a.id, a.version FROM appointment a JOIN decree d ON d.id = a.decree
WHERE a.predecessor = {} AND a.change = 'keep' AND d.kind = 'main' AND d.state IN ('draft', 'confirmation')
"""
AHEAD = """
SELECT t.decree, t.starts_at FROM decree_term t
WHERE t.kind = 'main' AND t.starts_at > {} AND t.decree <> {}
  AND (t.ends_at IS NULL OR t.ends_at > t.starts_at)
"""


async def catch_up(
    leaver: RosterRow, newcomer: RosterRow | None, moment: datetime, *, by: Actor, at: datetime
) -> None:
    """Rows that keep a leaver, in drafts and decrees to come, keep the newcomer or nobody instead."""
    for row in await db.rows(KEEPING, leaver.id):
        changes: dict[Any, Any] = {"version": row["version"] + 1, "changed_by": by.key, "changed_at": at}
        if newcomer:
            changes |= await row_rules.person_of(newcomer.id) | {"predecessor": newcomer.id}
        else:
            changes |= {"change": Change.END.value, "reason": "Jabatan kosong"}
        await Appointment.update(changes).where(
            Appointment.id == row["id"], Appointment.version == row["version"]
        )
    for term in await db.rows(AHEAD, moment, leaver.decree_id):
        await _replace_ahead(term, leaver, newcomer, by=by, at=at)


async def enacted_after(decree_id: int, moment: datetime) -> list[int]:
    """Main decrees that were put in force for a later date."""
    return [row["decree"] for row in await db.rows(AHEAD, moment, decree_id)]


async def _replace_ahead(
    term: dict[str, Any], leaver: RosterRow, newcomer: RosterRow | None, *, by: Actor, at: datetime
) -> None:
    """In a decree that is signed already its text stays; the leaver's row there never begins to hold."""
    begins = term["starts_at"]
    ended = await (
        Appointment.update({Appointment.starts_at: begins, Appointment.ends_at: begins})
        .where(
            Appointment.decree == term["decree"],
            Appointment.predecessor == leaver.id,
            Appointment.change == Change.KEEP,
            Appointment.ends_at.is_null(),
        )
        .returning(Appointment.id, Appointment.position)
    )
    for row in ended:
        if newcomer:
            person = await row_rules.person_of(newcomer.id)
            seat = {"position": row["position"], "agency": leaver.agency_id, "predecessor": row["id"]}
            values = {**person, **seat, "starts_at": begins, "change": Change.REPLACE.value}
            await row_rules.insert(term["decree"], values | {"reason": newcomer.reason}, by=by, at=at)
