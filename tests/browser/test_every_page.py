"""No page offends axe, sticks out of a phone, breaks the content policy or asks another host."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.async_api import Page

from tests.browser import addresses, office
from tests.browser import world as worlds
from tests.browser.addresses import Visit
from tests.browser.world import PASSWORD, ROLES, World
from tests.simulator.process import wait_until
from tests.support.browser import (
    DESKTOP,
    HEIGHT,
    LOOKS,
    PHONE,
    OpenPage,
    Scheme,
    axe_violations,
    overflowing,
    sign_in,
)
from tests.test_routes import routes

FEW: list[tuple[int, Scheme]] = [(PHONE, "dark"), (DESKTOP, "light")]
LOOK_RULES = ("color-contrast", "link-in-text-block")


class Town(NamedTuple):
    """The world, and where its portal answers."""

    base: str
    world: World


@pytest.fixture(scope="module")
def town(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    shutil.copy(migrated_file, folder / "aspal.sqlite")
    url, world = f"sqlite:///{folder / 'aspal.sqlite'}", World()
    office.in_database(url, lambda: worlds.furnish(world, folder))
    with office.running_office(url, folder) as running:
        wait_until(lambda: office.in_database(url, worlds.is_settled), seconds=60)
        office.in_database(url, lambda: worlds.look_up(world))
        yield Town(running.base, world)


def test_every_page_is_visited(town: Town) -> None:
    pages = {path for path, method, _ in routes() if method == "GET"} - addresses.NO_PAGES
    assert pages - {visit.route for visit in addresses.visits(town.world)} == set()


@pytest.mark.parametrize("who", [*ROLES, "stranger"])
async def test_pages_offend_nobody(town: Town, open_page: OpenPage, who: str) -> None:
    ahead = (visit for visit in addresses.visits(town.world) if visit.who == who)

    async def walk() -> list[str]:
        page = await open_page(base=town.base)
        if who != "stranger":
            await sign_in(page, town.base, town.world.accounts[who].email, PASSWORD)
        return [line for visit in ahead for line in await judge(page, visit)]

    # Two windows, because browser, portal and test would otherwise wait for each other in turn.
    found = await asyncio.gather(walk(), walk())
    assert [line for lines in found for line in lines] == []


async def judge(page: Page, visit: Visit) -> list[str]:
    """What is wrong with one page in any of its looks; the later ones can differ in colour and size only."""
    answer = await page.goto(visit.address)
    assert answer is not None
    found = [f"{visit.address} answers {answer.status}"] if answer.status != visit.status else []
    for nth, (width, scheme) in enumerate(LOOKS if visit.is_main else FEW):
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        await page.emulate_media(color_scheme=scheme)
        rules = LOOK_RULES if nth and not visit.is_main else ()
        told = await axe_violations(page, rules=rules)
        told += [f"too wide: {part}" for part in await overflowing(page)]
        found += [f"{visit.address} at {width} {scheme}: {line}" for line in told]
    return found
