"""The list of a joint decree (SKB) as offices have it: copied from a PDF, or saved as CSV or XLSX."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from portal import dates
from portal.errors import BadInput
from portal.workdays import hooks
from portal.workdays.calendar import Holiday, HolidayKind

LARGEST = 256 * 1024  # bytes
MOST_ROWS = 200
LONGEST_NAME = 120
HEADER = "tanggal"
NOT_READABLE = "Berkas ini tidak dapat dibaca. Simpan sebagai XLSX atau CSV UTF-8, lalu unggah lagi."
TOO_LARGE = f"Berkas lebih besar dari {LARGEST // 1024} KB. Sisakan daftar hari liburnya saja."
TOO_MANY = f"Daftar ini lebih dari {MOST_ROWS} baris. Sisakan daftar hari liburnya saja."
NOTHING = "Tidak ada tanggal yang dapat dibaca. Tulis seperti: 1 Januari 2027, Tahun Baru 2027 Masehi."
NO_NAME = "Nama hari liburnya tidak ada."

MONTH_WORDS = "|".join(month.lower() for month in dates.MONTHS)
SPAN = re.compile(
    rf"\b(?P<days>\d{{1,2}}(?:(?:\s*(?:,|dan|-|–|s\.?\s?d\.?|sampai|&))+\s*\d{{1,2}})*)\s+"
    rf"(?P<month>{MONTH_WORDS})(?:\s+(?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
PLAIN = re.compile(r"\b(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})\b")
RANGE = re.compile(r"(\d{1,2})\s*(?:-|–|s\.?\s?d\.?|sampai)\s*(\d{1,2})", re.IGNORECASE)
WEEKDAYS = re.compile(
    r"\b(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b(?:\s*(?:,|dan|-|–|&)\s*)?",
    re.IGNORECASE,
)
NUMBERING = re.compile(r"^\s*\d{1,3}\s*(?:[.)](?:\s+\|)?\s+|\|\s*)")
JOINT_LEAVE = re.compile(r"\bcuti\s+bersama\b", re.IGNORECASE)
PUBLIC_WORDS = re.compile(r"\b(?:hari\s+)?libur\s+nasional\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: the days off it names, or the sentence why it names none."""

    number: int
    text: str
    holidays: tuple[Holiday, ...] = ()
    sentence: str = ""


def text_of(filename: str, data: bytes) -> str:
    """The list in a file, a line a row; raises BadInput where there is none to read. For a thread."""
    if len(data) > LARGEST:
        raise BadInput(TOO_LARGE)
    if data.startswith(b"PK\x03\x04") or filename.lower().endswith((".xlsx", ".xls")):
        rows = [row for opener in hooks.openers for row in opener(data, HEADER)]
        return "\n".join(" | ".join(" ".join(cell.split()) for cell in row if cell.strip()) for row in rows)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise BadInput(NOT_READABLE)
    return "\n".join(_delimited(text))


def read(text: str, year: int) -> list[Line]:
    """Every line that names a day or should; lines of headings and prose are left out. Raises BadInput.

    Days without a year are of the year given; a line under the heading *Cuti Bersama* is joint leave.
    """
    found: list[Line] = []
    heading = HolidayKind.PUBLIC
    for number, raw in enumerate(text.splitlines(), 1):
        line = _read_line(number, NUMBERING.sub("", raw.strip()), year, heading)
        if line is not None:
            found.append(line)
        elif JOINT_LEAVE.search(raw):
            heading = HolidayKind.JOINT_LEAVE
        elif PUBLIC_WORDS.search(raw):
            heading = HolidayKind.PUBLIC
    if not found:
        raise BadInput(NOTHING)
    if len(found) > MOST_ROWS:
        raise BadInput(TOO_MANY)
    return found


def _read_line(number: int, text: str, year: int, heading: HolidayKind) -> Line | None:
    span = SPAN.search(text) or PLAIN.search(text)
    if span is None:
        return None
    try:
        days = _days(span, year)
    except ValueError as error:
        return Line(number, text, sentence=str(error))
    kind = HolidayKind.JOINT_LEAVE if JOINT_LEAVE.search(text) else heading
    name = _name(text[: span.start()], text[span.end() :], kind)
    if not name:
        return Line(number, text, sentence=NO_NAME)
    return Line(number, text, tuple(Holiday(day, name, kind) for day in days))


def _days(span: re.Match[str], year: int) -> Sequence[date]:
    """The days that the words mean; raises ValueError with a sentence for one that no calendar has."""
    if span.re is PLAIN:
        return [dates.parse_date(span[0])]
    tail = f"{span['month']} {span['year'] or year}"
    numbers = list(_numbers(span["days"]))
    return [dates.parse_date(f"{number} {tail}") for number in numbers]


def _numbers(text: str) -> Iterator[int]:
    whole = RANGE.fullmatch(text.strip())
    if whole and int(whole[1]) < int(whole[2]):
        yield from range(int(whole[1]), int(whole[2]) + 1)
        return
    yield from (int(number) for number in re.findall(r"\d{1,2}", text))


def _name(before: str, after: str, kind: HolidayKind) -> str:
    """What is left of the line; the kind stands apart and the weekday says nothing new."""
    parts = [WEEKDAYS.sub("", part) for part in (before, after)]
    words = " ".join(part.strip(" ,;:|()\t-–.") for part in parts)
    bare = " ".join(PUBLIC_WORDS.sub("", words).replace("|", " ").replace(";", " ").split()).strip(" ,;:-")
    if kind is HolidayKind.JOINT_LEAVE and not JOINT_LEAVE.search(bare):
        bare = f"Cuti Bersama {bare}".strip()
    return bare[:LONGEST_NAME]


def _delimited(text: str) -> Iterator[str]:
    first = "\n".join(text.splitlines()[:20])
    delimiter = max(";\t,", key=first.count)
    if delimiter not in first:
        yield from text.splitlines()
        return
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())
    except csv.Error:
        raise BadInput(NOT_READABLE) from None
