"""Dates in imported rows: read, and held within what can be true."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal import dates
from portal.lapor.refusals import RowRefusal

WIB = ZoneInfo("Asia/Jakarta")
NO_TIME = frozenset({"", "-", "–"})
EARLIEST = date(2010, 1, 1)  # LAPOR! did not exist before


def check_bounds(day: date, column: str, today: date) -> None:
    """Raises RowRefusal."""
    # Tomorrow is let through: the file may come from a machine whose clock runs ahead.
    if day > today + timedelta(days=1):
        raise RowRefusal(column, f"{shown(day)} belum terjadi. Periksa tahunnya, lalu impor kembali.")
    if day < EARLIEST:
        raise RowRefusal(column, f"{shown(day)} mendahului 2010. Periksa tahunnya, lalu impor kembali.")


def time_of(text: str, column: str) -> time | None:
    """None where the cell says nothing; raises RowRefusal for what cannot be read, which is not midnight."""
    if text in NO_TIME:
        return None
    try:
        return dates.parse_time(text)
    except ValueError as error:
        raise RowRefusal(column, f"{error} Perbaiki atau kosongkan, lalu impor kembali.") from None


def in_utc(day: date, at: time | None) -> datetime:
    """The moment in UTC of a date and time in WIB; midnight where the time is unknown."""
    return datetime.combine(day, at or time(), WIB).astimezone(UTC)


def shown(day: date) -> str:
    return f"{day.day} {dates.MONTHS[day.month - 1]} {day.year}"
