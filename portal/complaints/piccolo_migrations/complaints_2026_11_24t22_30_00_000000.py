"""What an export calls the class of a complaint where that is none of LAPOR!'s four names."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T22:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "classes that nobody understands yet"

STATEMENTS = [
    "ALTER TABLE complaint ADD COLUMN class_text VARCHAR(120) NOT NULL DEFAULT ''",
    "CREATE INDEX complaint_class_text ON complaint (class_text) WHERE class_text <> ''",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="complaints", description=DESCRIPTION)

    async def change() -> None:
        await execute_each(STATEMENTS)

    manager.add_raw(change)
    return manager
