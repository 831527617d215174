"""Deadlines and dates as the office says them, without the process-wide locale."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from functools import lru_cache
from typing import Literal, NamedTuple

from portal.workdays.calendar import WIB, Calendar, local

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
NEARBY = {-1: "kemarin", 0: "hari ini", 1: "besok"}

Tone = Literal["none", "todo", "late"]


class Spoken(NamedTuple):
    sentence: str
    tone: Tone


def deadline_words(due_at: datetime, now: datetime, calendar: Calendar) -> Spoken:
    """How far the deadline is, in working days; amber from the last working day before it, red once past."""
    left = calendar.left(due_at, now)
    if left < 0:
        return Spoken(f"terlambat {-left} hari kerja", "late")
    if left > 0:
        return Spoken(f"sisa {left} hari kerja", "todo" if left == 1 else "none")
    days = (calendar.day_of(due_at) - calendar.day_of(now)).days
    # A deadline in calendar days may end on a weekend that still lies ahead.
    return Spoken(f"sisa {days} hari" if days else "hari ini terakhir", "todo")


def long_date(at: date, zone: tzinfo = WIB) -> str:
    """Selasa, 24 November 2026."""
    return _long(_day(at, zone))


def short_date(at: date, zone: tzinfo = WIB) -> str:
    """24 Nov."""
    return _short(_day(at, zone))


def dated(at: date, zone: tzinfo = WIB) -> str:
    """24 Nov 2026."""
    return _with_year(_day(at, zone))


def clock_time(at: datetime, zone: tzinfo = WIB) -> str:
    """09.14."""
    return _clock(local(at, zone))


def stamp(at: datetime, zone: tzinfo = WIB) -> str:
    """24 Nov 2026 09.14."""
    here = local(at, zone)
    return f"{_with_year(here.date())} {_clock(here)}"


def seen(at: datetime, zone: tzinfo = WIB) -> str:
    """24 Nov 2026 09.14; only 24 Nov 2026 for midnight, which stands for a day without an hour."""
    return stamp(at, zone) if local(at, zone).time() != time() else dated(at, zone)


def relative_day(at: date, now: datetime, zone: tzinfo = WIB) -> str:
    """Kemarin, hari ini, besok; other days by date, with the year if it is not the present one."""
    return near_day(_day(at, zone), local(now, zone).date())


def near_day(day: date, today: date) -> str:
    """As `relative_day`, where both days are known."""
    if near := NEARBY.get((day - today).days):
        return near
    return _short(day) if day.year == today.year else _with_year(day)


def _day(at: date, zone: tzinfo) -> date:
    return local(at, zone).date() if isinstance(at, datetime) else at


def _clock(here: datetime) -> str:
    return f"{here.hour:02}.{here.minute:02}"


# A page of fifty rows says the same few days again and again.
@lru_cache(maxsize=4096)
def _long(day: date) -> str:
    return f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=4096)
def _short(day: date) -> str:
    return f"{day.day} {SHORT_MONTHS[day.month - 1]}"


@lru_cache(maxsize=4096)
def _with_year(day: date) -> str:
    return f"{_short(day)} {day.year}"
