"""The clock's offset (demo and tests) and the counters behind complaint numbers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T00:00:00:000001"
VERSION = "1.38.0"
DESCRIPTION = "clock offset and counters"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="db", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(
            [
                "CREATE TABLE clock_offset (seconds INTEGER NOT NULL)",
                "CREATE TABLE counter (name VARCHAR(40) PRIMARY KEY, value INTEGER NOT NULL)",
            ]
        )

    manager.add_raw(create)
    return manager
