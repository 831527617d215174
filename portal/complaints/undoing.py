"""What an import did, taken back: complaints that it brought leave, changed ones return to what they were.

A complaint that leaves is nowhere afterwards: no list, count, search, figure or export has to know of it.
What it consisted of is handed to the caller, who keeps it, but for the reporter's identity.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from piccolo.columns import Date, Timestamptz
from piccolo.table import Table

from portal import db
from portal.complaints import events
from portal.complaints.events import Fact
from portal.complaints.kinds import EntryKind
from portal.complaints.search import upkeep
from portal.complaints.tables import Clock, Complaint, ComplaintText, Disposition, Entry, FollowUp, Reporter
from portal.permissions import Actor, Permission

Row = dict[str, Any]
OWN = frozenset({"id", "number", "version"})
"""Columns that do not go back: a version that was read before the undoing must not fit afterwards."""

PARTS: tuple[type[Table], ...] = (ComplaintText, Disposition, Clock, FollowUp)
LEAVING: tuple[type[Table], ...] = (Entry, Clock, Disposition, ComplaintText, Reporter)
BROUGHT: tuple[type[Table], ...] = (ComplaintText, Disposition, Clock, Entry)


async def snapshots(ids: Collection[int]) -> dict[int, Row]:
    """These complaints with all that an import may change, as JSON can hold it."""
    return await _whole(PARTS, ids)


async def put_back(before: Row, *, said: str, by: Actor, at: datetime) -> Row | None:
    """Let a complaint be as it was; returns what the import had added, None where somebody was quicker."""
    key = before["complaint"]["id"]
    now = (await snapshots([key])).get(key)
    if now is None or not await _put_complaint_back(before["complaint"], now["complaint"]["version"]):
        return None
    # What was added goes first: an answer may hang on a disposition that came with it.
    for table in reversed(PARTS):
        await _put_rows_back(table, before[table._meta.tablename], now[table._meta.tablename])
    await upkeep.note([key])
    role = by.role_for(Permission.LAPOR_IMPORT, None)
    await events.write(key, EntryKind.IMPORT_UNDONE, by=by, role=role, at=at, fact=Fact(text=said))
    return now


async def see_as_before(tracking_id: str, *, seen_now: datetime, seen_before: datetime | None) -> None:
    """Forget a look that changed nothing, unless a newer one came since."""
    await Complaint.update({Complaint.lapor_seen_at: seen_before}).where(
        Complaint.tracking_id == tracking_id, Complaint.lapor_seen_at == seen_now
    )


async def withdraw(ids: Collection[int]) -> dict[int, Row]:
    """Take complaints out that nobody has touched; returns what they consisted of.

    Their numbers are not given again, their Tracking IDs can come with another file.
    """
    found = await _whole(BROUGHT, ids)
    await upkeep.forget(ids)
    for table in LEAVING:
        await _delete(table, "complaint", ids)
    await _delete(Complaint, "id", ids)
    return found


async def _whole(parts: Sequence[type[Table]], ids: Collection[int]) -> dict[int, Row]:
    found: dict[int, Row] = {row["id"]: {"complaint": row} for row in await _all(Complaint, "id", ids)}
    for table in parts:
        by_complaint = await _by_complaint(table, ids)
        for key, whole in found.items():
            whole[table._meta.tablename] = by_complaint[key]
    return found


async def _put_complaint_back(before: Mapping[str, Any], version: int) -> bool:
    values = {name: value for name, value in before.items() if name not in OWN}
    wanted = {**_typed(Complaint, values), Complaint.version: version + 1}
    won = await (
        Complaint.update(wanted)
        .where(Complaint.id == before["id"], Complaint.version == version)
        .returning(Complaint.id)
    )
    return bool(won)


async def _put_rows_back(table: type[Table], before: list[Row], now: list[Row]) -> None:
    earlier = {row["id"]: row for row in before}
    key: Any = table._meta.primary_key
    if added := [row["id"] for row in now if row["id"] not in earlier]:
        await table.delete().where(key.is_in(added))
    for row in now:
        if row["id"] in earlier and earlier[row["id"]] != row:
            values = {name: value for name, value in earlier[row["id"]].items() if name != "id"}
            await table.update(_typed(table, values)).where(key == row["id"])


def _typed(table: type[Table], values: Mapping[str, Any]) -> dict[Any, Any]:
    known = {column._meta.name: column for column in table._meta.columns}
    return {known[name]: _value(known[name], value) for name, value in values.items() if name in known}


def _value(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column, Timestamptz):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column, Date) else value


async def _by_complaint(table: type[Table], ids: Collection[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in await _all(table, "complaint", ids):
        found[row["complaint"]].append(row)
    return found


async def _all(table: type[Table], column: str, ids: Collection[int]) -> list[Row]:
    if not ids:
        return []
    name = table._meta.tablename
    sql = f"SELECT * FROM {name} WHERE {column} IN ({db.places(ids)}) ORDER BY id"  # noqa: S608 - names of ours
    return [{name: _plain(value) for name, value in row.items()} for row in await db.rows(sql, *ids)]


async def _delete(table: type[Table], column: str, ids: Collection[int]) -> None:
    name = table._meta.tablename
    await db.rows(f"DELETE FROM {name} WHERE {column} IN ({db.places(ids)})", *ids)  # noqa: S608 - names of ours


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
