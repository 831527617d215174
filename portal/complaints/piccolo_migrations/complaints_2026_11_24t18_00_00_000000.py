"""Whom a complaint concerns is among the words it is found by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal import db
from portal.complaints.search import upkeep

ID = "2026-11-24T18:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "whom a complaint concerns, among its words"

BATCH = 500


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="complaints", description=DESCRIPTION)

    async def change() -> None:
        last = 0
        while found := await db.rows("SELECT id FROM complaint WHERE id > {} ORDER BY id LIMIT {}", last, BATCH):
            await upkeep.note_places([row["id"] for row in found])
            last = found[-1]["id"]

    manager.add_raw(change)
    return manager
