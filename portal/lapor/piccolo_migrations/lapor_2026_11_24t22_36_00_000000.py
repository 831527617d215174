"""What Kominfo has said a class of LAPOR!'s file means, and the class of every row as it came."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigSerial, Timestamptz, Varchar
from piccolo.table import Table

from portal.db import execute_each

ID = "2026-11-24T22:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "classes of the export"

STATEMENTS = [
    "ALTER TABLE lapor_row ADD COLUMN class_text VARCHAR(120) NOT NULL DEFAULT ''",
    "ALTER TABLE lapor_row ADD COLUMN class_folded VARCHAR(120) NOT NULL DEFAULT ''",
    "CREATE INDEX lapor_row_class ON lapor_row (batch, class_folded, outcome)",
]


class LaporClass(Table, tablename="lapor_class"):
    id = BigSerial(primary_key=True)
    text = Varchar(length=120)
    folded = Varchar(length=120, unique=True)
    classification = Varchar(length=20)
    settled_by_key = Varchar(length=60)
    settled_by_name = Varchar(length=120)
    settled_at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def change() -> None:
        await LaporClass.create_table()
        await execute_each(STATEMENTS)

    manager.add_raw(change)
    return manager
