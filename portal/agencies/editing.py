"""Agencies are added and changed by hand."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from portal import audit, clock, db
from portal.agencies import ending, naming, queries
from portal.agencies.queries import AgencyRow
from portal.agencies.tables import Agency
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class AgencyValues:
    """What people type about an agency; the code stays for good once it is given."""

    name: str
    short_name: str
    kind: str
    parent: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None


async def add(code: str, values: AgencyValues, *, by: Actor, at: datetime) -> int:
    """Record a new agency; raises Refusal where its code or names already mean another."""
    code = naming.code_of(code)
    async with db.lock(naming.LOCK):
        standing = await queries.every()
        if any(row.code == code for row in standing):
            raise Refusal(f"Kode {code} sudah dipakai.")
        _check(values, standing, own=None)
        naming.refuse_taken(code, naming.owners(standing, on=clock.today().date()), own=None)
        row = Agency(code=code, **asdict(values))
        agency_id: int = (await Agency.insert(row).returning(Agency.id))[0]["id"]
        await _note("agency.added", agency_id, code, list(asdict(values)), by=by, at=at)
    queries.forget()
    return agency_id


async def change(agency: AgencyRow, values: AgencyValues, *, version: int, by: Actor, at: datetime) -> None:
    """Change an agency as the page showed it; raises Conflict where somebody changed it since."""
    changed = [name for name, value in asdict(values).items() if value != getattr(agency, name)]
    written: dict[Any, Any] = asdict(values) | {"version": version + 1}
    async with db.lock(naming.LOCK):
        _check(values, await queries.every(), own=agency.id)
        await _refuse_end(agency, values, at)
        saved = (
            await Agency.update(written)
            .where(Agency.id == agency.id, Agency.version == version)
            .returning(Agency.id)
        )
        if not saved:
            raise Conflict(naming.STALE)
        await _note("agency.changed", agency.id, agency.code, changed, by=by, at=at)
    queries.forget()


async def _refuse_end(agency: AgencyRow, values: AgencyValues, at: datetime) -> None:
    """A typed date ends an agency as much as the act that is named so."""
    if values.valid_until == agency.valid_until:
        return
    if agency.successor is not None and not agency.is_active(at.astimezone(clock.WIB).date()):
        raise Refusal("Perangkat daerah ini sudah digantikan. Batalkan penggabungannya lebih dulu.")
    await ending.refuse_open_work(agency, values.valid_until, at)


def _check(values: AgencyValues, standing: list[AgencyRow], *, own: int | None) -> None:
    owners = naming.owners(standing, on=clock.today().date())
    naming.refuse_taken(values.name, owners, own=own)
    naming.refuse_taken(values.short_name, owners, own=own)
    if values.valid_from and values.valid_until and values.valid_until < values.valid_from:
        raise Refusal("Tanggal berakhir tidak boleh sebelum tanggal mulai.")
    if values.parent is not None:
        _check_parent(values.parent, {row.id: row.parent for row in standing}, own=own)


def _check_parent(parent: int, parents: dict[int, int | None], *, own: int | None) -> None:
    if parent not in parents:
        raise Refusal("Induk ini tidak ada.")
    above: int | None = parent
    while above is not None:
        if above == own:
            raise Refusal("Perangkat daerah tidak dapat berada di bawah dirinya sendiri.")
        above = parents[above]


async def _note(
    action: str, agency_id: int, code: str, changed: list[str], *, by: Actor, at: datetime
) -> None:
    place = Place(f"agency:{code}", agency_id, Permission.AGENCY_MANAGE)
    await audit.record(action, by=by, at=at, place=place, details={"fields": changed})
