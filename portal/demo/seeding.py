"""The demo's data: three years that lead up to the present moment, the same ones for the same moment."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from portal import clock
from portal.agencies import imports, profile
from portal.agencies import seeding as lists
from portal.clock import WIB
from portal.complaints import duties
from portal.demo import days, keys, papers, people, present, stories, team
from portal.demo.papers import Pace, Paper
from portal.demo.people import Cast, DemoAccount
from portal.demo.performance import Performance
from portal.demo.stories import Story, Teller
from portal.demo.subjects import DATA
from portal.lapor import importing
from portal.permissions import JobActor
from portal.workdays import queries as workdays

SEED = 2026
MAKER = JobActor("job:demo", "Pembuat demo")
PACES = {2: Pace(56, 12, 5, 18), 1: Pace(88, 10, 3, 10), 0: Pace(118, 0, 2, 5)}
"""Years ago, and how they went before the portal was there: slow at first, then better."""

WITH_PORTAL = 80
"""Working days since the office began to work with the portal; what came before is imported."""

FINISHED_AFTER = 26
"""Working days in which a regular complaint has gone all its way."""


async def seed(at: datetime) -> list[DemoAccount]:
    """Fill a fresh, migrated database as it would stand at that moment; returns who may sign in."""
    await _regency(at)
    cast = await people.enrol(at)
    teller = Teller(await workdays.calendar(), at, Random(SEED))  # noqa: S311 - a fixed seed is the point
    began, looked = _beginning(teller), _last_look(teller)
    known = await keys.read()
    await _import_past(list(_before(teller, began)), known.names, cast, began)
    told = [*_since(teller, began), *present.stories(teller)]
    performance = Performance(told, cast, known)
    await performance.until(looked)
    await _import_export("ekspor-lapor-terbaru.csv", _in_lapor(told, looked), known.names, cast, looked)
    await performance.until(at)
    await team.appoint(cast, at)
    # What was due before the roles began is reminded of while nobody is there to be told.
    await duties.remind(at - timedelta(seconds=1))
    return list(cast.accounts)


async def _regency(at: datetime) -> None:
    await imports.apply_file(DATA / "agencies.csv", by=MAKER, at=at)
    await lists.load_districts(DATA / "districts.csv")
    await lists.load_categories(DATA / "categories.csv")
    made_up = replace(
        await profile.regency(), name="Kabupaten Sampang", short_name="Sampang", province="Jawa Timur"
    )
    await profile.change(made_up, by=MAKER, at=at)


def _beginning(teller: Teller) -> datetime:
    """The morning on which the office began to work with the portal."""
    return _at(days.back(teller.calendar, teller.today, WITH_PORTAL), time(9))


def _last_look(teller: Teller) -> datetime:
    """The afternoon of the working day before."""
    return _at(days.back(teller.calendar, teller.today, 1), time(15, 45))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, WIB).astimezone(UTC)


def _before(teller: Teller, began: datetime) -> Iterator[Paper]:
    until = teller.calendar.day_of(began)
    for ago, pace in PACES.items():
        yield from papers.papers(teller, teller.today.year - ago, pace, until)


def _since(teller: Teller, began: datetime) -> Iterator[Story]:
    since = teller.calendar.day_of(began)
    until = days.back(teller.calendar, teller.today, FINISHED_AFTER)
    return stories.regular(teller, since, until, (until - since).days * PACES[0].count // 365)


def _in_lapor(told: Iterable[Story], at: datetime) -> list[Paper]:
    return [paper for story in told if (paper := papers.as_lapor_has_it(story, at))]


async def _import_past(gone: list[Paper], names: Mapping[str, str], cast: Cast, at: datetime) -> None:
    await _import_export("ekspor-lapor-sebelumnya.csv", gone, names, cast, at)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catatan-tindak-lanjut.csv"
        papers.write_history(path, gone, names)
        async with _clock_at(at):
            await importing.import_history(path, by=cast.admin, at=at)


async def _import_export(
    name: str, gone: list[Paper], names: Mapping[str, str], cast: Cast, at: datetime
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        papers.write_export(path, gone, names)
        async with _clock_at(at):
            await importing.import_file(path, by=cast.admin, at=at)


@asynccontextmanager
async def _clock_at(at: datetime) -> AsyncIterator[None]:
    """Imports work by the portal's clock, so it is set back while they run."""
    shift = at - clock.now()
    await clock.move(shift)
    try:
        yield
    finally:
        await clock.move(-shift)
