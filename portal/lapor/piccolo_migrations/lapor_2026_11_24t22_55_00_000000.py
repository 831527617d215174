"""Category and kecamatan as each row calls them, and complaints by hand that a row may mean."""

import json

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigSerial, ForeignKey, SmallInt, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal import db

ID = "2026-11-24T22:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "names of categories and kecamatan in rows, possible pairs"
BATCH = 500
COLUMNS = [
    "ALTER TABLE lapor_row ADD COLUMN category_text VARCHAR(120) NOT NULL DEFAULT ''",
    "ALTER TABLE lapor_row ADD COLUMN category_number VARCHAR(20) NOT NULL DEFAULT ''",
    "ALTER TABLE lapor_row ADD COLUMN district_text VARCHAR(120) NOT NULL DEFAULT ''",
]
INDEXES = [
    "CREATE UNIQUE INDEX lapor_pair_once ON lapor_pair (tracking_id, complaint)",
    "CREATE INDEX lapor_pair_complaint ON lapor_pair (complaint)",
    "CREATE INDEX lapor_row_category ON lapor_row (batch, category_text) WHERE category_text <> ''",
    "CREATE INDEX lapor_row_district ON lapor_row (batch, district_text) WHERE district_text <> ''",
]
ROWS = "SELECT id, cells FROM lapor_row WHERE id > {} ORDER BY id LIMIT {}"
FILL = (
    "UPDATE lapor_row SET category_text = {}, category_number = {}, district_text = {} WHERE id = {}"
)
NAMES = (("kategori", 120), ("idkategori", 20), ("kecamatan", 120))


class Complaint(Table, tablename="complaint"):
    id = BigSerial(primary_key=True)


class LaporPair(Table, tablename="lapor_pair"):
    id = BigSerial(primary_key=True)
    tracking_id = Varchar(length=12)
    complaint = ForeignKey(Complaint, null=False, on_delete=OnDelete.restrict)
    likeness = SmallInt(default=0)
    found_at = Timestamptz(default=None)
    verdict = Varchar(length=10)
    decided_by_key = Varchar(length=60)
    decided_by_name = Varchar(length=120)
    decided_at = Timestamptz(null=True, default=None)


def named(cells: object) -> list[str]:
    """Kategori, ID Kategori and Kecamatan of a row as it came, whatever case its titles have."""
    read = json.loads(cells) if isinstance(cells, str) else cells
    found = {"".join(str(title).split()).casefold(): str(cell) for title, cell in dict(read or {}).items()}
    return [" ".join(found.get(name, "").split())[:length] for name, length in NAMES]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def change() -> None:
        await LaporPair.create_table()
        await db.execute_each(COLUMNS)
        last = 0
        while rows := await db.rows(ROWS, last, BATCH):
            for row in rows:
                if any(texts := named(row["cells"])):
                    await db.rows(FILL, *texts, row["id"])
            last = rows[-1]["id"]
        await db.execute_each(INDEXES)

    manager.add_raw(change)
    return manager
