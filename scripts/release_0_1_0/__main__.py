"""`python -m release_0_1_0 FOLDER`: furnish the migrated database of the environment."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from portal import clock
from portal.app import assemble
from portal.keeping.tables import BackupRun
from portal.lapor import importing
from release_0_1_0 import cases, complete, doors, phones, teams
from tests.browser import office as offices
from tests.browser import world as town
from tests.browser.world import World
from tests.complaints import factories

MOMENT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
"""A Tuesday, 10.00 WIB: within office hours, so that no message has to wait for them."""

FIXTURES = Path("tests/fixtures")


def main(folder: Path) -> None:
    """The town first, then what its worker, pages and phones do, then what stays unfinished."""
    url, world = phones.in_database_of(), World()
    assemble()
    number = offices.in_database(url, lambda: _town(world, folder))
    phones.run(url, folder, number)
    offices.in_database(url, lambda: _finish(world, folder))


async def _town(world: World, folder: Path) -> str:
    await clock.move(MOMENT - clock.now())
    await town.furnish(world, folder)
    for path, take in (
        ("lapor_export_2023.xlsx", importing.import_file),
        ("follow_up_history_2023.csv", importing.import_history),
    ):
        await take(FIXTURES / path, by=world.admin, at=clock.now())
    await doors.add(world)
    await cases.add(world, folder)
    await teams.add(world)
    await phones.ask_for_work(world)
    for _ in range(len(phones.FAULTS) * 3):
        await phones.dispose(await cases.office(world))
    given = await factories.disposed(await cases.office(world), clock.now() - factories.DAY)
    return str(given.number)


async def _finish(world: World, folder: Path) -> None:
    await phones.leave_unfinished(world, folder)
    # A backup whose process was killed: only a kill writes it.
    await BackupRun(started_at=clock.now(), place="/var/backups/aspal/aspal-2026-11-24T010000").save()
    await clock.move(datetime.now(UTC) - clock.now())
    if found := await complete.missing():
        sys.exit("\n".join(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
