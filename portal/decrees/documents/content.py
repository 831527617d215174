"""What a decree says, ready to be printed. Phone numbers have no place here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from portal.workdays import words

ORDINALS = (
    "KESATU", "KEDUA", "KETIGA", "KEEMPAT", "KELIMA", "KEENAM", "KETUJUH", "KEDELAPAN", "KESEMBILAN",
    "KESEPULUH",
)  # fmt: skip
OPEN_NUMBER = "…………………………"
OPEN_DATE = "………………"


@dataclass(frozen=True, slots=True)
class Member:
    """A line of the attachment."""

    name: str
    nip: str
    rank: str
    post: str
    agency: str
    position: str


@dataclass(frozen=True, slots=True)
class DecreeText:
    """A decree with its attachment; number and date are open until it is signed."""

    number: str
    year: int
    dated: date | None
    title: str
    regency: str
    place: str
    head_title: str
    signer_name: str
    signer_title: str
    starts_on: date | None
    ends_on: date | None
    weighing: tuple[str, ...]
    recalling: tuple[str, ...]
    deciding: tuple[str, ...]
    members: tuple[Member, ...]
    is_draft: bool = True


def values(text: DecreeText) -> dict[str, Any]:
    """The decree under the names that a Word template may use; texts without what XML cannot carry."""
    return {
        "nomor": _clean(text.number) or OPEN_NUMBER,
        "tahun": str(text.year),
        "tanggal": _day(text.dated),
        "tentang": _clean(text.title),
        "daerah": _clean(text.regency),
        "tempat": _clean(text.place),
        "kepala_daerah": _clean(text.head_title),
        "penandatangan": _clean(text.signer_name),
        "jabatan_penandatangan": _clean(text.signer_title),
        "berlaku_mulai": _day(text.starts_on),
        "berlaku_sampai": _day(text.ends_on),
        "menimbang": [_point(_letter(place), item) for place, item in enumerate(text.weighing)],
        "mengingat": [_point(f"{place}.", item) for place, item in enumerate(text.recalling, 1)],
        "memutuskan": [_point(_ordinal(place), item) for place, item in enumerate(text.deciding)],
        "tim": [_line(place, member) for place, member in enumerate(text.members, 1)],
    }


LISTS = {
    "menimbang": frozenset({"urutan", "isi"}),
    "mengingat": frozenset({"urutan", "isi"}),
    "memutuskan": frozenset({"urutan", "isi"}),
    "tim": frozenset({"no", "nama", "nip", "pangkat", "jabatan", "instansi", "kedudukan"}),
}
"""The names that repeat, each with what one of its lines holds."""

SCALARS = frozenset(
    {
        "nomor",
        "tahun",
        "tanggal",
        "tentang",
        "daerah",
        "tempat",
        "kepala_daerah",
        "penandatangan",
        "jabatan_penandatangan",
        "berlaku_mulai",
        "berlaku_sampai",
    }
)
NEEDED = ("nomor", "tanggal", "tentang", "penandatangan", "tim")
NEEDED_OF_TEAM = ("nama", "instansi", "kedudukan")
"""Without these it is no decree."""


def _line(number: int, member: Member) -> dict[str, str]:
    said = {name: _clean(text) for name, text in asdict(member).items()}
    return {
        "no": str(number),
        "nama": said["name"],
        "nip": said["nip"] or "-",
        "pangkat": said["rank"] or "-",
        "jabatan": said["post"],
        "instansi": said["agency"],
        "kedudukan": said["position"],
    }


def _point(order: str, text: str) -> dict[str, str]:
    return {"urutan": order, "isi": _clean(text)}


def _letter(place: int) -> str:
    return f"{chr(ord('a') + place % 26)}."


def _ordinal(place: int) -> str:
    return ORDINALS[place] if place < len(ORDINALS) else f"KE-{place + 1}"


def _day(day: date | None) -> str:
    return f"{day.day} {words.MONTHS[day.month - 1]} {day.year}" if day else OPEN_DATE


def _clean(text: str) -> str:
    return "".join(char for char in text if char >= " " or char in "\n\t").strip()
