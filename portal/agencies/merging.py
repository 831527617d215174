"""One agency is taken over by another, and within thirty days they can be parted again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import audit, clock, db
from portal.agencies import hooks, naming, queries
from portal.agencies.hooks import Listener, Merge
from portal.agencies.queries import AgencyRow
from portal.agencies.tables import Agency, AgencyAlias, AgencyMerge, Category, Kind
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

REVERSIBLE = timedelta(days=30)
STALE = "Data perangkat daerah berubah sejak pratinjau ini dibuat. Periksa lagi, lalu gabungkan."
PARTED = "Penggabungan ini sudah dibatalkan."
TOO_LATE = "Penggabungan hanya dapat dibatalkan dalam 30 hari."
ALREADY = "Perangkat daerah ini sudah digabungkan."


@dataclass(frozen=True, slots=True)
class Versions:
    """Both agencies as the preview showed them."""

    source: int
    target: int


async def merge(
    source: AgencyRow, target: AgencyRow, *, reason: str, seen: Versions, by: Actor, at: datetime
) -> int:
    """Let the target answer for the source from today on; returns how many things of other slices moved.

    Raises Refusal where the two cannot be merged, Conflict where either has changed since it was seen.
    """
    refuse_pair(source, target, on=at.astimezone(clock.WIB).date())
    async with db.lock(naming.LOCK):
        await _end(source, target, seen, at)
        merge_id = await _write_down(source, target, reason, by=by, at=at)
        made = Merge(merge_id, source.id, source.short_name, target.id, target.short_name, reason)
        moved = await _run(hooks.on_merge, made, by=by, at=at)
        await _note("agency.merged", made, moved, source.code, by=by, at=at)
    queries.forget()
    return moved


async def part(merge_id: int, *, by: Actor, at: datetime) -> int:
    """Undo a merge: what moved and is still there goes back; returns how many things did.

    Raises Conflict where somebody undid it before, Refusal after thirty days or where a name was given away.
    """
    async with db.lock(naming.LOCK):
        row = await _claim(merge_id, by=by, at=at)
        source, target = await _found(row["source"]), await _found(row["target"])
        await _refuse_given_away(source)
        await _restore(source, row)
        made = Merge(merge_id, source.id, source.short_name, target.id, target.short_name, row["reason"])
        moved = await _run(hooks.on_parting, made, by=by, at=at)
        await _note("agency.parted", made, moved, source.code, by=by, at=at)
    queries.forget()
    return moved


def refuse_pair(source: AgencyRow, target: AgencyRow, *, on: date) -> None:
    """Raise Refusal where the one cannot be taken over by the other on that day."""
    if source.id == target.id:
        raise Refusal("Pilih perangkat daerah lain sebagai tujuan.")
    if source.successor is not None and not source.is_active(on):
        raise Conflict(ALREADY)
    if not target.is_active(on):
        raise Refusal(f"{target.name} tidak berlaku hari ini, jadi tidak dapat menerima tugas.")
    if source.kind == Kind.INSPEKTORAT != target.kind:
        raise Refusal("Inspektorat memegang pengaduan berkadar pengawasan dan tidak dapat digabungkan.")


async def _end(source: AgencyRow, target: AgencyRow, seen: Versions, at: datetime) -> None:
    yesterday = at.astimezone(clock.WIB).date() - timedelta(days=1)
    # The target keeps its row, but its version must be the one that was seen.
    steady = await Agency.exists().where(Agency.id == target.id, Agency.version == seen.target)
    ended = await (
        Agency.update(
            {
                Agency.valid_until: yesterday,
                Agency.successor: target.id,
                Agency.version: seen.source + 1,
            }
        )
        .where(Agency.id == source.id, Agency.version == seen.source)
        .returning(Agency.id)
    )
    if not steady or not ended:
        raise Conflict(STALE)


async def _write_down(source: AgencyRow, target: AgencyRow, reason: str, *, by: Actor, at: datetime) -> int:
    aliases = await _hand_over(AgencyAlias, "agency", source.id, target.id)
    units = await _hand_over(Agency, "parent", source.id, target.id)
    topics = await _hand_over(Category, "agency", source.id, target.id)
    row = AgencyMerge(
        source=source.id,
        target=target.id,
        reason=reason,
        merged_at=at,
        merged_by_key=by.key,
        merged_by_name=by.name,
        until_before=source.valid_until,
        aliases=json.dumps(aliases),
        units=json.dumps(units),
        topics=json.dumps(topics),
    )
    return int((await AgencyMerge.insert(row).returning(AgencyMerge.id))[0]["id"])


async def _hand_over(table: Any, column: str, source: int, target: int) -> list[int]:
    """Point the rows at the target, which itself may have stood under the source; returns their keys."""
    wanted = getattr(table, column) == source
    if table is AgencyAlias:
        wanted &= AgencyAlias.removed_at.is_null()
    if table is Agency:
        wanted &= Agency.id != target
    rows = await table.update({column: target}).where(wanted).returning(table.id)
    return [row["id"] for row in rows]


async def _claim(merge_id: int, *, by: Actor, at: datetime) -> dict[str, Any]:
    undone = await (
        AgencyMerge.update({AgencyMerge.undone_at: at, AgencyMerge.undone_by_name: by.name})
        .where(AgencyMerge.id == merge_id, AgencyMerge.undone_at.is_null())
        .returning(*AgencyMerge.all_columns())
    )
    if not undone:
        raise Conflict(PARTED)
    if undone[0]["merged_at"] + REVERSIBLE < at:
        raise Refusal(TOO_LATE)
    row: dict[str, Any] = undone[0]
    return row


async def _found(agency_id: int) -> AgencyRow:
    found = await queries.by_id(agency_id)
    if found is None:
        raise Refusal("Perangkat daerah ini tidak ada.")
    return found


async def _refuse_given_away(source: AgencyRow) -> None:
    """Raise Refusal where another agency has taken the name meanwhile."""
    standing = [row for row in await queries.every() if row.id != source.id]
    owners = naming.owners(standing, on=clock.today().date())
    naming.refuse_taken(source.name, owners, own=source.id)
    naming.refuse_taken(source.short_name, owners, own=source.id)


async def _restore(source: AgencyRow, row: dict[str, Any]) -> None:
    await Agency.update(
        {
            Agency.valid_until: row["until_before"],
            Agency.successor: None,
            Agency.version: source.version + 1,
        }
    ).where(Agency.id == source.id)
    back = ((AgencyAlias, "agency", "aliases"), (Agency, "parent", "units"), (Category, "agency", "topics"))
    for table, column, kept in back:
        keys = json.loads(row[kept])
        if keys:
            # What was given to a third one meanwhile stays there.
            still = table.id.is_in(keys) & (getattr(table, column) == row["target"])
            await table.update({column: source.id}).where(still)


async def _run(listeners: list[Listener], made: Merge, *, by: Actor, at: datetime) -> int:
    return sum([await listener(made, by, at) for listener in listeners])


async def _note(action: str, made: Merge, moved: int, code: str, *, by: Actor, at: datetime) -> None:
    place = Place(f"agency:{code}", made.source, Permission.AGENCY_MANAGE)
    details = {"into": made.target_name, "reason": made.reason, "moved": moved}
    await audit.record(action, by=by, at=at, place=place, details=details)
