"""A workbook's type is longer than a photo's; SQLite never looked at the length."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T17:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "room for the types of office documents"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="files", description=DESCRIPTION)

    async def widen() -> None:
        await execute_each([], postgres=["ALTER TABLE stored_file ALTER COLUMN media_type TYPE varchar(120)"])

    manager.add_raw(widen)
    return manager
