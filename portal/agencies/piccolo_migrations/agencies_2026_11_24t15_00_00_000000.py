"""Who answers for an agency that has ended, and which agencies were merged."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import JSON, BigSerial, Date, ForeignKey, Timestamptz, Varchar
from piccolo.table import Table

from portal import db

ID = "2026-11-24T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "successors and merges"


class Agency(Table, tablename="agency"):
    id = BigSerial(primary_key=True)


class AgencyMerge(Table, tablename="agency_merge"):
    id = BigSerial(primary_key=True)
    source = ForeignKey(Agency, null=False)
    target = ForeignKey(Agency, null=False)
    reason = Varchar(length=300)
    merged_at = Timestamptz(default=None)
    merged_by_key = Varchar(length=60)
    merged_by_name = Varchar(length=120)
    until_before = Date(null=True, default=None)
    aliases = JSON(default="[]")
    units = JSON(default="[]")
    topics = JSON(default="[]")
    undone_at = Timestamptz(null=True, default=None)
    undone_by_name = Varchar(length=120)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="agencies", description=DESCRIPTION)

    async def create() -> None:
        await db.execute_each(["ALTER TABLE agency ADD COLUMN successor BIGINT REFERENCES agency (id)"])
        await AgencyMerge.create_table()
        await db.execute_each(
            [
                # An agency is part of one merge at a time; a parted one may be merged again.
                "CREATE UNIQUE INDEX agency_merge_standing ON agency_merge (source) WHERE undone_at IS NULL",
                "CREATE INDEX agency_merge_target ON agency_merge (target)",
                "CREATE INDEX agency_successor ON agency (successor) WHERE successor IS NOT NULL",
            ]
        )

    manager.add_raw(create)
    return manager
