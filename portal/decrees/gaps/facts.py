"""Everything that the checks look at, read with a handful of set queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal import db
from portal.accounts import role_book
from portal.accounts.roles import Role, RoleCode
from portal.agencies.tables import Agency, active_on
from portal.decrees import roster
from portal.decrees.roster import RosterRow
from portal.permissions import Permission

FAILURES_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Seat:
    """A person with work to do at an agency now, by decree or by hand."""

    account_id: int
    public_id: str
    name: str
    role: str
    agency_id: int
    starts_at: datetime
    ends_at: datetime | None
    phone: str | None
    is_proven: bool
    is_failing: bool
    is_briefed: bool
    last_seen_at: datetime | None
    approves: bool
    """Whether this is the liaison's seat, or one like it."""
    writes: bool
    """Whether this is somebody who drafts the answers, beside the liaison."""

    @property
    def is_reached(self) -> bool:
        """Whether a message would get through, as far as is known."""
        return bool(self.phone) and self.is_proven and not self.is_failing


@dataclass(frozen=True, slots=True)
class Place:
    """An agency that should be reachable."""

    id: int
    code: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True)
class Standing:
    """The main decree in force: until when it was meant to hold, and what follows it."""

    public_id: str
    number: str
    ends_on: date | None
    has_successor: bool


@dataclass(slots=True)
class Facts:
    """The team as it stands at one moment; `today` is the date in WIB."""

    at: datetime
    today: date
    decree: Standing | None
    places: tuple[Place, ...] = ()
    seats: dict[int, list[Seat]] = field(default_factory=dict)
    rows: dict[int, list[RosterRow]] = field(default_factory=dict)
    acting_since: dict[int, datetime] = field(default_factory=dict)
    """By row: since when that person has been acting, over the years."""


SEATS = """
SELECT a.id AS account_id, a.public_id, a.name, s.role, s.agency AS agency_id, s.starts_at, s.ends_at,
  a.phone, a.phone_proven_at AS proven_at,
  (SELECT max(x.last_seen_at) FROM account_session x WHERE x.account = a.id) AS last_seen_at,
  (SELECT count(*) FROM (SELECT d.state FROM delivery d WHERE d.recipient_key = 'account:' || a.id
     AND d.address = a.phone AND d.attempts > 0 ORDER BY d.id DESC LIMIT 3) l
   WHERE l.state IN ('failed', 'dead', 'expired')) AS failures,
  (SELECT count(*) FROM lesson_reading l WHERE l.account = a.id)
    + (SELECT count(*) FROM briefing_guest g JOIN briefing b ON b.id = g.briefing
       WHERE g.account = a.id AND g.has_come AND b.cancelled_at IS NULL) AS briefings
FROM assignment s JOIN account a ON a.id = s.account
WHERE s.agency IS NOT NULL AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
  AND a.state IN ('active', 'invited')
"""
DECREE = """
SELECT d.public_id, d.number, d.effective_until AS ends_on, t.ends_at IS NOT NULL AS has_successor
FROM decree_term t JOIN decree d ON d.id = t.decree
WHERE t.kind = 'main' AND t.starts_at <= {} AND (t.ends_at IS NULL OR t.ends_at > {})
ORDER BY t.starts_at DESC LIMIT 1
"""
# Back along the rosters as long as the same person was acting already.
ACTING = """
WITH RECURSIVE back(row_id, id, name, predecessor) AS (
  SELECT a.id, a.id, a.name, a.predecessor FROM appointment a WHERE a.id IN ({ids})
  UNION ALL
  SELECT b.row_id, p.id, p.name, p.predecessor FROM back b JOIN appointment p ON p.id = b.predecessor
  WHERE p.is_acting AND p.name = b.name AND p.change <> 'end'
)
SELECT b.row_id, min(coalesce(a.starts_at, t.starts_at)) AS since
FROM back b JOIN appointment a ON a.id = b.id
LEFT JOIN decree_term t ON t.decree = a.decree
GROUP BY b.row_id
"""


async def read(at: datetime, today: date) -> Facts:
    """The whole team; `today` is the date in WIB that belongs to `at`."""
    rows = await roster.in_force(at)
    facts = Facts(at, today, await standing(at))
    facts.seats = by_agency(await seats(at))
    facts.rows = _rows_by_agency(rows)
    facts.acting_since = await _acting_since(rows)
    facts.places = await places(today, {*facts.seats, *facts.rows})
    return facts


async def seats(at: datetime, agency_id: int | None = None) -> list[Seat]:
    """Who works at the agencies now, or at one of them."""
    if agency_id is None:
        found = await db.rows(SEATS, at, at)
    else:
        found = await db.rows(f"{SEATS} AND s.agency = {{}}", at, at, agency_id)
    roles = await role_book.everything()
    given = ((row, _permissions(roles, row)) for row in found)
    return [_seat(row, held) for row, held in given if Permission.FOLLOW_UP_WRITE in held]


async def standing(at: datetime) -> Standing | None:
    """The main decree in force at the moment."""
    found = await db.rows(DECREE, at, at)
    if not found:
        return None
    row = found[0]
    return Standing(row["public_id"], row["number"], row["ends_on"], bool(row["has_successor"]))


def by_agency(found: Iterable[Seat]) -> dict[int, list[Seat]]:
    """The seats of each agency."""
    grouped: dict[int, list[Seat]] = defaultdict(list)
    for seat in found:
        grouped[seat.agency_id].append(seat)
    return dict(grouped)


def _rows_by_agency(rows: Iterable[RosterRow]) -> dict[int, list[RosterRow]]:
    grouped: dict[int, list[RosterRow]] = defaultdict(list)
    for row in rows:
        if row.per_agency and row.agency_id is not None:
            grouped[row.agency_id].append(row)
    return dict(grouped)


def _permissions(roles: Mapping[str, Role], row: Mapping[str, Any]) -> Set[Permission]:
    role = roles.get(row["role"])
    return role.permissions_for(row["agency_id"]) if role else frozenset()


def _seat(row: Mapping[str, Any], held: Set[Permission]) -> Seat:
    row = dict(row)
    seen = row.pop("last_seen_at")
    return Seat(
        is_proven=row.pop("proven_at") is not None,
        is_failing=row.pop("failures") >= FAILURES_IN_A_ROW,
        is_briefed=row.pop("briefings") > 0,
        last_seen_at=_moment(seen) if seen else None,
        approves=Permission.FOLLOW_UP_APPROVE in held,
        writes=row["role"] != RoleCode.LIAISON,
        **row,
    )


def _moment(told: datetime | str) -> datetime:
    # What SQLite works out itself comes back as the text in which it is kept.
    return told if isinstance(told, datetime) else datetime.fromisoformat(told)


async def _acting_since(rows: Iterable[RosterRow]) -> dict[int, datetime]:
    ids = [row.id for row in rows if row.is_acting]
    if not ids:
        return {}
    found = await db.rows(ACTING.replace("{ids}", db.places(ids)), *ids)
    return {row["row_id"]: _moment(row["since"]) for row in found if row["since"]}


async def places(today: date, staffed: set[int]) -> tuple[Place, ...]:
    """Agencies that stand for themselves, and units under them once somebody works there."""
    found = await (
        Agency.select(Agency.id, Agency.code, Agency.name, Agency.short_name, Agency.parent)
        .where(active_on(today))
        .order_by(Agency.name)
    )
    return tuple(
        Place(row["id"], row["code"], row["name"], row["short_name"])
        for row in found
        if row["parent"] is None or row["id"] in staffed
    )
