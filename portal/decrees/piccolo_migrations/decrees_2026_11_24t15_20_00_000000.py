"""Initials are void once the draft reopens."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Timestamptz

ID = "2026-11-24T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "void initials"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="decrees", description=DESCRIPTION)
    manager.add_column(
        table_class_name="Initial",
        tablename="decree_initial",
        column_name="voided_at",
        db_column_name="voided_at",
        column_class_name="Timestamptz",
        column_class=Timestamptz,
        params={"default": None, "null": True, "primary_key": False, "unique": False, "index": False,
                "choices": None, "db_column_name": None, "secret": False},
    )
    return manager
