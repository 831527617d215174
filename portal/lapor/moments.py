"""Dates in imported rows: read, and held within what can be true."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal import dates
from portal.lapor.refusals import RowRefusal

WIB = ZoneInfo("Asia/Jakarta")
EARLIEST = date(2010, 1, 1)  # LAPOR! did not exist before


def day_of(text: str, column: str, *, today: date) -> date:
    """Raises RowRefusal."""
    return day_and_time_of(text, column, today=today)[0]


def day_and_time_of(text: str, column: str, *, today: date) -> tuple[date, time | None]:
    """The date, and the time where one stands behind it; raises RowRefusal."""
    try:
        serial = dates.from_serial_text(text)
        day, at = (serial, None) if serial else dates.parse_moment(text)
    except ValueError as error:
        raise RowRefusal(column, f"{error} Perbaiki, lalu impor kembali.") from None
    _check_bounds(day, column, today)
    return day, at


def _check_bounds(day: date, column: str, today: date) -> None:
    # Tomorrow is let through: the file may come from a machine whose clock runs ahead.
    if day > today + timedelta(days=1):
        raise RowRefusal(column, f"{shown(day)} belum terjadi. Periksa tahunnya, lalu impor kembali.")
    if day < EARLIEST:
        raise RowRefusal(column, f"{shown(day)} mendahului 2010. Periksa tahunnya, lalu impor kembali.")


def time_of(text: str) -> time | None:
    """None for a time that is missing or unreadable: the day alone still counts."""
    try:
        return dates.parse_time(text)
    except ValueError:
        return None


def in_utc(day: date, at: time | None) -> datetime:
    """The moment in UTC of a date and time in WIB; midnight where the time is unknown."""
    return datetime.combine(day, at or time(), WIB).astimezone(UTC)


def shown(day: date) -> str:
    return f"{day.day} {dates.MONTHS[day.month - 1]} {day.year}"
