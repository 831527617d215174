"""The regency's letterhead and logo, and a version against two people editing at once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal import db

ID = "2026-11-24T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "letterhead, logo and version of the regency"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="agencies", description=DESCRIPTION)

    async def create() -> None:
        await db.execute_each(
            [
                "ALTER TABLE regency ADD COLUMN letterhead TEXT NOT NULL DEFAULT ''",
                # The key of a stored file; files stand below and are never deleted.
                "ALTER TABLE regency ADD COLUMN logo BIGINT",
                "ALTER TABLE regency ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
            ]
        )

    manager.add_raw(create)
    return manager
