"""Categories and kecamatan are kept by the office: other names, LAPOR!'s number, an end."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.db import execute_each

ID = "2026-11-24T22:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "categories and kecamatan kept by the office"
MOMENT = {"sqlite": "TIMESTAMP", "postgres": "TIMESTAMP WITH TIME ZONE"}
COLUMNS = [
    "ALTER TABLE district ADD COLUMN ended_at {moment}",
    "ALTER TABLE district ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE category ADD COLUMN lapor_id VARCHAR(20) NOT NULL DEFAULT ''",
    "ALTER TABLE category ADD COLUMN ended_at {moment}",
    "ALTER TABLE category ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
]
INDEXES = [
    "CREATE UNIQUE INDEX district_alias_folded ON district_alias (folded) WHERE removed_at IS NULL",
    "CREATE UNIQUE INDEX category_alias_folded ON category_alias (folded) WHERE removed_at IS NULL",
    "CREATE INDEX district_alias_district ON district_alias (district)",
    "CREATE INDEX category_alias_category ON category_alias (category)",
]


class District(Table, tablename="district"):
    id = BigSerial(primary_key=True)


class Category(Table, tablename="category"):
    id = BigSerial(primary_key=True)


class DistrictAlias(Table, tablename="district_alias"):
    id = BigSerial(primary_key=True)
    district = ForeignKey(District, null=False, on_delete=OnDelete.restrict)
    text = Varchar(length=120)
    folded = Varchar(length=120)
    removed_at = Timestamptz(null=True, default=None)


class CategoryAlias(Table, tablename="category_alias"):
    id = BigSerial(primary_key=True)
    category = ForeignKey(Category, null=False, on_delete=OnDelete.restrict)
    text = Varchar(length=120)
    folded = Varchar(length=120)
    removed_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="agencies", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(
            [],
            sqlite=[statement.format(moment=MOMENT["sqlite"]) for statement in COLUMNS],
            postgres=[statement.format(moment=MOMENT["postgres"]) for statement in COLUMNS],
        )
        for table in (DistrictAlias, CategoryAlias):
            await table.create_table()
        await execute_each(INDEXES)

    manager.add_raw(create)
    return manager
