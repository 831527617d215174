"""Two decrees beside each other: who is gone, who has come, seat by seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.decrees.people import is_same
from portal.decrees.roster import RosterRow

REGENCY = "Tingkat kabupaten"
Seat = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A seat that is not filled the same: the people of either decree who are not in the other."""

    agency: str
    position: str
    gone: tuple[str, ...]
    come: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences by agency, and how many people stayed where they were."""

    differences: tuple[Difference, ...]
    same: int

    @property
    def gone(self) -> int:
        """How many left a seat."""
        return sum(len(each.gone) for each in self.differences)

    @property
    def come(self) -> int:
        """How many took one."""
        return sum(len(each.come) for each in self.differences)


def compare(before: Iterable[RosterRow], after: Iterable[RosterRow]) -> Comparison:
    """What the later roster changes; a position is the same where its name is."""
    old, new = _seats(before), _seats(after)
    differences, same = [], 0
    for seat in sorted({*old, *new}):
        gone, come = _without(old[seat], new[seat]), _without(new[seat], old[seat])
        same += len(new[seat]) - len(come)
        if gone or come:
            differences.append(Difference(seat[0], seat[2], gone, come))
    return Comparison(tuple(differences), same)


def _seats(rows: Iterable[RosterRow]) -> dict[Seat, list[RosterRow]]:
    seats: dict[Seat, list[RosterRow]] = defaultdict(list)
    for row in rows:
        if row.appoints:
            at = (row.agency_name or "", row.agency_id or 0) if row.per_agency else (REGENCY, 0)
            seats[(*at, row.position)].append(row)
    return seats


def _without(these: Sequence[RosterRow], those: Sequence[RosterRow]) -> tuple[str, ...]:
    return tuple(
        row.name
        for row in these
        if not any(is_same(row.name, row.nip, other.name, other.nip) for other in those)
    )
