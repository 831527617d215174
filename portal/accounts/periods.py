"""From–until as it is typed and as it is said: by days of which both are included."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from portal import clock, dates
from portal.workdays import words


def spoken(starts_at: datetime, ends_at: datetime | None, at: datetime) -> str:
    """Since when, until when; an end that has passed is all that is said."""
    if ends_at is not None and ends_at <= at:
        return f"berakhir {words.stamp(ends_at)}" if ends_at > starts_at else "diakhiri sebelum mulai"
    begin = f"{'mulai' if starts_at > at else 'sejak'} {words.dated(starts_at)}"
    return f"{begin} sampai {last(ends_at)}" if ends_at else f"{begin}, tanpa batas waktu"


def last(ends_at: datetime) -> str:
    """The last day, or the moment where it lies within a day."""
    here = ends_at.astimezone(clock.WIB)
    if (here.hour, here.minute, here.second) == (0, 0, 0):
        return words.dated((here - timedelta(days=1)).date())
    return words.stamp(ends_at)


def first_moment(text: str, at: datetime) -> datetime:
    """When a day begins in WIB, for today the present moment; raises ValueError with a sentence."""
    day = dates.parse_date(text) if text else _today(at)
    if day < _today(at):
        raise ValueError("Tanggal mulai tidak boleh sebelum hari ini.")
    return at if day == _today(at) else _midnight(day)


def last_moment(text: str, starts_at: datetime) -> datetime | None:
    """When the last day is over in WIB; raises ValueError with a sentence where that is before the start."""
    if not text:
        return None
    ends_at = _midnight(dates.parse_date(text) + timedelta(days=1))
    if ends_at <= starts_at:
        raise ValueError("Tanggal akhir tidak boleh sebelum tanggal mulai atau hari ini.")
    return ends_at


def _today(at: datetime) -> date:
    return at.astimezone(clock.WIB).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.WIB).astimezone(UTC)
