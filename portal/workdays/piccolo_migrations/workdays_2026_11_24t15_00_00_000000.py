"""Office hours of single agencies, and days off that two people may correct at once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal import db

ID = "2026-11-24T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "hours per agency"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="workdays", description=DESCRIPTION)

    async def create() -> None:
        await db.execute_each(
            [
                "ALTER TABLE holiday ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
                # The agencies stand above, so there is no foreign key.
                "ALTER TABLE office_week ADD COLUMN agency BIGINT",
                "DROP INDEX office_week_usual",
                "CREATE UNIQUE INDEX office_week_usual ON office_week ((coalesce(agency, 0))) "
                "WHERE first_day IS NULL AND withdrawn_at IS NULL",
            ]
        )

    manager.add_raw(create)
    return manager
