"""A photo that is sent again is found by its content."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T16:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "A photo that is sent again is found by its content."


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="files", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(["CREATE INDEX stored_file_sha256 ON stored_file (sha256)"])

    manager.add_raw(create)
    return manager
