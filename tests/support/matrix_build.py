"""One regency for the permission matrix, made by the portal's own verbs and kept as files to be copied."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from portal import clock, db
from portal.accounts import assignments, creation, standing
from portal.accounts.assignments import Post as Appointment
from portal.accounts.tables import Assignment
from portal.agencies import aliases, editing, merging
from portal.agencies import queries as agencies
from portal.agencies.editing import AgencyValues
from portal.agencies.lists import editing as lists
from portal.agencies.lists import queries as list_queries
from portal.agencies.lists.kinds import NewTerm, Which
from portal.agencies.tables import AgencyAlias
from portal.app import assemble
from portal.workdays import hours
from tests.complaints.factories import DAY
from tests.support import matrix_cases, matrix_decrees, matrix_papers, matrix_team
from tests.support.matrix_people import (
    EVERYWHERE,
    INSPEKTORAT,
    OUTSIDER,
    PEOPLE,
    SUSPENDED,
    A,
    B,
    Post,
)
from tests.support.matrix_world import Thing, World, agency_id
from tests.support.visits import account

FOUNDER = creation.COMMAND
RAMADAN = (date(2027, 2, 8), date(2027, 3, 7))


def build(migrated: Path, folder: Path) -> World:
    """Make both files; the database in use is another one afterwards."""
    world = World(folder / "calm.sqlite", folder / "whole.sqlite")
    assemble()
    shutil.copy(migrated, world.calm)
    asyncio.run(_in(world.calm, lambda: _ordinary(world, folder)))
    shutil.copy(world.calm, world.whole)
    asyncio.run(_in(world.whole, lambda: matrix_cases.add_supervisory(world)))
    return world


async def _in(file: Path, make: Callable[[], Awaitable[None]]) -> None:
    db.use(db.connect(f"sqlite:///{file}"))
    await db.open_pool()
    await clock.refresh()
    await make()
    await db.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    await db.close()


async def _ordinary(world: World, folder: Path) -> None:
    await _agencies(world)
    await _lists(world)
    await _people(world)
    await matrix_cases.add_ordinary(world)
    await matrix_papers.add(world, folder)
    await matrix_decrees.add(world)
    await matrix_team.add(world)
    await _merged(world)


async def _agencies(world: World) -> None:
    at = clock.now()
    kinds = {A: "dinas", B: "dinas", INSPEKTORAT: "inspektorat"}
    for code, kind in kinds.items():
        values = AgencyValues(f"Perangkat Daerah {code}", code.title(), kind)
        key = await editing.add(code, values, by=FOUNDER, at=at)
        await aliases.add(key, f"Nama lain {code}", by=FOUNDER, at=at)
        alias = await AgencyAlias.select(AgencyAlias.id).where(AgencyAlias.agency == key).first()
        assert alias
        week = await hours.add_exception("Ramadan", RAMADAN, {}, by=FOUNDER, at=at, agency=key)
        named = {"code": code, "alias_id": str(alias["id"]), "week_id": str(week)}
        world.add("agency", Thing(named, code))


async def _lists(world: World) -> None:
    """A category and a kecamatan, each with another name."""
    at = clock.now()
    for which, group in ((Which.CATEGORIES, "Perhubungan"), (Which.DISTRICTS, "35.27.99")):
        key = await lists.add(which, NewTerm(group, "Contoh"), by=FOUNDER, at=at)
        await lists.add_alias(which, key, "Contoh Lain", by=FOUNDER, at=at)
        term = await list_queries.term(which, key)
        assert term
        named = {"which": which.value, "key": str(key), "alias": str(term.aliases[0].id)}
        world.add("list", Thing({"which": which.value}))
        world.add("term", Thing(named))


async def _merged(world: World) -> None:
    """An agency that another took over today."""
    at = clock.now()
    await editing.add("LAMA", AgencyValues("Perangkat Daerah Lama", "Lama", "dinas"), by=FOUNDER, at=at)
    old, new = await agencies.find("LAMA"), await agencies.find(B)
    assert old
    assert new
    seen = merging.Versions(old.version, new.version)
    await merging.merge(old, new, reason="Susunan baru", seen=seen, by=FOUNDER, at=at)
    world.add("merged", Thing({"code": "LAMA"}))


async def _people(world: World) -> None:
    for who, posts in PEOPLE.items():
        first, *others = posts or (Post("operator", A),)
        key = world.accounts[who] = await account(first.role, first.place.removeprefix(EVERYWHERE))
        for post in others:
            appointment = Appointment(post.role, await agency_id(post.place), clock.now() - 30 * DAY)
            await assignments.insert(key, appointment, by=FOUNDER, at=clock.now())
    await _take_rights_away(world)


async def _take_rights_away(world: World) -> None:
    """The outsider's role is over and the next one has not begun; another account is locked."""
    at, key = clock.now(), world.accounts[OUTSIDER]
    await Assignment.update({Assignment.starts_at: at - 9 * DAY, Assignment.ends_at: at - DAY}).where(
        Assignment.account == key
    )
    tomorrow = Appointment("liaison", await agency_id(A), at + DAY)
    await assignments.insert(key, tomorrow, by=FOUNDER, at=at)
    world.accounts[SUSPENDED] = await account("admin")
    await standing.suspend(world.accounts[SUSPENDED], by=FOUNDER, at=at)
