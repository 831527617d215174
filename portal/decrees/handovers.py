"""What a newcomer takes over at an agency: a page of open work, ticked when it has been read."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts.current_user import account_of
from portal.accounts.roles import RoleCode
from portal.db import bulk
from portal.decrees import events
from portal.decrees.kinds import Change
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Handover
from portal.errors import Conflict, Forbidden
from portal.permissions import Actor, Permission

TEAM = (RoleCode.LIAISON, RoleCode.OPERATOR)
NEWLY = (Change.REPLACE, Change.NEW)

SELECT = """
SELECT h.id, h.public_id, h.starts_at, h.ticked_at, h.agency AS agency_id, g.name AS agency,
  a.id AS appointment_id,
  a.decree AS decree_id, a.account AS account_id, a.name, a.change, p.name AS position, w.name AS former
FROM handover h JOIN appointment a ON a.id = h.appointment JOIN decree_position p ON p.id = a.position
JOIN agency g ON g.id = h.agency LEFT JOIN appointment w ON w.id = a.predecessor
"""


AT_WORK = """
SELECT account, role, agency FROM assignment
WHERE starts_at <= {} AND (ends_at IS NULL OR ends_at >= {}) AND (source = 'hand' OR recorded_at < {})
"""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A hand-over as its page shows it; `former` is who had the seat, None for a new one."""

    id: int
    public_id: str
    starts_at: datetime
    ticked_at: datetime | None
    agency_id: int
    agency: str
    appointment_id: int
    decree_id: int
    account_id: int | None
    name: str
    position: str
    former: str | None


async def begin_for(rows: Iterable[RosterRow], *, starts_at: datetime, at: datetime) -> int:
    """Write hand-overs for those who newly sit in an agency's team, in the caller's transaction.

    Who has done the same work there until now, by hand or by an earlier decree, takes over nothing.
    """
    before = await _at_work(starts_at, at)
    records = [
        {
            "public_id": secrets.token_urlsafe(12),
            "appointment": row.id,
            "agency": row.agency_id,
            "starts_at": starts_at,
            "created_at": at,
        }
        for row in rows
        if row.change in NEWLY and row.role in TEAM and row.per_agency and not row.is_stand_in
        if (row.account_id, row.role, row.agency_id) not in before
    ]
    return len(await bulk.insert(Handover, records))


async def waiting_for(account_id: int, at: datetime) -> list[HandoverRow]:
    """What somebody still has to take over, as far as it has begun."""
    where = " WHERE a.account = {} AND h.ticked_at IS NULL AND h.starts_at <= {} ORDER BY h.id"
    return _read(await db.rows(SELECT + where, account_id, at))


async def of_agency(agency_id: int) -> list[HandoverRow]:
    """All hand-overs at an agency, the newest first."""
    return _read(await db.rows(SELECT + " WHERE h.agency = {} ORDER BY h.id DESC", agency_id))


async def find_for(by: Actor, public_id: str) -> HandoverRow | None:
    """A hand-over that this person may see: the newcomer's own, or any for Kominfo."""
    found = _read(await db.rows(SELECT + " WHERE h.public_id = {}", public_id))
    row = found[0] if found else None
    if row and (account_of(by.key) == row.account_id or by.holds(Permission.DECREE_MANAGE, None)):
        return row
    return None


async def tick(handover: HandoverRow, *, by: Actor, at: datetime) -> None:
    """The newcomer says that they have read it; nobody can say so for them."""
    if account_of(by.key) != handover.account_id:
        raise Forbidden("Serah terima hanya dapat ditandai oleh penerimanya.")
    async with db.transaction():
        ticked = await (
            Handover.update({Handover.ticked_by: by.key, Handover.ticked_at: at})
            .where(Handover.id == handover.id, Handover.ticked_at.is_null())
            .returning(Handover.id)
        )
        if not ticked:
            raise Conflict("Serah terima ini sudah ditandai.")
        await events.record(
            "handover_ticked",
            handover.decree_id,
            by=by,
            at=at,
            agency_id=handover.agency_id,
            permission=Permission.DECREE_READ,
        )


async def unticked(agency_ids: Collection[int], at: datetime) -> list[HandoverRow]:
    """Hand-overs at some agencies that wait for their newcomer's tick."""
    if not agency_ids:
        return []
    where = f" WHERE h.agency IN ({db.places(agency_ids)}) AND h.ticked_at IS NULL AND h.starts_at <= {{}}"
    return _read(await db.rows(SELECT + where + " ORDER BY h.id", *agency_ids, at))


async def _at_work(starts_at: datetime, at: datetime) -> set[tuple[int, str, int | None]]:
    """Who holds what until that moment, written before this act."""
    rows = await db.rows(AT_WORK, starts_at, starts_at, at)
    return {(row["account"], row["role"], row["agency"]) for row in rows}


def _read(rows: list[dict[str, Any]]) -> list[HandoverRow]:
    return [HandoverRow(**{name: row[name] for name in HandoverRow.__dataclass_fields__}) for row in rows]
