"""Indexes that claiming and the pages rely on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "claims and one run per slot"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="jobs", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(
            [
                "CREATE UNIQUE INDEX duty_slot ON duty (name, slot)",
                "CREATE INDEX job_open ON job (id) WHERE state IN ('waiting', 'running')",
                "CREATE UNIQUE INDEX job_unique_key ON job (unique_key) "
                "WHERE unique_key IS NOT NULL AND state IN ('waiting', 'running')",
                "CREATE INDEX job_owner ON job (owner_key, id)",
            ]
        )

    manager.add_raw(create)
    return manager
