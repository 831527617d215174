"""What an import would do with each row, without doing it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from portal.decrees import nip
from portal.decrees.people import Person, folded, is_same
from portal.decrees.roster import RosterRow
from portal.decrees.roster_files import values
from portal.decrees.roster_files.columns import FileRow
from portal.errors import Refusal


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    REPLACED = "replaced"
    CORRECTED = "corrected"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PositionRow:
    """A position of the decree."""

    id: int
    name: str
    per_agency: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Agencies by any of their names, the decree's positions by folded name, and its roster so far."""

    agency: Callable[[str], int | None]
    positions: dict[str, PositionRow]
    rows: Sequence[RosterRow]


@dataclass(slots=True)
class Planned:
    """A row of the file and what would become of it."""

    row: FileRow
    outcome: Outcome = Outcome.NEW
    sentence: str = ""
    warnings: list[str] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    person: Person | None = None
    position: PositionRow | None = None
    agency_id: int | None = None
    standing: RosterRow | None = None

    @property
    def seat(self) -> tuple[int, int | None]:
        """Position and agency."""
        return (self.position.id if self.position else 0, self.agency_id)

    def refuse(self, sentence: str) -> None:
        """The first reason stands."""
        if self.outcome is not Outcome.REFUSED:
            self.outcome, self.sentence = Outcome.REFUSED, sentence


def plan(rows: Sequence[FileRow], known: Known) -> list[Planned]:
    """What becomes of every row, and why one is refused; who is not in the file stays as they are."""
    planned = [_understood(row, known) for row in rows]
    good = [each for each in planned if each.outcome is not Outcome.REFUSED]
    _pair(good, [row for row in known.rows if row.appoints])
    _refuse_twice(good)
    _refuse_shared(good, known)
    return planned


def _understood(row: FileRow, known: Known) -> Planned:
    planned = Planned(row)
    try:
        planned.position = values.position_of(row, known.positions)
        planned.agency_id = values.agency_of(row, planned.position.per_agency, known.agency)
        planned.person = values.person_of(row)
    except Refusal as refusal:
        planned.refuse(refusal.sentence)
    else:
        planned.warnings += nip.warnings(row.nip)
    return planned


def _pair(good: list[Planned], standing: list[RosterRow]) -> None:
    """First those who stay in their seats, then newcomers into seats that somebody in the file left open."""
    free = list(standing)
    for each in good:
        each.standing = next((row for row in free if _sits(row, each) and _is(row, each)), None)
        if each.standing:
            free.remove(each.standing)
            _compare(each, each.standing)
    for each in good:
        if each.standing is None:
            each.standing = next((row for row in free if _sits(row, each)), None)
            if each.standing:
                free.remove(each.standing)
                each.outcome = Outcome.REPLACED
                each.changes.append(("Nama", each.standing.name, each.row.name))


def _compare(each: Planned, row: RosterRow) -> None:
    assert each.person is not None  # noqa: S101 - only rows that were understood are paired
    each.person, each.changes = values.merged(each.row, each.person, row)
    each.outcome = Outcome.CORRECTED if each.changes else Outcome.SAME


def _refuse_twice(good: list[Planned]) -> None:
    # Looked up by what can make two entries one person, since comparing all with all takes seconds.
    met: dict[str, list[Planned]] = defaultdict(list)
    for each in good:
        keys = {folded(each.row.name), nip.clean(each.row.nip)} - {""}
        for other in {other.row.number: other for key in keys for other in met[key]}.values():
            if is_same(each.row.name, each.row.nip, other.row.name, other.row.nip):
                _tell_twice(each, other)
        for key in keys:
            met[key].append(each)


def _tell_twice(each: Planned, other: Planned) -> None:
    if each.seat == other.seat:
        each.refuse(f"{each.row.name} sudah ada di baris {other.row.number} untuk kedudukan yang sama.")
    else:
        each.warnings.append(f"Orang ini tercantum juga di baris {other.row.number}.")


def _refuse_shared(good: list[Planned], known: Known) -> None:
    replaced = {each.standing.id for each in good if each.standing}
    staying = [row for row in known.rows if row.appoints and row.id not in replaced]
    owners = {
        row.phone: (row.name, row.nip, ", yang sudah ada dalam susunan") for row in staying if row.phone
    }
    for each in good:
        person = each.person
        if person is None or not person.phone:
            continue
        name, number, where = owners.setdefault(
            person.phone, (person.name, person.nip, f" di baris {each.row.number}")
        )
        if not is_same(person.name, person.nip, name, number):
            each.refuse(f"Nomor WhatsApp ini dipakai juga oleh {name}{where}. Satu nomor untuk satu orang.")


def _sits(row: RosterRow, each: Planned) -> bool:
    # A position that belongs to no agency is one seat, wherever its holder comes from.
    position = each.position
    return (
        position is not None
        and row.position_id == position.id
        and (not position.per_agency or row.agency_id == each.agency_id)
    )


def _is(row: RosterRow, each: Planned) -> bool:
    return is_same(row.name, row.nip, each.row.name, each.row.nip)
