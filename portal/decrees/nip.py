"""The NIP of a civil servant: 18 digits that are warned about, never refused, and masked in lists.

PNS: birth YYYYMMDD, appointment YYYYMM, sex 1 or 2, serial of 3. PPPK: digits 13–14 are 21 or more.
There is no check digit, so a warning is all that can be said.
"""

from __future__ import annotations

import re
from datetime import date

LENGTH = 18
EARLIEST_BIRTH = 1940
YOUNGEST = 15  # years at appointment
FIRST_PPPK_MARK = 21

RUINED = "NIP rusak oleh Excel ({}). Ketik ulang 18 angkanya sebagai teks."
ROUNDED = "NIP berakhiran 000, biasanya karena dibulatkan Excel. Periksa tiga angka terakhir."
LETTERS = "NIP hanya berisi angka."
WRONG_LENGTH = "NIP terdiri dari 18 angka, yang ini {}."
WRONG_BIRTH = "Delapan angka pertama NIP bukan tanggal lahir."
WRONG_APPOINTMENT = "Angka ke-9 sampai ke-14 NIP bukan tahun dan bulan pengangkatan."
WRONG_SEX = "Angka ke-15 NIP seharusnya 1 atau 2."

_EXCEL = re.compile(r"\d([.,]\d*)?E\+?\d+", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s.\-'’]")


def clean(text: str) -> str:
    """Without blanks, dots and the apostrophe that keeps Excel away; what Excel ruined stays as it is."""
    stripped = text.strip()
    return stripped if is_ruined(stripped) else _BETWEEN.sub("", stripped)


def is_ruined(text: str) -> bool:
    """Whether Excel made a rounded number of it, such as 1.98E+17; its digits are lost."""
    return bool(_EXCEL.fullmatch(text.strip()))


def is_pppk(nip: str) -> bool:
    """Whether it is a PPPK's number: where a PNS has the month of appointment stands 21 or more."""
    return len(nip) == LENGTH and nip.isdecimal() and int(nip[12:14]) >= FIRST_PPPK_MARK


def warnings(text: str) -> tuple[str, ...]:
    """What looks wrong, in sentences; an empty NIP is right for those who are not civil servants."""
    nip = clean(text)
    if not nip:
        return ()
    if is_ruined(nip):
        return (RUINED.format(nip),)
    if not (nip.isascii() and nip.isdecimal()):
        return (LETTERS,)
    if len(nip) != LENGTH:
        return (WRONG_LENGTH.format(len(nip)),)
    return tuple(_inside(nip))


def masked(nip: str) -> str:
    """The last four digits: the rest tells birth date and sex."""
    return f"••••{nip[-4:]}" if nip else ""


def _inside(nip: str) -> list[str]:
    found = []
    born = _day(nip[:8])
    if born is None or born.year < EARLIEST_BIRTH:
        found.append(WRONG_BIRTH)
    if not _is_appointment(nip, born):
        found.append(WRONG_APPOINTMENT)
    if nip[14] not in "12":
        found.append(WRONG_SEX)
    if nip.endswith("000"):
        found.append(ROUNDED)
    return found


def _is_appointment(nip: str, born: date | None) -> bool:
    year = int(nip[8:12])
    late_enough = born is None or year >= born.year + YOUNGEST
    return late_enough and (is_pppk(nip) or 1 <= int(nip[12:14]) <= 12)


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
