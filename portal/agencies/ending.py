"""An agency ends: on which day, who answers for it afterwards, and what must not be left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from portal import audit, clock, db
from portal.agencies import hooks, naming, queries
from portal.agencies.queries import AgencyRow
from portal.agencies.tables import Agency
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

BEFORE_ITS_BEGINNING = "Hari terakhir tidak boleh sebelum tanggal mulai berlaku."


async def end(
    agency: AgencyRow,
    last_day: date,
    *,
    successor: int | None,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Let the agency end after that day; raises Refusal while work is open, Conflict where it has changed."""
    if agency.valid_from and last_day < agency.valid_from:
        raise Refusal(BEFORE_ITS_BEGINNING)
    changes: dict[Any, Any] = {"valid_until": last_day, "successor": successor, "version": version + 1}
    async with db.lock(naming.LOCK):
        await refuse_open_work(agency, last_day, at)
        await _refuse_circle(agency, successor)
        ended = (
            await Agency.update(changes)
            .where(Agency.id == agency.id, Agency.version == version)
            .returning(Agency.id)
        )
        if not ended:
            raise Conflict(naming.STALE)
        place = Place(f"agency:{agency.code}", agency.id, Permission.AGENCY_MANAGE)
        await audit.record("agency.ended", by=by, at=at, place=place, details={"last_day": last_day})
    queries.forget()


async def refuse_open_work(agency: AgencyRow, last_day: date | None, at: datetime) -> None:
    """Raise Refusal where the agency would be over today and somebody's matter would lie with nobody."""
    if last_day is None or last_day >= at.astimezone(clock.WIB).date():
        return
    if sentence := open_work(agency, await hooks.held_at(agency.id, at)):
        raise Refusal(sentence)


def open_work(agency: AgencyRow, holdings: Sequence[hooks.Holding]) -> str:
    """What still has to be done there, as a sentence; empty where nothing has."""
    unfinished = [f"{each.count} {each.noun}" for each in holdings if each.unfinished]
    if not unfinished:
        return ""
    return (
        f"{agency.short_name} masih memegang {', '.join(unfinished)}. Gabungkan ke perangkat daerah lain,"
        " atau pilih hari terakhir yang belum lewat."
    )


async def _refuse_circle(agency: AgencyRow, successor: int | None) -> None:
    by_key = {row.id: row for row in await queries.every()}
    passed, after = {agency.id}, successor
    while after is not None:
        if after in passed:
            raise Refusal("Pengganti tidak boleh perangkat daerah ini sendiri atau yang digantikannya.")
        if after not in by_key:
            raise Refusal("Pengganti ini tidak ada.")
        passed.add(after)
        after = by_key[after].successor
