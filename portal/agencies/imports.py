"""A list of agencies is looked at first and written once it is confirmed."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import audit, clock, db
from portal.agencies import import_file, naming, queries
from portal.agencies.folding import fold
from portal.agencies.import_plan import Outcome, PlannedRow, plan
from portal.agencies.tables import Agency, AgencyAlias, Kind
from portal.audit.trail import Place
from portal.errors import BadInput, Conflict
from portal.permissions import Actor, Permission

MOVED = "Data perangkat daerah berubah sejak pratinjau ini dibuat. Periksa lagi, lalu impor."


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; `seal` stands for exactly this."""

    rows: tuple[PlannedRow, ...]
    seal: str

    def count(self, outcome: str) -> int:
        """How many rows would be new, changed, unchanged or refused."""
        return sum(row.outcome == outcome for row in self.rows)

    @property
    def writes(self) -> bool:
        """Whether confirming would change anything."""
        return bool(self.count(Outcome.NEW) or self.count(Outcome.CHANGED))


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did; `refused` holds row numbers with their sentences."""

    rows: int
    created: int
    updated: int
    unchanged: int
    refused: tuple[tuple[int, str], ...]


async def preview(data: bytes) -> Preview:
    """Look at the content of a file without writing; raises BadInput where it is no list of agencies."""
    rows = import_file.read(data)
    planned = plan(rows, await queries.every(), on=clock.today().date())
    return Preview(tuple(planned), _seal(planned))


async def apply(data: bytes, *, by: Actor, at: datetime, seal: str = "") -> Summary:
    """Write what the preview showed; raises Conflict where the seal no longer fits, BadInput as `preview`."""
    async with db.lock(naming.LOCK):
        seen = await preview(data)
        if seal and seal != seen.seal:
            raise Conflict(MOVED)
        await _write(seen.rows)
        summary = _summary(seen.rows)
        if seen.writes:
            place = Place("agencies", permission=Permission.AGENCY_MANAGE)
            await audit.record("agency.imported", by=by, at=at, place=place, details=_details(seen.rows))
    queries.forget()
    return summary


async def apply_file(path: Path, *, by: Actor, at: datetime) -> Summary:
    """Take a file as confirmed, as the command does; raises BadInput where it cannot be read."""
    return await apply(await asyncio.to_thread(_content, path), by=by, at=at)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"Berkas {path} tidak dapat dibaca: {error.strerror}.") from None


async def _write(rows: Sequence[PlannedRow]) -> None:
    ids = {row.code: row.id for row in await queries.every()}
    for planned in rows:
        if planned.outcome is Outcome.NEW:
            ids[planned.row.code] = await _insert(planned)
    for planned in rows:
        if planned.outcome in {Outcome.NEW, Outcome.CHANGED}:
            await _complete(planned, ids)


async def _insert(planned: PlannedRow) -> int:
    row = planned.row
    agency = Agency(
        code=row.code,
        name=row.name,
        short_name=row.short_name or row.name[:80],
        kind=row.kind.casefold() or Kind.OTHER,
    )
    written: list[dict[str, int]] = await Agency.insert(agency).returning(Agency.id)
    return written[0]["id"]


async def _complete(planned: PlannedRow, ids: dict[str, int]) -> None:
    """Parents and aliases come once every agency of the file has its key."""
    agency_id = ids[planned.row.code]
    changed: dict[Any, Any] = {change.column: change.new for change in planned.changes}
    if planned.row.parent:
        changed["parent"] = ids[planned.row.parent]
    if changed:
        changed["version"] = Agency.version + 1
        await Agency.update(changed).where(Agency.id == agency_id)
    aliases = [AgencyAlias(agency=agency_id, text=text, folded=fold(text)) for text in planned.aliases]
    if aliases:
        await AgencyAlias.insert(*aliases)


def _summary(rows: Sequence[PlannedRow]) -> Summary:
    counts = Counter(row.outcome for row in rows)
    refused = tuple((row.row.number, row.sentence) for row in rows if row.outcome is Outcome.REFUSED)
    return Summary(
        len(rows), counts[Outcome.NEW], counts[Outcome.CHANGED], counts[Outcome.UNCHANGED], refused
    )


def _details(rows: Sequence[PlannedRow]) -> dict[str, list[str]]:
    return {
        outcome.value: [row.row.code for row in rows if row.outcome is outcome]
        for outcome in (Outcome.NEW, Outcome.CHANGED)
    }


def _seal(rows: Sequence[PlannedRow]) -> str:
    said = [(row.row, row.outcome.value, row.changes, row.aliases, row.sentence) for row in rows]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]
