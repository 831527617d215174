"""Which complaints changed hands because their agency was merged."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, BigSerial, ForeignKey
from piccolo.table import Table

from portal import db

ID = "2026-11-24T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "complaints moved by merges"


class Complaint(Table):
    id = BigSerial(primary_key=True)


class AgencyMove(Table, tablename="agency_move"):
    id = BigSerial(primary_key=True)
    merge = BigInt()
    complaint = ForeignKey(Complaint, null=False)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="complaints", description=DESCRIPTION)

    async def create() -> None:
        await AgencyMove.create_table()
        await db.execute_each(["CREATE UNIQUE INDEX agency_move_once ON agency_move (merge, complaint)"])

    manager.add_raw(create)
    return manager
