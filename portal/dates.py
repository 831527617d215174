"""Dates and times as people and workbooks in Indonesia write them; every ValueError carries a sentence."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, time, timedelta

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_SPELLINGS = (
    ("januari", "january"),
    ("februari", "february", "pebruari"),
    ("maret", "march", "mrt"),
    ("april",),
    ("mei", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("agustus", "august", "agt"),
    ("september",),
    ("oktober", "october"),
    ("november", "nopember"),
    ("desember", "december"),
)
_WEEKDAY = re.compile(
    r"^(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\s*,?\s+",
    re.IGNORECASE,
)
_DAY_FIRST = re.compile(r"^([0-9]{1,2})\s*[/.\-]\s*([0-9]{1,2})\s*[/.\-]\s*([0-9]{4}|[0-9]{2})$")
_YEAR_FIRST = re.compile(r"^([0-9]{4})[/\-]([0-9]{1,2})[/\-]([0-9]{1,2})$")
_COMPACT = re.compile(r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$")
_DAY_WORD = re.compile(
    r"^([0-9]{1,2})(?:st|nd|rd|th)?[\s/.\-]*([a-z]+)\.?[\s/.,\-]*['’]?([0-9]{4}|[0-9]{2})$", re.IGNORECASE
)
_WORD_DAY = re.compile(r"^([a-z]+)\.?\s*([0-9]{1,2})\s*,?\s+([0-9]{4})$", re.IGNORECASE)
_CLOCK = re.compile(
    r"^([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?\s*(am|pm)?"
    r"\s*(wib|wita|wit|z|utc|gmt|[+-][0-9]{2}:?[0-9]{2})?$",
    re.IGNORECASE,
)
_ZONES = {"": 7, "wib": 7, "wita": 8, "wit": 9, "z": 0, "utc": 0, "gmt": 0}  # hours ahead of UTC
_TIME_AFTER_DATE = re.compile(
    r"^(.*?[0-9]),?(?:\s+(?:pukul\s+)?|t)([0-9]{1,2}[:.][0-9]{2}(?![0-9]).*)$", re.IGNORECASE
)
_FRACTION_OF_DAY = re.compile(r"^0\.[0-9]{3,}$")
_EXAMPLE = "Tulis seperti 3 Januari 2026 atau 03/01/2026."
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  Excel's calendar knows no zone
_LAST_SERIAL = 2_958_466  # Excel counts days up to 31 December 9999


def parse_date(value: object, *, month_first: bool = False) -> date:
    """The date written as text (day before month unless told), as a real date, or as an Excel serial number.

    Raises ValueError with a sentence.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_serial(value)
    return _from_text(_collapsed(value), month_first=month_first)


def parse_time(value: object) -> time:
    """The time of day written as 14.05, 14:05:33, 2:05 PM, as a real time, or as Excel's fraction of a day.

    Raises ValueError with a sentence.
    """
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    text = _collapsed(value)
    if _FRACTION_OF_DAY.match(text):
        return (_EXCEL_EPOCH + timedelta(seconds=round(float(text) * 86_400))).time()
    at, ahead = _clock_and_zone(text)
    if ahead:
        raise ValueError(f"Waktu {quoted(text)} bukan WIB. Tulis dalam WIB, seperti 14.05.")
    return at


def parse_moment(value: object, *, month_first: bool = False) -> tuple[date, time | None]:
    """The date in WIB, and the time where one is written behind it, also in another zone.

    Raises ValueError with a sentence.
    """
    if isinstance(value, datetime):
        return value.date(), value.time()
    if found := _TIME_AFTER_DATE.match(_collapsed(value)):
        day = parse_date(found[1], month_first=month_first)
        at, ahead = _clock_and_zone(found[2])
        there = datetime.combine(day, at) - ahead
        return there.date(), there.time()
    return parse_date(value, month_first=month_first), None


def figures(text: str) -> tuple[int, int, int] | None:
    """The three numbers of a date like 3/4/2026, whatever stands behind it; None where the order is plain."""
    bare = _WEEKDAY.sub("", _collapsed(text))
    behind = _TIME_AFTER_DATE.match(bare)
    found = _DAY_FIRST.match(behind[1] if behind else bare)
    return (int(found[1]), int(found[2]), _full_year(found[3])) if found else None


def serial_moment(text: str) -> tuple[date, time | None] | None:
    """The moment behind a serial number that a workbook shows because its cell lost the date format."""
    if not re.fullmatch(r"[0-9]{5}(\.[0-9]+)?", text):
        return None
    day, fraction = _from_serial(float(text)), float(text) % 1
    at = (_EXCEL_EPOCH + timedelta(seconds=round(fraction * 86_400))).time()
    return day, at if fraction else None


def from_serial_text(text: str) -> date | None:
    """As `serial_moment`, the date alone."""
    found = serial_moment(text)
    return found[0] if found else None


def quoted(text: str) -> str:
    """The reader's own words inside quotes, cut to what a sentence can carry."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def _collapsed(value: object) -> str:
    return " ".join(str("" if value is None else value).split())


def _from_serial(number: float) -> date:
    if not 1 <= number < _LAST_SERIAL:
        raise ValueError(f"Angka ini bukan tanggal. {_EXAMPLE}")
    return (_EXCEL_EPOCH + timedelta(days=int(number))).date()


def _from_text(text: str, *, month_first: bool) -> date:
    if not text:
        raise ValueError("Tanggal belum diisi.")
    bare = _WEEKDAY.sub("", text)
    if found := _DAY_FIRST.match(bare):
        day, month = (found[2], found[1]) if month_first else (found[1], found[2])
        return _checked(day=day, month=int(month), year=found[3])
    if found := _YEAR_FIRST.match(bare) or _COMPACT.match(bare):
        return _checked(day=found[3], month=int(found[2]), year=found[1])
    if found := _DAY_WORD.match(bare):
        return _checked(day=found[1], month=_month(found[2], text), year=found[3])
    if found := _WORD_DAY.match(bare):
        return _checked(day=found[2], month=_month(found[1], text), year=found[3])
    raise ValueError(f"Tanggal {quoted(text)} tidak dapat dibaca. {_EXAMPLE}")


def _month(word: str, text: str) -> int:
    word = word.casefold()
    for number, spellings in enumerate(_SPELLINGS, start=1):
        if len(word) >= 3 and any(spelling.startswith(word) for spelling in spellings):
            return number
    raise ValueError(f"Nama bulan pada tanggal {quoted(text)} tidak dikenal. {_EXAMPLE}")


def _checked(*, day: str, month: int, year: str) -> date:
    full_year = _full_year(year)
    if month not in range(1, 13):
        raise ValueError(f"Bulan {month} tidak ada. Tulis hari/bulan/tahun, misalnya 03/01/2026.")
    if not full_year or not int(day):
        raise ValueError(f"Tanggal atau tahun tidak boleh 0. {_EXAMPLE}")
    last = monthrange(full_year, month)[1]
    if int(day) > last:
        raise ValueError(f"{MONTHS[month - 1]} {full_year} hanya sampai tanggal {last}.")
    return date(full_year, month, int(day))


def _full_year(year: str) -> int:
    return int(year) + (2000 if len(year) == 2 else 0)


def _clock_and_zone(text: str) -> tuple[time, timedelta]:
    """The time, and how far its zone is ahead of WIB."""
    found = _CLOCK.match(text)
    if not found:
        raise ValueError(f"Waktu {quoted(text)} tidak dapat dibaca. Tulis seperti 14.05.")
    hour, minute, second, half, zone = found.groups()
    return _clock_time(text, hour, minute, second, half), _ahead_of_utc(zone or "") - timedelta(hours=7)


def _ahead_of_utc(zone: str) -> timedelta:
    if zone[:1] in {"+", "-"}:
        ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        return ahead if zone[0] == "+" else -ahead
    return timedelta(hours=_ZONES[zone.casefold()])


def _clock_time(text: str, hour: str, minute: str, second: str | None, half: str | None) -> time:
    hours = int(hour)
    if half and 1 <= hours <= 12:
        hours = hours % 12 + (12 if half.casefold() == "pm" else 0)
    try:
        return time(hours, int(minute), int(second or 0))
    except ValueError:
        raise ValueError(
            f"Waktu {quoted(text)} tidak ada. Tulis jam 00–23 dan menit 00–59, misalnya 14.05."
        ) from None
