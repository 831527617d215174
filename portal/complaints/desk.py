"""What waits for an act of somebody's own side, as conditions: the home page's tasks, and *Perlu saya*."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from portal import db
from portal.agencies import queries as agencies
from portal.clock import WIB
from portal.complaints import approval, audience, closing
from portal.complaints.filters import LAPOR_SQL, Moment
from portal.complaints.policies import FALSE, TRUE, Clause
from portal.permissions import Actor, Permission

ASKED = (
    "c.status IN ('disposed', 'accepted', 'answered') AND c.id IN "
    "(SELECT q.complaint FROM inquiry q WHERE q.answered_at IS NULL AND {of_whom})"
)

# The few that are open are found first, by the words of their index, then each is judged.
UNFINISHED = (
    "c.id IN (SELECT w.complaint FROM follow_up w WHERE w.status IN ('draft', 'submitted', 'returned'){only})"
)


async def desks(actor: Actor, moment: Moment) -> list[Clause]:
    """One condition for each kind of work; a complaint may lie on several desks."""
    own = await seats(actor, Permission.FOLLOW_UP_WRITE)
    approved_by = await seats(actor, Permission.FOLLOW_UP_APPROVE)
    found = [*_agency_desks(own, approved_by, actor), *_stand_in_desk(actor, moment)]
    if actor.holds(Permission.COMPLAINT_DISPOSE, None):
        found += _kominfo_desks(moment)
    return found or [FALSE]


async def seats(actor: Actor, permission: Permission) -> frozenset[int]:
    """The agencies where a role of the actor's own grants the permission; for all agencies is no seat."""
    return frozenset(agency for agency in await agencies.names() if actor.holds_at(permission, agency))


def at_agencies(column: str, places: Iterable[int]) -> Clause:
    """The column names one of the agencies."""
    values = tuple(sorted(places))
    marks = db.places(values)
    return Clause(f"{column} IN ({marks})", values) if values else FALSE


def _agency_desks(own: frozenset[int], approved_by: frozenset[int], actor: Actor) -> list[Clause]:
    """To write, to mend, to approve and to answer; what another must approve lies with them."""
    if not own:
        return []
    here, asked = at_agencies("c.agency", own), at_agencies("q.asked_of_agency", own)
    mine = at_agencies("c.agency", approved_by).also(Clause("f.author_key <> {}", (actor.key,)))
    with_others = _follow_up(Clause(f"f.status = 'submitted' AND NOT ({mine.sql})", mine.values))
    to_do = f"f.status IN ('draft', 'returned') OR (f.status = 'submitted' AND {mine.sql})"
    return [
        here.also(Clause("c.status IN ('disposed', 'accepted')")).also(_not(with_others)),
        here.also(Clause(f"c.status = 'answered' AND {UNFINISHED.replace('{only}', '')}")).also(
            _follow_up(Clause(to_do, mine.values))
        ),
        Clause(ASKED.replace("{of_whom}", asked.sql), asked.values),
    ]


def _follow_up(which: Clause) -> Clause:
    """The complaint has such a follow-up."""
    sql = f"EXISTS (SELECT 1 FROM follow_up f WHERE f.complaint = c.id AND ({which.sql}))"  # noqa: S608
    return Clause(sql, which.values)


def _not(clause: Clause) -> Clause:
    return Clause(f"NOT ({clause.sql})", clause.values)


def _stand_in_desk(actor: Actor, moment: Moment) -> list[Clause]:
    """Answers that the actor may approve in the liaison's place: the seat is empty, or silent too long."""
    places = actor.agencies_for(Permission.FOLLOW_UP_STAND_IN)
    if places is not None and not places:
        return []
    seated = audience.seat_taken(moment.at)
    may = Clause(
        "f.status = 'submitted' AND f.author_key <> {} "
        f"AND (f.submitted_at < {{}} OR NOT EXISTS ({seated.sql}))",
        (actor.key, silent_since(moment), *seated.values),
    )
    where = TRUE if places is None else at_agencies("c.agency", places)
    waiting = UNFINISHED.replace("{only}", " AND w.status = 'submitted'")
    return [where.also(Clause(f"c.status IN ('accepted', 'answered') AND {waiting}")).also(_follow_up(may))]


def silent_since(moment: Moment) -> datetime:
    """What was submitted before this has waited longer than the liaison may let it."""
    day = today = moment.calendar.day_of(moment.at)
    while moment.calendar.add(day, approval.PATIENCE) >= today:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), WIB).astimezone(UTC)


def _kominfo_desks(moment: Moment) -> list[Clause]:
    """To verify, to pass on, to copy, to record in LAPOR!, to answer and to close."""
    return [
        Clause("c.status = 'received'"),
        Clause("c.status = 'verified'"),
        Clause(LAPOR_SQL["not_copied"]),
        Clause(LAPOR_SQL["not_in_lapor"]),
        Clause(ASKED.replace("{of_whom}", "q.asked_of_agency IS NULL")),
        closing.closable(moment.calendar, moment.at),
    ]
