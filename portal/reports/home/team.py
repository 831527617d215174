"""What the team lacks, for Kominfo: how many agencies can be reached, and the worst of the gaps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.decrees.gaps.kinds import Gap, Severity
from portal.decrees.gaps.radar import radar

SHOWN = 3
HREF = "/team/gaps"


@dataclass(frozen=True, slots=True)
class TeamLook:
    """Counts, and those gaps through which complaints get lost first."""

    reachable: int
    places: int
    gaps: int
    first: tuple[Gap, ...]


async def look(at: datetime) -> TeamLook:
    """The team at the moment."""
    found = await radar(at)
    urgent = [gap for gap in found.gaps if gap.severity is not Severity.TIDY]
    return TeamLook(found.reachable, found.places, len(found.gaps), tuple(urgent[:SHOWN]))
