"""Kelengkapan Tim: every check over every agency, always as things stand now."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.clock import WIB
from portal.decrees.gaps import facts, habits, numbers, seats
from portal.decrees.gaps.facts import Facts, Place
from portal.decrees.gaps.kinds import CHECKS, Act, Check, Gap, Severity
from portal.workdays.words import dated

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check: how many agencies are well, and how many are not."""

    name: str
    well: int
    gaps: int


@dataclass(frozen=True, slots=True)
class Radar:
    """What is missing now, the worst first, and how many agencies can be reached."""

    gaps: tuple[Gap, ...]
    checks: tuple[CheckLine, ...]
    reachable: int
    places: int

    def of(self, severity: str) -> tuple[Gap, ...]:
        """The gaps of one group."""
        return tuple(gap for gap in self.gaps if gap.severity == severity)


async def radar(at: datetime, *, only: Set[int] | None = None) -> Radar:
    """Everything at this moment; `only` looks at these agencies and leaves the decree aside."""
    return over(await facts.read(at, at.astimezone(WIB).date()), only=only)


def over(found: Facts, *, only: Set[int] | None = None) -> Radar:
    """The checks over what was read."""
    places = [place for place in found.places if only is None or place.id in only]
    general = list(_of_decree(found)) if only is None else []
    gaps = [*general, *(gap for each in _by_place(found, places) for gap in each)]
    order = list(Severity)
    gaps.sort(key=lambda gap: order.index(gap.severity))
    reachable = sum(any(seat.is_reached for seat in found.seats.get(place.id, [])) for place in places)
    return Radar(tuple(gaps), tuple(_lines(gaps, len(places))), reachable, len(places))


def _by_place(found: Facts, places: list[Place]) -> Iterator[Iterator[Gap]]:
    twice = numbers.shared(found)
    for place in places:
        yield seats.missing(found, place)
        yield numbers.silent(found, place, twice)
        yield habits.stale(found, place)


def _of_decree(found: Facts) -> Iterator[Gap]:
    decree = found.decree
    if decree is None:
        why = "Tanpa SK, tim hanya berisi peran yang diberikan manual."
        yield _about("Belum ada SK yang berlaku", why, Act("Susun SK", "/decrees/new"))
    elif decree.ends_on and not decree.has_successor and decree.ends_on < found.today + SOON:
        past = decree.ends_on < found.today
        who = "SK melewati akhir masa berlakunya" if past else "Masa berlaku SK segera berakhir"
        until = f"Nomor {decree.number}, sampai {dated(decree.ends_on)}."
        why = f"{until} SK tetap berlaku sampai ada penggantinya."
        yield _about(who, why, Act("Susun SK berikutnya", "/decrees/new"))


def _about(who: str, why: str, act: Act) -> Gap:
    return Gap(Severity.RISK, None, who, why, act)


def _lines(gaps: list[Gap], places: int) -> Iterator[CheckLine]:
    for check, name in CHECKS.items():
        touched = len({gap.agency_id for gap in gaps if gap.check == Check(check)})
        yield CheckLine(name, places - touched, touched)
