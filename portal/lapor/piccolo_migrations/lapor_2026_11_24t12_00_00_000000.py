"""Indexes of the batch pages, one row per line of a file, and the statuses that Kominfo starts from."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each, rows

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and statuses"

INDEXES = [
    "CREATE UNIQUE INDEX lapor_batch_once ON lapor_batch (once) WHERE once IS NOT NULL",
    "CREATE INDEX lapor_batch_seen ON lapor_batch (confirmed_at) WHERE state = 'done' AND kind = 'export'",
    "CREATE UNIQUE INDEX lapor_row_number ON lapor_row (batch, row_number)",
    "CREATE INDEX lapor_row_outcome ON lapor_row (batch, outcome, row_number)",
    "CREATE INDEX lapor_row_tracking ON lapor_row (tracking_id, id) WHERE tracking_id <> ''",
    "CREATE INDEX lapor_row_waiting ON lapor_row (batch, row_number) "
    "WHERE imported_at IS NULL AND facts <> ''",
    # Names are grouped on a batch's page; without these each view would read every cell of the file.
    "CREATE INDEX lapor_row_agency ON lapor_row (batch, agency_text, outcome)",
    "CREATE INDEX lapor_row_status ON lapor_row (batch, status_text, outcome)",
]
# folded: without case and blanks.
STATUSES = [
    ("", "", "unverified", False),
    ("Belum Terverifikasi", "belumterverifikasi", "unverified", False),
    ("Menunggu", "menunggu", "unverified", False),
    ("Terverifikasi", "terverifikasi", "not_followed_up", False),
    ("Terdisposisi", "terdisposisi", "not_followed_up", False),
    ("Ditindaklanjuti oleh Instansi", "ditindaklanjutiolehinstansi", "in_progress", False),
    ("Ditanggapi oleh Pelapor", "ditanggapiolehpelapor", "in_progress", False),
    ("Ditutup oleh Admin", "ditutupolehadmin", "resolved", False),
    ("Ditutup oleh Sistem", "ditutupolehsistem", "resolved", False),
    ("Diarsipkan", "diarsipkan", "archived", True),
    ("Ditunda", "ditunda", "postponed", True),
]
SEED = "INSERT INTO lapor_status (text, folded, bucket, is_prefix) VALUES ({}, {}, {}, {})"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="lapor", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(INDEXES)
        for status in STATUSES:
            await rows(SEED, *status)

    manager.add_raw(create)
    return manager
