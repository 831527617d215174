"""Dates of the office's papers that differ from the recorded ones, until Kominfo decides."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T22:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "dates that differ"
SQL = [
    "ALTER TABLE lapor_row ADD COLUMN different JSON NOT NULL DEFAULT '[]'",
    "ALTER TABLE lapor_batch ADD COLUMN take_differences BOOLEAN NOT NULL DEFAULT false",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(SQL)

    manager.add_raw(create)
    return manager
