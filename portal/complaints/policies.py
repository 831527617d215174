"""Who may see and do what, beyond the role: pure functions, and the same as SQL.

Supervisory complaints exist only for those who hold `complaint:supervisory` and for the people of an
Inspektorat, whoever holds them; the accused unit sees them nowhere, also where LAPOR! had handed them to it.
A complaint whose class is not understood is held like them.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from portal import db
from portal.agencies.cached import Cached
from portal.agencies.tables import Agency, Kind
from portal.complaints.acts import Rule, Who
from portal.complaints.kinds import RESTRICTED
from portal.permissions import Actor, Permission

Places = AbstractSet[int] | None
"""Agencies; None means all."""

EVERYWHERE: Places = None
NOWHERE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a complaint decides who sees it. `involved`: agencies it was passed on from by Kominfo."""

    classification: str
    holder: int | None
    office: int | None
    involved: frozenset[int] = frozenset()

    @property
    def places(self) -> frozenset[int]:
        """The agencies whose people the complaint concerns."""
        return self.involved | {place for place in (self.holder, self.office) if place is not None}


@dataclass(frozen=True, slots=True)
class Reach:
    """The agencies whose complaints somebody sees, apart for those berkadar pengawasan or held."""

    ordinary: Places
    supervisory: Places

    def covers(self, sight: Sight) -> bool:
        """Whether the complaint is seen."""
        places = self.supervisory if sight.classification in RESTRICTED else self.ordinary
        return places is None or bool(places & sight.places)


def reach_of(
    actor: Actor, inspectorates: AbstractSet[int], permission: Permission = Permission.COMPLAINT_READ
) -> Reach:
    """What the actor may read, or do with the permission.

    An Inspektorat's people know of what is berkadar pengawasan from its recording on, not only once it was
    handed to them.
    """
    ordinary = actor.agencies_for(permission)
    seats = actor.agencies_for(Permission.COMPLAINT_SUPERVISORY) if ordinary is None else ordinary
    return Reach(ordinary, EVERYWHERE if seats is None or seats & inspectorates else NOWHERE)


def may(actor: Actor, permission: Permission, who: Who, holder: int | None) -> bool:
    """Whether the permission is held where the act needs it; seeing the complaint is asked apart."""
    if who is Who.KOMINFO:
        return actor.holds(permission, None)
    if who is Who.OWN_SEAT:
        return holder is not None and actor.holds_at(permission, holder)
    if who is Who.HOLDER:
        return holder is not None and actor.holds(permission, holder)
    return actor.holds(permission, holder)


def may_act(actor: Actor, rule: Rule, holder: int | None) -> bool:
    """As `may`, for a line of the state table."""
    return may(actor, rule.permission, rule.who, holder)


async def reach(actor: Actor, permission: Permission = Permission.COMPLAINT_READ) -> Reach:
    """As `reach_of`, with the agencies of kind Inspektorat as they stand."""
    return reach_of(actor, await inspectorates(), permission)


async def inspectorates() -> frozenset[int]:
    """The agencies that may handle complaints berkadar pengawasan, at most five seconds old."""
    return await _inspectorates.get()


async def _read_inspectorates() -> frozenset[int]:
    found: list[int] = (
        await Agency.select(Agency.id).where(Agency.kind == Kind.INSPEKTORAT).output(as_list=True)
    )
    return frozenset(found)


_inspectorates: Cached[frozenset[int]] = Cached(_read_inspectorates)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of SQL over `complaint c` with its values."""

    sql: str
    values: tuple[Any, ...] = ()

    def also(self, other: Clause) -> Clause:
        """Both must hold."""
        return Clause(f"({self.sql}) AND ({other.sql})", self.values + other.values)


TRUE, FALSE = Clause("1 = 1"), Clause("1 = 0")
UNRESTRICTED = Clause("c.classification NOT IN ('supervisory', 'held')")
RESTRICTED_ALONE = Clause("c.classification IN ('supervisory', 'held')")

STILL_INVOLVED = (
    "c.id IN (SELECT d.complaint FROM disposition d WHERE d.agency IN ({}) AND d.outcome = 'redisposed')"
)


def visible(reach: Reach) -> Clause:
    """`Reach.covers` as a WHERE over `complaint c`."""
    if reach.ordinary is None:
        return _either(UNRESTRICTED, concerns(reach.supervisory))
    if reach.supervisory is None:
        return joined([concerns(reach.ordinary).also(UNRESTRICTED), RESTRICTED_ALONE])
    return concerns(reach.ordinary).also(_either(UNRESTRICTED, concerns(reach.supervisory)))


def concerns(places: Places) -> Clause:
    """The complaint is held by, recorded by or was handed to one of the agencies."""
    if places is None:
        return TRUE
    return joined(sources(places))


def sources(places: AbstractSet[int]) -> list[Clause]:
    """The ways in which a complaint concerns an agency, one by one: each has an index of its own."""
    if not places:
        return [FALSE]
    values = tuple(sorted(places))
    marks = db.places(values)
    return [
        Clause(f"c.agency IN ({marks})", values),
        Clause(f"c.office IN ({marks})", values),
        Clause(STILL_INVOLVED.replace("{}", marks), values),
    ]


def joined(clauses: list[Clause]) -> Clause:
    """Any of them holds."""
    sql = " OR ".join(f"({clause.sql})" for clause in clauses)
    return Clause(sql, tuple(value for clause in clauses for value in clause.values))


def _either(first: Clause, second: Clause) -> Clause:
    if TRUE in (first, second):
        return TRUE
    return first if second == FALSE else joined([first, second])
