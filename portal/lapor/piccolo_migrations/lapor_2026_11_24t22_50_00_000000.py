"""What an imported row found, so that the import can be undone, and what was taken out then."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T22:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "undoing an import"
SQL = [
    "ALTER TABLE lapor_row ADD COLUMN before JSON NOT NULL DEFAULT '{}'",
    "ALTER TABLE lapor_row ADD COLUMN undone VARCHAR(8) NOT NULL DEFAULT ''",
    "ALTER TABLE lapor_row ADD COLUMN removed JSON NOT NULL DEFAULT '{}'",
    "ALTER TABLE lapor_batch ADD COLUMN undone_by_name VARCHAR(120) NOT NULL DEFAULT ''",
    "ALTER TABLE lapor_batch ADD COLUMN undone_at TIMESTAMPTZ",
    # Each row that is taken back looks for later ones of its Tracking ID, each act for lines after the import.
    "CREATE INDEX lapor_row_undoing ON lapor_row (batch, id) WHERE imported_at IS NOT NULL AND undone = ''",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(SQL)

    manager.add_raw(create)
    return manager
