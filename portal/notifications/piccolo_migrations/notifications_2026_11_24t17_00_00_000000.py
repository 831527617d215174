"""An index that finds what was told at one moment, for the page of one act in the audit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T17:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "messages by their moment"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(["CREATE INDEX notification_moment ON notification (recorded_at)"])

    manager.add_raw(create)
    return manager
