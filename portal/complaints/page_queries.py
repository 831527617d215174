"""Small reads that only the pages need: what selects offer, and what hangs on a complaint."""

from __future__ import annotations

from dataclasses import dataclass, replace

from portal import clock, db
from portal.agencies import queries as agencies
from portal.agencies.cached import Cached
from portal.agencies.tables import Category, District
from portal.complaints.tables import Complaint

Option = tuple[str, str]
"""Value and words of one line in a select."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the selects of list and forms offer, apart from fixed words; only lists name what has ended."""

    agencies: tuple[Option, ...]
    categories: tuple[Option, ...]
    districts: tuple[Option, ...]
    every_category: tuple[Option, ...]
    every_district: tuple[Option, ...]
    years: tuple[Option, ...]


async def options() -> Options:
    """The choices as they stand, at most five seconds old."""
    return await _options.get()


async def options_for(complaint: Complaint) -> Options:
    """As `options`, with what the complaint has already, though it is not offered any more."""
    offered = await options()
    return replace(
        offered,
        categories=_with(offered.categories, complaint.category, offered.every_category),
        districts=_with(offered.districts, complaint.district, offered.every_district),
    )


def _with(offered: tuple[Option, ...], key: int | None, every: tuple[Option, ...]) -> tuple[Option, ...]:
    if key is None or str(key) in dict(offered):
        return offered
    return (*offered, *(option for option in every if option[0] == str(key)))


async def _read_options() -> Options:
    names = await agencies.names()
    categories, districts = await _categories(names), await _districts()
    return Options(
        tuple((str(each.id), each.short_name) for each in await agencies.choices()),
        tuple(option for option, is_offered in categories if is_offered),
        tuple(option for option, is_offered in districts if is_offered),
        tuple(option for option, _ in categories),
        tuple(option for option, _ in districts),
        await _years(),
    )


async def _categories(names: dict[int, str]) -> list[tuple[Option, bool]]:
    """Each topic with the agency that usually answers for it, and whether forms offer it."""
    found = await Category.select().order_by(Category.category, Category.topic)
    return [((str(row["id"]), _category_words(row, names)), row["ended_at"] is None) for row in found]


async def _districts() -> list[tuple[Option, bool]]:
    found = await District.select().order_by(District.name)
    return [((str(row["id"]), row["name"]), row["ended_at"] is None) for row in found]


def _category_words(row: dict[str, object], names: dict[int, str]) -> str:
    usual = names.get(row["agency"]) if isinstance(row["agency"], int) else None
    told = f"{row['category']}: {row['topic']}"
    return f"{told} (biasanya {usual})" if usual else told


async def _years() -> tuple[Option, ...]:
    """From this year back to that of the oldest complaint."""
    this_year = clock.today().year
    oldest = await Complaint.select(Complaint.received_at).order_by(Complaint.received_at).first()
    first = oldest["received_at"].astimezone(clock.WIB).year if oldest else this_year
    return tuple((str(year), str(year)) for year in range(this_year, min(first, this_year) - 1, -1))


_options: Cached[Options] = Cached(_read_options)


HANGS_ON = """
SELECT 1 AS yes FROM complaint_file WHERE complaint = {} AND file_id = {}
UNION ALL
SELECT 1 FROM follow_up_file x JOIN follow_up f ON f.id = x.follow_up
WHERE f.complaint = {} AND x.file_id = {}
LIMIT 1
"""


async def hangs_on(complaint_id: int, file_id: int) -> bool:
    """Whether the file belongs to the complaint or to one of its follow-ups."""
    return bool(await db.rows(HANGS_ON, complaint_id, file_id, complaint_id, file_id))
