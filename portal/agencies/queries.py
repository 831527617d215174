"""What is read about agencies: by code, by any of their names, for selects and for the pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal import clock, db
from portal.agencies import profile
from portal.agencies.cached import Cached
from portal.agencies.folding import fold, without_regency
from portal.agencies.tables import Agency, AgencyAlias, Category, District, active_on

regency = profile.regency
Resolver = Callable[[str], int | None]


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name of an agency."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency with its other names."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    parent: int | None
    valid_from: date | None
    valid_until: date | None
    version: int
    aliases: tuple[Alias, ...] = field(default=())
    successor: int | None = None

    def is_active(self, day: date) -> bool:
        """Whether the agency exists on that day."""
        return (self.valid_from or day) <= day <= (self.valid_until or day)

    @property
    def folded_names(self) -> tuple[str, ...]:
        """Everything that names this agency, strongest first, as `fold` writes it."""
        texts = (self.code, self.name, self.short_name, *(alias.text for alias in self.aliases))
        return tuple(dict.fromkeys(fold(text) for text in texts if text))


@dataclass(frozen=True, slots=True)
class Choice:
    """An agency in a select."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """A kecamatan."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A topic; `agency` is the key of the one it suggests."""

    id: int
    category: str
    topic: str
    agency: int | None


async def every() -> list[AgencyRow]:
    """All agencies, ended ones too, by name."""
    return await _rows()


async def find(code: str) -> AgencyRow | None:
    """The agency with that code, upper or lower case."""
    found = await _rows(Agency.code == code.strip().upper())
    return found[0] if found else None


async def by_id(agency_id: int) -> AgencyRow | None:
    """The agency with that key."""
    found = await _rows(Agency.id == agency_id)
    return found[0] if found else None


async def hold(agency_id: int) -> AgencyRow | None:
    """As `by_id`, and it neither ends nor is merged before the caller's transaction does."""
    if db.is_postgres():
        await db.rows("SELECT id FROM agency WHERE id = {} FOR SHARE", agency_id)
    return await by_id(agency_id)


async def children_of(agency_id: int) -> list[AgencyRow]:
    """The units under an agency, by name."""
    return await _rows(Agency.parent == agency_id)


def matching(rows: list[AgencyRow], search: str, kind: str = "") -> list[AgencyRow]:
    """Those of a kind of which any name contains the search."""
    wanted = fold(search)
    return [
        row
        for row in rows
        if (not kind or row.kind == kind) and any(wanted in name for name in row.folded_names)
    ]


def by_kind(rows: list[AgencyRow], order: Iterable[str]) -> list[tuple[str, list[AgencyRow]]]:
    """Groups of one kind each, in the given order, without empty ones."""
    groups = ((kind, [row for row in rows if row.kind == kind]) for kind in order)
    return [(kind, found) for kind, found in groups if found]


async def choices(on: date | None = None) -> list[Choice]:
    """Agencies that exist on the day (today unless told), by name."""
    found = (
        await Agency.select(Agency.id, Agency.code, Agency.name, Agency.short_name, Agency.kind)
        .where(active_on(on or clock.today().date()))
        .order_by(Agency.name)
    )
    return [Choice(**row) for row in found]


async def match(name: str) -> int | None:
    """The agency that any spelling of a code, name or alias means; None where none is known."""
    return (await resolver())(name)


async def resolver() -> Resolver:
    """A function as `match`, over all names read once: for files with many rows."""
    known = known_names(await every(), on=clock.today().date())
    place = (await regency()).name

    def resolve(text: str) -> int | None:
        folded = fold(text)
        found = known.get(folded)
        return found if found is not None else known.get(without_regency(folded, place))

    return resolve


def known_names(rows: list[AgencyRow], *, on: date) -> dict[str, int]:
    """Folded name to agency; of two with one name the one that exists on the day wins.

    Names of an agency that has ended mean its successor.
    """
    known: dict[str, int] = {}
    by_key = {row.id: row for row in rows}
    for row in sorted(rows, key=lambda row: (not row.is_active(on), row.id)):
        answering = answers_for(row, by_key, on=on).id
        for name in row.folded_names:
            known.setdefault(name, answering)
    return known


def answers_for(row: AgencyRow, by_key: Mapping[int, AgencyRow], *, on: date) -> AgencyRow:
    """The agency itself while it exists, else the last of those that took over one after the other."""
    passed: set[int] = set()
    while row.successor and row.id not in passed and not row.is_active(on):
        passed.add(row.id)
        row = by_key[row.successor]
    return row


async def districts() -> list[DistrictRow]:
    """The kecamatan, in the order of the national list."""
    found = (
        await District.select(District.code, District.name)
        .where(District.ended_at.is_null())
        .order_by(District.code)
    )
    return [DistrictRow(**row) for row in found]


async def categories() -> list[CategoryRow]:
    """What complaints can be about, with the agency that each topic suggests."""
    found = await Category.select(Category.id, Category.category, Category.topic, Category.agency).order_by(
        Category.id
    )
    return [CategoryRow(**row) for row in found]


async def topics() -> dict[int, str]:
    """Every topic by key, ended ones too."""
    return {row.id: row.topic for row in await categories()}


async def district_names() -> dict[int, str]:
    """Every kecamatan by key, ended ones too."""
    found = await District.select(District.id, District.name)
    return {row["id"]: row["name"] for row in found}


async def names() -> dict[int, str]:
    """Short names by key, at most five seconds old; the caller must not change the dictionary."""
    return await _names.get()


def forget() -> None:
    """The names have just changed in this process."""
    _names.forget()


async def _read_names() -> dict[int, str]:
    found = await Agency.select(Agency.id, Agency.short_name)
    return {row["id"]: row["short_name"] for row in found}


_names: Cached[dict[int, str]] = Cached(_read_names)


async def _rows(*conditions: Any) -> list[AgencyRow]:
    found = (
        await Agency.select(
            Agency.id,
            Agency.code,
            Agency.name,
            Agency.short_name,
            Agency.kind,
            Agency.parent,
            Agency.valid_from,
            Agency.valid_until,
            Agency.successor,
            Agency.version,
        )
        .where(*conditions)
        .order_by(Agency.name)
    )
    aliases = await _aliases([row["id"] for row in found])
    return [AgencyRow(**row, aliases=tuple(aliases[row["id"]])) for row in found]


async def _aliases(agency_ids: list[int]) -> dict[int, list[Alias]]:
    by_agency: dict[int, list[Alias]] = defaultdict(list)
    if not agency_ids:
        return by_agency
    found = (
        await AgencyAlias.select(AgencyAlias.agency, AgencyAlias.id, AgencyAlias.text)
        .where(AgencyAlias.agency.is_in(agency_ids), AgencyAlias.removed_at.is_null())
        .order_by(AgencyAlias.text)
    )
    for row in found:
        by_agency[row["agency"]].append(Alias(row["id"], row["text"]))
    return by_agency
