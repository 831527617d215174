"""Sessions with their guests, and who of the team was briefed when and by what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal import db
from portal.decrees.briefings.tables import Briefing, BriefingGuest, LessonReading
from portal.decrees.gaps import facts
from portal.decrees.gaps.facts import Seat

LESSON = "Pelajaran di portal"


@dataclass(frozen=True, slots=True)
class BriefingRow:
    """A session as pages show it."""

    id: int
    public_id: str
    title: str
    held_at: datetime
    location: str
    note: str
    material_file: int | None
    cancelled_at: datetime | None
    cancelled_reason: str
    version: int
    guests: int = 0
    present: int = 0

    def is_over(self, at: datetime) -> bool:
        """Whether it has begun by that moment."""
        return self.held_at <= at


@dataclass(frozen=True, slots=True)
class GuestRow:
    """Somebody on the list."""

    account_id: int
    name: str
    invited_at: datetime | None
    has_come: bool | None


@dataclass(frozen=True, slots=True)
class BriefedPerson:
    """Somebody of the team: when briefed and by what; `at` is None for those who were not."""

    account_id: int
    name: str
    agency_id: int
    at: datetime | None
    by_what: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """The team by agency, and how many agencies have at least one briefed person."""

    agencies: tuple[tuple[str, tuple[BriefedPerson, ...]], ...]
    covered: int

    @property
    def total(self) -> int:
        """All agencies that should be covered."""
        return len(self.agencies)


LISTED = """
SELECT b.id, b.public_id, b.title, b.held_at, b.location, b.note, b.material_file, b.cancelled_at,
  b.cancelled_reason, b.version, count(g.id) AS guests,
  coalesce(sum(CASE WHEN g.has_come THEN 1 ELSE 0 END), 0) AS present
FROM briefing b LEFT JOIN briefing_guest g ON g.briefing = b.id
GROUP BY b.id ORDER BY b.held_at DESC, b.id DESC LIMIT 100
"""


async def listed() -> list[BriefingRow]:
    """The newest hundred sessions."""
    return [BriefingRow(**row) for row in await db.rows(LISTED)]


async def find(public_id: str) -> BriefingRow | None:
    """One session."""
    names = [name for name in BriefingRow.__dataclass_fields__ if name not in {"guests", "present"}]
    columns = [Briefing._meta.get_column_by_name(name) for name in names]
    row = await Briefing.select(*columns).where(Briefing.public_id == public_id).first()
    return BriefingRow(**row) if row else None


async def guests_of(briefing_id: int) -> list[GuestRow]:
    """The list, by name."""
    account = BriefingGuest.account._
    rows = await (
        BriefingGuest.select(
            account.id.as_alias("account_id"),
            account.name.as_alias("name"),
            BriefingGuest.invited_at,
            BriefingGuest.has_come,
        )
        .where(BriefingGuest.briefing == briefing_id)
        .order_by(account.name, account.id)
    )
    return [GuestRow(**row) for row in rows]


async def coverage(at: datetime, today: date) -> Coverage:
    """The whole team as it stands."""
    seats = await facts.seats(at)
    by_agency = facts.by_agency(seats)
    told = await _told()
    lines = []
    for place in await facts.places(today, set(by_agency)):
        people = _people(by_agency.get(place.id, []), told)
        lines.append((place.short_name, people))
    return Coverage(tuple(lines), sum(any(person.at for person in people) for _, people in lines))


async def _told() -> dict[int, tuple[datetime, str]]:
    """By account the latest briefing; a session counts more than the lesson of the same day."""
    read = await LessonReading.select(LessonReading.account, LessonReading.read_at)
    found = {row["account"]: (row["read_at"], LESSON) for row in read}
    came = await (
        BriefingGuest.select(
            BriefingGuest.account,
            BriefingGuest.briefing._.held_at.as_alias("held_at"),
            BriefingGuest.briefing._.title.as_alias("title"),
        )
        .where(BriefingGuest.has_come.eq(True), BriefingGuest.briefing._.cancelled_at.is_null())  # noqa: FBT003
        .order_by(BriefingGuest.briefing._.held_at)
    )
    for row in came:
        if row["account"] not in found or found[row["account"]][0] <= row["held_at"]:
            found[row["account"]] = (row["held_at"], row["title"])
    return found


def _people(seats: Sequence[Seat], told: dict[int, tuple[datetime, str]]) -> tuple[BriefedPerson, ...]:
    seen: dict[int, BriefedPerson] = {}
    nothing: tuple[Any, str] = (None, "")
    for seat in seats:
        at, by_what = told.get(seat.account_id, nothing)
        seen[seat.account_id] = BriefedPerson(seat.account_id, seat.name, seat.agency_id, at, by_what)
    return tuple(sorted(seen.values(), key=lambda person: person.name))
