"""One agency per other name, and the row that says whose database this is."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal import db

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "unique names and the regency's row"

NEUTRAL = """
INSERT INTO regency
    (name, short_name, head_title, province, office_name, office_short, zone, sender_number, phone)
VALUES
    ('Kabupaten', 'Kabupaten', 'Bupati', '', 'Dinas Komunikasi dan Informatika', 'Kominfo', 'Asia/Jakarta', '', '')
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="agencies", description=DESCRIPTION)

    async def create() -> None:
        await db.execute_each(
            [
                "CREATE UNIQUE INDEX agency_alias_folded ON agency_alias (folded) WHERE removed_at IS NULL",
                "CREATE INDEX agency_alias_agency ON agency_alias (agency)",
                "CREATE INDEX agency_parent ON agency (parent)",
                "CREATE UNIQUE INDEX category_topic ON category (category, topic)",
                NEUTRAL,
            ]
        )

    manager.add_raw(create)
    return manager
