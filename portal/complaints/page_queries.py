"""Small reads that only the pages need: what selects offer, and how far the messages of a complaint came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal import clock, db
from portal.agencies import queries as agencies
from portal.agencies.cached import Cached
from portal.agencies.tables import Category, District
from portal.complaints.tables import Complaint

Option = tuple[str, str]
"""Value and words of one line in a select."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the selects of list and forms offer, apart from fixed words."""

    agencies: tuple[Option, ...]
    categories: tuple[Option, ...]
    districts: tuple[Option, ...]
    years: tuple[Option, ...]


async def options() -> Options:
    """The choices as they stand, at most five seconds old."""
    return await _options.get()


async def _read_options() -> Options:
    names = await agencies.names()
    return Options(
        tuple((str(each.id), each.short_name) for each in await agencies.choices()),
        await _categories(names),
        tuple((str(row["id"]), row["name"]) for row in await District.select().order_by(District.name)),
        await _years(),
    )


async def _categories(names: dict[int, str]) -> tuple[Option, ...]:
    """Each topic with the agency that usually answers for it."""
    found = await Category.select().order_by(Category.category, Category.topic)
    return tuple((str(row["id"]), _category_words(row, names)) for row in found)


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


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person. `cause` is the key of the timeline's line, or the clock it reminds of."""

    kind: str
    cause: str
    recorded_at: datetime
    name: str
    state: str
    state_at: datetime
    reason: str


MESSAGES = """
SELECT n.kind, n.dedupe_key, n.recorded_at, d.recipient_name AS name, d.state, d.state_at, d.reason
FROM delivery d JOIN notification n ON n.id = d.notification WHERE d.subject = {} ORDER BY d.id
"""


async def messages(number: str) -> list[Message]:
    """The messages that a complaint caused, oldest first."""
    found = await db.rows(MESSAGES, f"complaint:{number}")
    return [Message(cause=row.pop("dedupe_key").partition(":")[2], **row) for row in map(dict, found)]


SEEN = """
SELECT recipient_key, state, state_at FROM delivery
WHERE state IN ('delivered', 'read') AND recipient_key IN ({keys}) ORDER BY state_at
"""


async def last_seen(keys: list[str]) -> dict[str, tuple[str, datetime]]:
    """For each person the last message that surely came: whether it was read, and when."""
    if not keys:
        return {}
    found = await db.rows(SEEN.replace("{keys}", ", ".join(["{}"] * len(keys))), *keys)
    return {row["recipient_key"]: (row["state"], row["state_at"]) for row in found}
