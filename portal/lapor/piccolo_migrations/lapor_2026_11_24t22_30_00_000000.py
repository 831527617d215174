"""When LAPOR! made a file. Complaints seen before count as seen on the day of that file's upload."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each, is_postgres

ID = "2026-11-24T22:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "dates of files"
COLUMNS = [
    "ALTER TABLE lapor_batch ADD COLUMN generated_at TIMESTAMPTZ",
    "ALTER TABLE lapor_batch ADD COLUMN generated_text VARCHAR(120) NOT NULL DEFAULT ''",
    "ALTER TABLE lapor_batch ADD COLUMN period_text VARCHAR(120) NOT NULL DEFAULT ''",
    "DROP INDEX lapor_batch_seen",
]
UPLOADED = (
    "coalesce((SELECT max(b.uploaded_at) FROM lapor_row r JOIN lapor_batch b ON b.id = r.batch "
    "WHERE r.tracking_id = complaint.tracking_id AND r.tracking_id <> '' "
    "AND r.imported_at IS NOT NULL AND b.kind = 'export'), lapor_seen_at)"
)
# Until now the moment of the import was kept. Its hour says nothing about the file: the first moment of the day
# stands for a day alone, or the same file read once more would seem older than itself.
DAYS = "UPDATE complaint SET lapor_seen_at = {day} WHERE lapor_seen_at IS NOT NULL"
POSTGRES_DAY = f"date_trunc('day', {UPLOADED} AT TIME ZONE 'Asia/Jakarta') AT TIME ZONE 'Asia/Jakarta'"
SQLITE_DAY = f"strftime('%Y-%m-%d 17:00:00+00:00', {UPLOADED}, '+7 hours', '-1 day')"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def create() -> None:
        await execute_each([*COLUMNS, DAYS.format(day=POSTGRES_DAY if is_postgres() else SQLITE_DAY)])

    manager.add_raw(create)
    return manager
