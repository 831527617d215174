"""An import into a draft: looked at first, then written whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.agencies import queries as agencies
from portal.decrees import events, roster, row_rules
from portal.decrees.kinds import Change
from portal.decrees.rights import LOCK
from portal.decrees.roster_files import reading
from portal.decrees.roster_files.columns import folded
from portal.decrees.roster_files.plan import Known, Outcome, Planned, PositionRow, plan
from portal.decrees.tables import Position
from portal.errors import Conflict, Refusal
from portal.permissions import Actor

MOVED = "Susunan tim berubah sejak pratinjau ini dibuat. Periksa lagi, lalu simpan."
NOT_WHOLE = "Berkas ini masih berisi baris yang ditolak. Perbaiki dulu; belum ada yang disimpan."
REASON = "Menurut berkas susunan tim."


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; `seal` stands for exactly this."""

    rows: tuple[Planned, ...]
    seal: str

    def count(self, outcome: str) -> int:
        """How many rows would come to that."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def changing(self) -> int:
        """How many rows would be written."""
        return len(self.rows) - self.count(Outcome.SAME) - self.count(Outcome.REFUSED)

    @property
    def may_save(self) -> bool:
        """Whether everything is right and something would change."""
        return bool(self.changing) and not self.count(Outcome.REFUSED)


async def preview(decree_id: int, content: bytes) -> Preview:
    """Look at a file without writing; raises BadInput where it is no roster."""
    rows = await asyncio.to_thread(reading.read, content)
    planned = plan(rows, await _known(decree_id))
    return Preview(tuple(planned), _seal(planned))


async def apply(decree_id: int, content: bytes, *, seal: str, by: Actor, at: datetime) -> int:
    """Write what the preview showed, return how many rows; raises Conflict where the seal no longer fits."""
    rows = await asyncio.to_thread(reading.read, content)
    async with db.lock(LOCK):
        await row_rules.ensure_may(decree_id, None, by)
        planned = plan(rows, await _known(decree_id))
        seen = Preview(tuple(planned), _seal(planned))
        if seal != seen.seal:
            raise Conflict(MOVED)
        if seen.count(Outcome.REFUSED):
            raise Refusal(NOT_WHOLE)
        await _write(decree_id, planned, by=by, at=at)
        await events.record("roster_imported", decree_id, by=by, at=at, changed=seen.changing)
    return seen.changing


async def _known(decree_id: int) -> Known:
    columns = (Position.id, Position.name, Position.per_agency)
    positions = await Position.select(*columns).where(Position.decree == decree_id)
    return Known(
        await agencies.resolver(),
        {folded(row["name"]): PositionRow(**row) for row in positions},
        await roster.rows_of(decree_id),
    )


async def _write(decree_id: int, planned: Sequence[Planned], *, by: Actor, at: datetime) -> None:
    for each in planned:
        person, reason = each.person, each.row.reason or REASON
        if person is None or each.outcome is Outcome.SAME:
            continue
        values: dict[Any, Any] = dict(person.values)
        if each.standing is None:
            position_id, agency_id = each.seat
            values |= {
                "position": position_id,
                "agency": agency_id,
                "change": Change.NEW.value,
                "reason": reason,
            }
            await row_rules.insert(decree_id, values, by=by, at=at)
        elif each.outcome is Outcome.REPLACED:
            to = Change.REPLACE if each.standing.predecessor_id else Change.NEW
            values |= {"change": to.value, "reason": reason, "account": None}
            await row_rules.save(each.standing, values, each.standing.version, "row_replaced", by=by, at=at)
        else:
            await row_rules.save(each.standing, values, each.standing.version, "row_corrected", by=by, at=at)


def _seal(planned: Sequence[Planned]) -> str:
    said = [
        (each.row, each.outcome.value, each.sentence, each.changes, each.standing and each.standing.version)
        for each in planned
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
