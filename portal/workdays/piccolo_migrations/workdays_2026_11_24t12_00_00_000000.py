"""One day off per day, and the rows a new database starts with."""

from importlib.metadata import version
from uuid import uuid4

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal import db
from portal.workdays import seed
from portal.workdays.office_hours import DEFAULT_WEEK

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "holidays 2022-2027 and usual office hours"

YEARS = range(2022, 2028)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="workdays", description=DESCRIPTION)

    async def create() -> None:
        await db.execute_each(
            [
                "CREATE UNIQUE INDEX holiday_day ON holiday (day) WHERE withdrawn_at IS NULL",
                "CREATE UNIQUE INDEX office_day_weekday ON office_day (week, weekday)",
                "CREATE UNIQUE INDEX office_week_usual ON office_week ((first_day IS NULL)) "
                "WHERE first_day IS NULL AND withdrawn_at IS NULL",
            ]
        )
        await fill()

    manager.add_raw(create)
    return manager


async def fill() -> None:
    source = f"holidays {version('holidays')}"
    for day, name, kind in seed.holidays(YEARS[0], YEARS[-1]):
        await db.rows(
            "INSERT INTO holiday (day, name, kind, source) VALUES ({}, {}, {}, {})", day, name, kind.value, source
        )
    for year in YEARS:
        await db.rows("INSERT INTO settled_year (year) VALUES ({})", year)
    week = await db.rows("INSERT INTO office_week (name) VALUES ('Jam kerja biasa') RETURNING id")
    for weekday, hours in DEFAULT_WEEK.items():
        await db.rows(
            "INSERT INTO office_day (week, weekday, opens, closes) VALUES ({}, {}, {}, {})",
            week[0]["id"], weekday, hours.opens, hours.closes,
        )
    await db.rows("INSERT INTO workday_version (token) VALUES ({})", uuid4().hex)
