"""Who reported, and what is kept of a person who did not want to be named (UU 27/2022: store the least)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from portal.lapor.columns import fold

_NAMELESS = {"", "-", "anonim", "anonymous"}
_PERSONAL = re.compile(
    r"\b(pelapor|nama lengkap|nik|telepon|telp|ponsel|hp|whatsapp|wa|e-?mail|alamat)\b", re.IGNORECASE
)


def is_anonymous(report_type: str, name: str) -> bool:
    return "anonim" in fold(report_type) or fold(name) in {"anonim", "anonymous"}


def is_secret(report_type: str) -> bool:
    return "rahasia" in fold(report_type)


def name_of(report_type: str, name: str) -> str | None:
    """None where nobody is named or the reporter asked not to be."""
    return None if is_anonymous(report_type, name) or fold(name) in _NAMELESS else " ".join(name.split())


def is_personal(column: str) -> bool:
    """Whether a column of that name tells who somebody is."""
    return bool(_PERSONAL.search(column))


def without_person(raw: dict[str, str], named: str | None, unknown: Iterable[str]) -> dict[str, str]:
    """The raw row with the reporter's name blank, and whatever else unknown columns tell of the person."""
    personal = {name for name in unknown if is_personal(name)}
    hidden = personal | ({named} if named else set())
    return {name: "" if name in hidden else cell for name, cell in raw.items()}
