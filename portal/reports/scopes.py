"""Whose complaints a reader's figures are about."""

from __future__ import annotations

from dataclasses import dataclass

from portal.complaints import policies
from portal.complaints.desk import at_agencies
from portal.complaints.policies import TRUE, Clause
from portal.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Scope:
    """`counted` goes into the figures, `seen` may be named. `agencies` None: the whole regency."""

    counted: Clause
    seen: Clause
    agencies: frozenset[int] | None

    @property
    def hides_some(self) -> bool:
        """Whether complaints are counted whose list the reader does not see: only the counts are theirs."""
        return self.counted == TRUE and self.seen != TRUE


async def of(user: Actor) -> Scope:
    """The regency's figures whole for whoever reads for all agencies, else those of the own agencies.

    The rapor is one number for regent and ministry alike, so it also counts what is berkadar pengawasan;
    an agency's own figures leave out what its people must not know of.
    """
    seen = policies.visible(await policies.reach(user))
    places = user.agencies_for(Permission.REPORT_READ)
    if places is None:
        return Scope(TRUE, seen, None)
    return Scope(seen.also(held_by(frozenset(places))), seen, frozenset(places))


def held_by(agencies: frozenset[int]) -> Clause:
    """The complaint is with one of the agencies now."""
    return at_agencies("c.agency", agencies)
