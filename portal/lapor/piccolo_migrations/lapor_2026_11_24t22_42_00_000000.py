"""Which sheets of a file were not read, and the order of day and month that somebody gave for it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T22:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sheets that were not read, order of dates"

STATEMENTS = [
    "ALTER TABLE lapor_batch ADD COLUMN hidden_sheets JSON NOT NULL DEFAULT '[]'",
    "ALTER TABLE lapor_batch ADD COLUMN other_sheets JSON NOT NULL DEFAULT '[]'",
    "ALTER TABLE lapor_batch ADD COLUMN date_order VARCHAR(3) NOT NULL DEFAULT ''",
    "ALTER TABLE lapor_row ADD COLUMN doubt VARCHAR(40) NOT NULL DEFAULT ''",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def change() -> None:
        await execute_each(STATEMENTS)

    manager.add_raw(change)
    return manager
