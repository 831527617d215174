"""What is read: the calendar and the office hours in force, and the year as the page shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from portal import db
from portal.db.core import Engine
from portal.workdays import calendar as core
from portal.workdays import versions
from portal.workdays.office_hours import Hours, OfficeHours, SpecialHours, Week
from portal.workdays.tables import Holiday, OfficeDay, OfficeWeek, SettledYear


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """One day off as the page lists it."""

    id: int
    day: date
    name: str
    kind: str
    source: str
    version: int = 1

    @property
    def is_joint_leave(self) -> bool:
        """Whether the day is cuti bersama."""
        return self.kind == core.HolidayKind.JOINT_LEAVE


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week of office hours: the usual one, or an exception with its first and last day."""

    id: int
    name: str
    first_day: date | None
    last_day: date | None
    days: Week
    agency: int | None = None

    @property
    def is_usual(self) -> bool:
        """Whether the week holds on every day without an exception."""
        return self.first_day is None


@dataclass(slots=True)
class _LastRead:
    """What this process read last, of which database and under which mark."""

    engine: Engine | None = None
    mark: str = ""
    hours: Mapping[int | None, OfficeHours] = field(default_factory=dict)


_last = _LastRead()


async def calendar() -> core.Calendar:
    """Days off in force; costs one short query as long as nothing changed."""
    return (await office_hours()).calendar


async def office_hours(agency: int | None = None) -> OfficeHours:
    """Hours in force with their calendar, an agency's own where it has some; mostly one short query."""
    hours = await _all_hours()
    return hours.get(agency) or hours[None]


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether the office is open at a moment; for agencies with hours of their own it may be otherwise."""

    office: bool
    otherwise: frozenset[int]

    def is_open(self, agency: int | None) -> bool:
        """Whether that agency is open."""
        return self.office != (agency in self.otherwise)


async def opening(at: datetime) -> Opening:
    """Who is open at that moment."""
    hours = await _all_hours()
    office = hours[None].is_open(at)
    others = {agency for agency, own in hours.items() if agency is not None and own.is_open(at) != office}
    return Opening(office, frozenset(others))


async def _all_hours() -> Mapping[int | None, OfficeHours]:
    # The mark is read first: rows newer than it are read once more, older ones are never kept.
    mark = await versions.current()
    if _last.hours and _last.mark == mark and _last.engine is db.engine():
        return _last.hours
    hours = await _read()
    _last.engine, _last.mark, _last.hours = db.engine(), mark, hours
    return hours


async def _read() -> Mapping[int | None, OfficeHours]:
    """The office's hours under None, and those of each agency that has its own."""
    standing = await _standing(Holiday.withdrawn_at.is_null())
    days_off = (core.Holiday(row.day, row.name, core.HolidayKind(row.kind)) for row in standing)
    calendar = core.Calendar.of(days_off, await settled_years())
    found = await _weeks()
    return {agency: _hours_of(agency, found, calendar) for agency in {None, *(week.agency for week in found)}}


def _hours_of(agency: int | None, found: Sequence[WeekRow], calendar: core.Calendar) -> OfficeHours:
    """An agency without a usual week of its own follows the office, also in its exceptions."""
    own = [week for week in found if week.agency == agency]
    general = [week for week in found if week.agency is None]
    usual = next(week for week in (*own, *general) if week.is_usual)
    followed = general if usual.agency is None and agency is not None else []
    exceptions = [week for week in (*followed, *own) if not week.is_usual]
    return OfficeHours(calendar, usual.days, tuple(_special(week) for week in exceptions))


def _special(week: WeekRow) -> SpecialHours:
    return SpecialHours(week.first_day or date.min, week.last_day or date.max, week.days)


async def settled_years() -> list[int]:
    """Years whose days off are decreed."""
    found: list[int] = await SettledYear.select(SettledYear.year).output(as_list=True)
    return sorted(found)


async def holidays_in(year: int) -> list[HolidayRow]:
    """Days off of a year, in order."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return await _standing(Holiday.day >= first, Holiday.day <= last, Holiday.withdrawn_at.is_null())


async def holiday(holiday_id: int) -> HolidayRow | None:
    """One standing day off, or None."""
    found = await _standing(Holiday.id == holiday_id, Holiday.withdrawn_at.is_null())
    return found[0] if found else None


async def weeks(agency: int | None = None) -> list[WeekRow]:
    """The office's usual week, then the exceptions by their first day; of an agency only its own weeks."""
    return [week for week in await _weeks() if week.agency == agency]


async def _weeks() -> list[WeekRow]:
    found = await OfficeWeek.select(
        OfficeWeek.id, OfficeWeek.name, OfficeWeek.first_day, OfficeWeek.last_day, OfficeWeek.agency
    ).where(OfficeWeek.withdrawn_at.is_null())
    hours = _by_week(
        await OfficeDay.select(OfficeDay.week, OfficeDay.weekday, OfficeDay.opens, OfficeDay.closes)
    )
    rows = [WeekRow(**row, days=hours[row["id"]]) for row in found]
    return sorted(rows, key=lambda row: (row.first_day or date.min, row.id))


def _by_week(rows: Iterable[dict[str, Any]]) -> dict[int, dict[int, Hours]]:
    hours: dict[int, dict[int, Hours]] = defaultdict(dict)
    for row in rows:
        opens: time = row["opens"]
        hours[row["week"]][row["weekday"]] = Hours(opens, row["closes"])
    return hours


async def _standing(*conditions: Any) -> list[HolidayRow]:
    found = (
        await Holiday.select(
            Holiday.id, Holiday.day, Holiday.name, Holiday.kind, Holiday.source, Holiday.version
        )
        .where(*conditions)
        .order_by(Holiday.day)
    )
    return [HolidayRow(**row) for row in found]
