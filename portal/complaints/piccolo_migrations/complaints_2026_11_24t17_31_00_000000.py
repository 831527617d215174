"""One name stands for one view of its owner; the orders that lists offer have their indexes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T17:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of saved views, and the order by resolution"

VIEWS = [
    "CREATE UNIQUE INDEX saved_view_name ON saved_view (owner_key, name) WHERE ended_at IS NULL",
    "CREATE INDEX saved_view_shared ON saved_view (id) WHERE is_shared AND ended_at IS NULL",
]
LISTS = [
    "CREATE INDEX complaint_resolved ON complaint (resolved_at, id) WHERE resolved_at IS NOT NULL",
    "CREATE INDEX complaint_agency_resolved ON complaint (agency, resolved_at, id) "
    "WHERE resolved_at IS NOT NULL",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="complaints", description=DESCRIPTION)

    async def create() -> None:
        await execute_each([*VIEWS, *LISTS])

    manager.add_raw(create)
    return manager
