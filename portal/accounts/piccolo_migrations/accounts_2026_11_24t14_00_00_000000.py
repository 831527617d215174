"""The table of passwords typed again before acts that weigh most."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigSerial, ForeignKey, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.table import Table

ID = "2026-11-24T14:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "passwords typed again"


class Session(Table, tablename="account_session"):
    id = BigSerial(primary_key=True)


class StepUp(Table, tablename="step_up"):
    id = BigSerial(primary_key=True)
    session = ForeignKey(Session, null=False, unique=True, on_delete=OnDelete.cascade)
    proven_at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def create() -> None:
        await StepUp.create_table()

    manager.add_raw(create)
    return manager
