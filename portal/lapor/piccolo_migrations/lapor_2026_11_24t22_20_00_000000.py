"""A row is named by sheet and number: a workbook may hold one table on several sheets."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T22:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sheets of a file"
SQL = [
    "ALTER TABLE lapor_row ADD COLUMN sheet VARCHAR(80) NOT NULL DEFAULT ''",
    "DROP INDEX lapor_row_number",
    "DROP INDEX lapor_row_outcome",
    "DROP INDEX lapor_row_waiting",
    "CREATE UNIQUE INDEX lapor_row_number ON lapor_row (batch, sheet, row_number)",
    "CREATE INDEX lapor_row_outcome ON lapor_row (batch, outcome, id)",
    "CREATE INDEX lapor_row_waiting ON lapor_row (batch, id) WHERE imported_at IS NULL AND facts <> ''",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(SQL)

    manager.add_raw(create)
    return manager
