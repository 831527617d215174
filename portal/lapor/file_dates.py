"""What the rows above an export's table say: when LAPOR! made the file, and for which period."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal import dates
from portal.errors import BadInput
from portal.lapor import moments
from portal.lapor.sheets import Line

GENERATED = re.compile(
    r"^(?:tanggal\s*(?:di)?\s*generated?|tanggal\s*(?:unduh|ekspor|cetak)|generated?\s*(?:at|on|date)?)"
    r"(?![a-z])\s*[:=]?\s*",
    re.IGNORECASE,
)
PERIOD = re.compile(
    r"^(?:periode(?:\s*laporan)?|rentang\s*(?:tanggal|waktu))(?![a-z])\s*[:=]?\s*", re.IGNORECASE
)
SEPARATORS = re.compile(r"\s+(?:-|pada|jam)\s+|\s*\bWIB\b\.?", re.IGNORECASE)
LONGEST = 120
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stated:
    """As the file has it; `generated_at` is UTC, None where nothing can be read or believed."""

    generated_text: str = ""
    generated_at: datetime | None = None
    period: str = ""


def stated_in(lines: Iterable[Line], *, uploaded_at: datetime) -> Stated:
    """Read the rows above the tables; a date after the upload comes from a clock that is wrong.

    Of several sheets the oldest date counts: what any of them shows is at least as new.
    """
    above = list(lines)
    dates_told, periods = _told(above, GENERATED), _told(above, PERIOD)
    moments_told = [(found, text) for text in dates_told if (found := _moment(text))]
    believed = [(found, text) for found, text in moments_told if found <= uploaded_at + AHEAD]
    period = periods[0] if periods else ""
    if not believed:
        return Stated(dates_told[0] if dates_told else "", None, period)
    found, text = min(believed)
    return Stated(text, min(found, uploaded_at), period)


def given(text: str, *, at: datetime) -> datetime:
    """The date somebody types for a file, in UTC; raises BadInput with a sentence."""
    try:
        day, hour = dates.parse_moment(text)
    except ValueError as error:
        raise BadInput(str(error)) from None
    moment = moments.in_utc(day, hour)
    if moment > at:
        raise BadInput(f"Tanggal berkas {moments.shown(day)} belum terjadi. Periksa tahunnya.")
    if day < moments.EARLIEST:
        raise BadInput(f"Tanggal berkas {moments.shown(day)} mendahului 2010. Periksa tahunnya.")
    return moment


def _told(lines: Iterable[Line], label: re.Pattern[str]) -> list[str]:
    return [text for line in lines if (text := _value(line.cells, label))]


def _value(cells: Sequence[str], label: re.Pattern[str]) -> str:
    """What stands behind the label: in its own cell, else in the cells to the right of it."""
    for index, cell in enumerate(cells):
        plain = " ".join(cell.split())
        if not (found := label.match(plain)):
            continue
        beside = (plain[found.end() :], *cells[index + 1 :])
        return " ".join(" ".join(part.strip(" :=") for part in beside).split())[:LONGEST]
    return ""


def _moment(text: str) -> datetime | None:
    bare = SEPARATORS.sub(" ", text).strip()
    if not bare:
        return None
    try:
        serial = dates.from_serial_text(bare)
        day, hour = (serial, None) if serial else dates.parse_moment(bare)
    except ValueError:
        return None
    return moments.in_utc(day, hour) if day >= moments.EARLIEST else None
