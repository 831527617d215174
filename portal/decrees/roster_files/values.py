"""From the cells of a row to what they mean; what means nothing is refused with a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from portal.accounts import phones
from portal.decrees import nip
from portal.decrees.people import Person
from portal.decrees.roster import RosterRow
from portal.decrees.roster_files.columns import HEADINGS, LONGEST, NO, YES, FileRow, folded
from portal.errors import Refusal

if TYPE_CHECKING:
    from portal.decrees.roster_files.plan import PositionRow

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def position_of(row: FileRow, positions: Mapping[str, PositionRow]) -> PositionRow:
    """The position that the row names."""
    if not row.position:
        raise Refusal("Kolom Kedudukan dalam Tim kosong.")
    found = positions.get(folded(row.position))
    if found is None:
        raise Refusal(f"Kedudukan “{row.position}” tidak ada dalam SK ini.")
    return found


def agency_of(row: FileRow, per_agency: bool, resolve: Callable[[str], int | None]) -> int | None:  # noqa: FBT001 - a fact of the position
    """The agency that the row names by any of its names."""
    if not row.agency:
        if per_agency:
            raise Refusal("Kolom Perangkat Daerah kosong.")
        return None
    found = resolve(row.agency)
    if found is None:
        raise Refusal(
            f"Perangkat daerah “{row.agency}” tidak dikenal. Tulis nama atau kodenya seperti di portal."
        )
    return found


def person_of(row: FileRow) -> Person:
    """Whom the row appoints."""
    if not row.name:
        raise Refusal("Kolom Nama kosong.")
    for column, longest in LONGEST.items():
        if len(getattr(row, column)) > longest:
            raise Refusal(f"{HEADINGS[column][0]} lebih dari {longest} huruf.")
    if nip.is_ruined(row.nip):
        raise Refusal(nip.RUINED.format(row.nip))
    return Person(
        name=row.name,
        nip=nip.clean(row.nip),
        rank=row.rank,
        post=row.post,
        is_acting=_acting(row.acting),
        email=_email(row.email),
        phone=phones.parse(row.phone) if row.phone else None,
        lapor_account=row.lapor_account,
        lapor_role=row.lapor_role,
    )


def merged(row: FileRow, person: Person, standing: RosterRow) -> tuple[Person, list[tuple[str, str, str]]]:
    """The person as they would stand, with what changes; an empty cell keeps what is there."""
    kept: dict[str, Any] = {"lapor_checked_on": standing.lapor_checked_on}
    changes = []
    for column in ("name", "nip", "rank", "post", "email", "phone", "lapor_account", "lapor_role"):
        now, said = getattr(standing, column), getattr(person, column)
        if not getattr(row, column):
            kept[column] = now
        elif said != now:
            changes.append((HEADINGS[column][0], _shown(column, now), _shown(column, said)))
    if not row.acting:
        kept["is_acting"] = standing.is_acting
    elif person.is_acting != standing.is_acting:
        changes.append(("Plt", _yes(standing.is_acting), _yes(person.is_acting)))
    return replace(person, **kept), changes


def _acting(text: str) -> bool:
    said = text.casefold()
    if said not in YES | NO:
        raise Refusal(f"Kolom Plt berisi “{text}”. Tulis ya atau kosongkan.")
    return said in YES


def _email(text: str) -> str | None:
    if text and not EMAIL.fullmatch(text):
        raise Refusal(f"Surel “{text}” tidak lengkap.")
    return text.lower() or None


def _shown(column: str, value: str | None) -> str:
    if column == "nip":
        return nip.masked(value or "")
    return phones.masked(value) if column == "phone" and value else value or ""


def _yes(value: bool) -> str:  # noqa: FBT001 - a fact of the row
    return "ya" if value else "tidak"
