"""The hours of the office: the usual week, and weeks that replace it for a while."""

from __future__ import annotations

from datetime import date, datetime

from piccolo.custom_types import Combinable

from portal import db
from portal.errors import Conflict, Refusal
from portal.permissions import Actor
from portal.workdays import hooks
from portal.workdays.office_hours import Hours, Week
from portal.workdays.tables import OfficeDay, OfficeWeek

LOCK = "workdays"
USUAL = "Jam kerja biasa"
STALE = "Jam kerja baru saja diubah orang lain. Periksa isinya, lalu simpan lagi."
NEVER_OPEN = "Isi jam kerja untuk sedikitnya satu hari: kantor yang tidak pernah buka menahan semua pesan."


async def set_usual(
    week: Week, *, by: Actor, at: datetime, agency: int | None = None, seen: int | None = None
) -> None:
    """Replace the usual week, the office's or one agency's own; raises Refusal where no day would be open.

    `seen` is the key of the week that was shown, 0 where there was none: Conflict if it is another by now.
    """
    if not week:
        raise Refusal(NEVER_OPEN)
    async with db.lock(LOCK):
        gone = await _withdraw(OfficeWeek.first_day.is_null(), _of(agency), at=at)
        if seen is not None and gone != ([seen] if seen else []):
            raise Conflict(STALE)
        await _insert(OfficeWeek(name=USUAL, agency=agency), week)
        subject = f"office-week:{agency or 'usual'}"
        change = hooks.Change("workday.hours_changed", subject, details=_spoken(week), agency=agency)
        await hooks.publish(change, by=by, at=at)


async def drop_own(agency: int, *, by: Actor, at: datetime) -> None:
    """The agency follows the office's hours again; raises Conflict where it does already."""
    async with db.lock(LOCK):
        if not await _withdraw(OfficeWeek.first_day.is_null(), _of(agency), at=at):
            raise Conflict("Perangkat daerah ini sudah mengikuti jam kerja kantor.")
        change = hooks.Change("workday.hours_dropped", f"office-week:{agency}", agency=agency)
        await hooks.publish(change, by=by, at=at)


async def add_exception(
    name: str,
    days: tuple[date, date],
    week: Week,
    *,
    by: Actor,
    at: datetime,
    agency: int | None = None,
) -> int:
    """Replace the usual week from the first to the last day; an empty week closes the office."""
    first, last = days
    if last < first:
        raise Refusal("Tanggal selesai tidak boleh sebelum tanggal mulai.")
    async with db.lock(LOCK):
        week_id = await _insert(OfficeWeek(name=name, first_day=first, last_day=last, agency=agency), week)
        details = {"name": name, "first_day": first, "last_day": last, **_spoken(week)}
        change = hooks.Change(
            "workday.exception_added", f"office-week:{week_id}", details=details, agency=agency
        )
        await hooks.publish(change, by=by, at=at)
    return week_id


async def withdraw_exception(week_id: int, *, by: Actor, at: datetime, agency: int | None = None) -> None:
    """The usual week holds again; raises Conflict where somebody withdrew the exception before."""
    async with db.lock(LOCK):
        which = (OfficeWeek.id == week_id, OfficeWeek.first_day.is_not_null(), _of(agency))
        if not await _withdraw(*which, at=at):
            raise Conflict("Jam kerja khusus ini sudah dihapus.")
        change = hooks.Change("workday.exception_withdrawn", f"office-week:{week_id}", agency=agency)
        await hooks.publish(change, by=by, at=at)


def _of(agency: int | None) -> Combinable:
    return OfficeWeek.agency.is_null() if agency is None else OfficeWeek.agency == agency


async def _withdraw(*which: Combinable, at: datetime) -> list[int]:
    gone = (
        await OfficeWeek.update({OfficeWeek.withdrawn_at: at})
        .where(*which, OfficeWeek.withdrawn_at.is_null())
        .returning(OfficeWeek.id)
    )
    return [row["id"] for row in gone]


async def _insert(row: OfficeWeek, week: Week) -> int:
    week_id: int = (await OfficeWeek.insert(row).returning(OfficeWeek.id))[0]["id"]
    days = [
        OfficeDay(week=week_id, weekday=weekday, opens=hours.opens, closes=hours.closes)
        for weekday, hours in week.items()
    ]
    if days:
        await OfficeDay.insert(*days)
    return week_id


def _spoken(week: Week) -> dict[str, str]:
    return {str(weekday): _span(hours) for weekday, hours in sorted(week.items())}


def _span(hours: Hours) -> str:
    return f"{hours.opens:%H.%M}–{hours.closes:%H.%M}"
