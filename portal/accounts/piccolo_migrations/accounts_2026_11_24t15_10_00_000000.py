"""A role that comes from the decree names the appointment it comes from."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt

ID = "2026-11-24T15:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "roles from appointments"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)
    manager.add_column(
        table_class_name="Assignment",
        tablename="assignment",
        column_name="appointment",
        db_column_name="appointment",
        column_class_name="BigInt",
        column_class=BigInt,
        params={
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
    )
    return manager
