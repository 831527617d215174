"""The columns of the roster's workbook: how they are headed, and what a row of one says."""

from __future__ import annotations

from dataclasses import dataclass, fields

LONGEST = {
    "name": 120,
    "nip": 30,
    "rank": 80,
    "post": 160,
    "email": 254,
    "lapor_account": 120,
    "lapor_role": 60,
}

HEADINGS = {
    "agency": ("Perangkat Daerah", 36),
    "position": ("Kedudukan dalam Tim", 26),
    "name": ("Nama", 32),
    "nip": ("NIP", 22),
    "rank": ("Pangkat/Gol", 20),
    "post": ("Jabatan", 30),
    "acting": ("Plt", 8),
    "email": ("Surel", 28),
    "phone": ("Nomor WhatsApp", 20),
    "lapor_account": ("Akun LAPOR!", 22),
    "lapor_role": ("Peran LAPOR!", 18),
    "reason": ("Alasan Perubahan", 30),
}
"""Heading and width of each, in the order of the sheet."""

OTHER_HEADINGS = {
    "instansi": "agency",
    "opd": "agency",
    "kedudukan": "position",
    "email": "email",
    "wa": "phone",
}
NEEDED = ("position", "name")
YES = {"ya", "y", "plt", "plt.", "1", "benar"}
NO = {"", "tidak", "t", "-", "0"}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row as written, with its number as Excel shows it; an empty cell says nothing."""

    number: int
    agency: str = ""
    position: str = ""
    name: str = ""
    nip: str = ""
    rank: str = ""
    post: str = ""
    acting: str = ""
    email: str = ""
    phone: str = ""
    lapor_account: str = ""
    lapor_role: str = ""
    reason: str = ""


COLUMNS = [item.name for item in fields(FileRow)][1:]


def folded(heading: str) -> str:
    """A heading without blanks, marks and capitals."""
    return "".join(char for char in heading.casefold() if char.isalnum())


KNOWN = {folded(heading): column for column, (heading, _) in HEADINGS.items()} | OTHER_HEADINGS
