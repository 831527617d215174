"""What assignments follow from terms and rosters: pure arithmetic of periods, with the difference to what is.

Preview and act use the same plan, so that the page before pressing says exactly what happens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from portal.decrees.kinds import DecreeKind
from portal.decrees.states import Period


@dataclass(frozen=True, slots=True)
class TermRow:
    """A decree's term; `id` is None while it is only planned."""

    id: int | None
    decree_id: int
    kind: str
    period: Period
    ended_by: int | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """A row of a roster reduced to what rights follow from; rows that end somebody have no role."""

    id: int
    decree_id: int
    predecessor_id: int | None
    account_id: int | None
    role: str
    agency_id: int | None
    starts_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Right:
    """A role that an appointment gives somebody, from–until."""

    appointment_id: int
    account_id: int
    role: str
    agency_id: int | None
    period: Period

    @property
    def key(self) -> tuple[int, int, str, int | None]:
        """What stays the same while the dates move."""
        return self.appointment_id, self.account_id, self.role, self.agency_id


@dataclass(frozen=True, slots=True)
class Kept:
    """An assignment as it is written; `right` has its dates."""

    id: int
    right: Right


@dataclass(slots=True)
class Plan:
    """What is to be written: new rights, and written ones whose end moves."""

    begin: list[Right] = field(default_factory=list)
    move: list[tuple[Kept, datetime | None]] = field(default_factory=list)
    stay: list[Kept] = field(default_factory=list)


def plan(terms: Iterable[TermRow], seats: Iterable[Seat], written: Iterable[Kept], at: datetime) -> Plan:
    """The difference between what the terms give from now on and what is written."""
    standing: dict[tuple[int, int, str, int | None], list[Kept]] = defaultdict(list)
    for kept in written:
        standing[kept.right.key].append(kept)
    outcome = Plan()
    for right in wanted(terms, seats, at):
        _match(right, standing[right.key], outcome, at)
    for unwanted in (kept for group in standing.values() for kept in group):
        outcome.move.append((unwanted, max(at, unwanted.right.period.starts_at)))
    return outcome


def wanted(terms: Iterable[TermRow], seats: Iterable[Seat], at: datetime) -> list[Right]:
    """Every right that holds now or later, by the terms."""
    of_decree: dict[int, list[TermRow]] = defaultdict(list)
    for term in terms:
        of_decree[term.decree_id].append(term)
    rows = list(seats)
    replaced = _replaced(rows, of_decree)
    return [
        Right(seat.id, seat.account_id, seat.role, seat.agency_id, period)
        for seat in rows
        if seat.account_id is not None and seat.role
        for period in periods_of(seat, of_decree, replaced)
        if period.ends_at is None or period.ends_at > at
    ]


def periods_of(
    seat: Seat, of_decree: Mapping[int, list[TermRow]], replaced: Mapping[int, list[Period]]
) -> list[Period]:
    """When a row of a roster holds: its decree's terms, its own dates, less the amendments in its place."""
    own = [
        Period(max(term.period.starts_at, seat.starts_at or term.period.starts_at), _earlier(term, seat))
        for term in of_decree.get(seat.decree_id, ())
    ]
    for away in replaced.get(seat.id, ()):
        own = [part for period in own for part in without(period, away)]
    return [period for period in own if not period.is_empty]


def without(period: Period, away: Period) -> list[Period]:
    """What is left of a period when another is cut out of it."""
    before = Period(period.starts_at, _sooner(period.ends_at, away.starts_at))
    if away.ends_at is None:
        return [before]
    return [before, Period(max(period.starts_at, away.ends_at), period.ends_at)]


def _replaced(seats: list[Seat], of_decree: Mapping[int, list[TermRow]]) -> dict[int, list[Period]]:
    decree_of = {seat.id: seat.decree_id for seat in seats}
    found: dict[int, list[Period]] = defaultdict(list)
    for seat in seats:
        base = seat.predecessor_id
        if base is None or decree_of.get(base, seat.decree_id) == seat.decree_id:
            continue
        terms = of_decree.get(seat.decree_id, ())
        found[base] += [term.period for term in terms if term.kind == DecreeKind.AMENDMENT]
    return found


def _match(right: Right, standing: list[Kept], outcome: Plan, at: datetime) -> None:
    """Let a written right that runs, or begins in the very moment, go on; else write a new one."""
    for kept in standing:
        begun = kept.right.period.starts_at
        goes_on = begun == right.period.starts_at or (begun <= at and right.period.starts_at <= at)
        if goes_on:
            standing.remove(kept)
            if kept.right.period.ends_at == right.period.ends_at:
                outcome.stay.append(kept)
            else:
                outcome.move.append((kept, right.period.ends_at))
            return
    begins = max(right.period.starts_at, at)
    outcome.begin.append(replace(right, period=Period(begins, right.period.ends_at)))


def _earlier(term: TermRow, seat: Seat) -> datetime | None:
    return _sooner(term.period.ends_at, seat.ends_at)


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    if one is None or other is None:
        return one or other
    return min(one, other)
