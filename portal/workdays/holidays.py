"""Days off are added and withdrawn; every deadline that counts them is computed anew by whoever listens."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any

from portal import db
from portal.errors import Conflict, Refusal
from portal.permissions import Actor
from portal.workdays import calendar as core
from portal.workdays import hooks, queries, seed, words
from portal.workdays.tables import Holiday, SettledYear

LOCK = "workdays"
BY_HAND = "dicatat petugas"
STALE = "Hari libur ini baru saja diubah atau dihapus orang lain. Periksa isinya, lalu simpan lagi."
YEARS = range(2000, 2101)


async def add(holiday: core.Holiday, *, by: Actor, at: datetime) -> int:
    """Record a day off; raises Refusal where the day already is one."""
    async with db.lock(LOCK):
        await _refuse_taken(holiday.date)
        (holiday_id,) = await insert([holiday], source=BY_HAND)
        await hooks.publish(_change("workday.holiday_added", holiday), by=by, at=at)
    return holiday_id


async def change(
    row: queries.HolidayRow, holiday: core.Holiday, *, version: int, by: Actor, at: datetime
) -> None:
    """Correct a day off; raises Conflict where somebody changed or removed it since it was shown."""
    written: dict[Any, Any] = {
        Holiday.day: holiday.date,
        Holiday.name: holiday.name,
        Holiday.kind: holiday.kind.value,
        Holiday.version: version + 1,
    }
    async with db.lock(LOCK):
        if holiday.date != row.day:
            await _refuse_taken(holiday.date)
        standing = (Holiday.id == row.id) & (Holiday.version == version) & Holiday.withdrawn_at.is_null()
        if not await Holiday.update(written).where(standing).returning(Holiday.id):
            raise Conflict(STALE)
        days = tuple(sorted({row.day, holiday.date}))
        details = {"name": holiday.name, "kind": holiday.kind.value, "on": holiday.date}
        change = hooks.Change("workday.holiday_changed", f"holiday:{row.day}", days, details)
        await hooks.publish(change, by=by, at=at)


async def withdraw(holiday_id: int, *, by: Actor, at: datetime) -> core.Holiday:
    """The day is a working day again; raises Conflict where somebody withdrew it before."""
    async with db.lock(LOCK):
        row = await queries.holiday(holiday_id)
        if row is None:
            raise Conflict("Hari libur ini sudah dihapus.")
        await Holiday.update({Holiday.withdrawn_at: at}).where(Holiday.id == holiday_id)
        gone = core.Holiday(row.day, row.name, core.HolidayKind(row.kind))
        await hooks.publish(_change("workday.holiday_withdrawn", gone), by=by, at=at)
    return gone


async def propose(year: int, *, by: Actor, at: datetime) -> int:
    """Fill in what the almanac knows of a year, on days that are free; returns how many."""
    async with db.lock(LOCK):
        taken = {row.day for row in await queries.holidays_in(year)}
        missing = proposed(year, taken)
        if not missing:
            raise Refusal(f"Tidak ada usulan baru untuk tahun {year}.")
        await insert(missing, source="usulan kalender")
        days = tuple(found.date for found in missing)
        change = hooks.Change("workday.year_proposed", f"year:{year}", days, {"count": len(days)})
        await hooks.publish(change, by=by, at=at)
    return len(missing)


def proposed(year: int, taken: AbstractSet[date]) -> list[core.Holiday]:
    """What the almanac knows of a year, on days that are free."""
    return [found for found in seed.holidays(year, year) if found.date not in taken]


async def settle(year: int, *, by: Actor, at: datetime) -> None:
    """Say that the year's days off are decreed, so that its deadlines are no estimates any more."""
    async with db.lock(LOCK):
        if year in await queries.settled_years():
            raise Conflict(f"Hari libur tahun {year} sudah ditandai lengkap.")
        await SettledYear.insert(SettledYear(year=year))
        await hooks.publish(hooks.Change("workday.year_settled", f"year:{year}"), by=by, at=at)


async def _refuse_taken(day: date) -> None:
    if day.year not in YEARS:
        raise Refusal(f"Tahun harus di antara {YEARS[0]} dan {YEARS[-1]}.")
    name = (await queries.calendar()).days_off.get(day)
    if name is not None:
        raise Refusal(f"{words.long_date(day)} sudah tercatat sebagai {name}.")


async def insert(found: Sequence[core.Holiday], *, source: str) -> list[int]:
    """Write the rows, in the caller's transaction and after the caller's checks; returns their keys."""
    rows = [Holiday(day=day, name=name, kind=kind, source=source) for day, name, kind in found]
    return [row["id"] for row in await Holiday.insert(*rows).returning(Holiday.id)]


def _change(action: str, holiday: core.Holiday) -> hooks.Change:
    details = {"name": holiday.name, "kind": holiday.kind.value}
    return hooks.Change(action, f"holiday:{holiday.date}", (holiday.date,), details)
