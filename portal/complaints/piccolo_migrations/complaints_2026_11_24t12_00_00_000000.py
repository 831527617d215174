"""Rules over rows, indexes of the lists, words for search, and the deadlines known at the start."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes, search and deadline rules"

UNIQUE = [
    "CREATE UNIQUE INDEX complaint_tracking ON complaint (tracking_id) WHERE tracking_id <> ''",
    "CREATE UNIQUE INDEX complaint_once ON complaint (once) WHERE once IS NOT NULL",
    "CREATE UNIQUE INDEX disposition_lead ON disposition (complaint) WHERE is_lead AND outcome = ''",
    "CREATE UNIQUE INDEX disposition_open ON disposition (complaint, agency) WHERE outcome = ''",
    "CREATE UNIQUE INDEX clock_running ON clock (complaint, step) WHERE stopped_at IS NULL",
    "CREATE UNIQUE INDEX follow_up_unapproved ON follow_up (complaint) "
    "WHERE status IN ('draft', 'submitted', 'returned')",
    "CREATE UNIQUE INDEX follow_up_once ON follow_up (once) WHERE once IS NOT NULL",
    "CREATE UNIQUE INDEX inquiry_once ON inquiry (once) WHERE once IS NOT NULL",
    "CREATE UNIQUE INDEX entry_once ON entry (once) WHERE once IS NOT NULL",
    "CREATE UNIQUE INDEX deadline_rule_version ON deadline_rule (classification, step, valid_from)",
]

DIFFERS = (
    "tracking_id <> '' AND lapor_seen_at IS NOT NULL AND lapor_bucket <> "
    "CASE WHEN status IN ('resolved', 'archived', 'postponed') THEN status "
    "WHEN status = 'received' THEN 'unverified' "
    "WHEN status = 'answered' OR answered_at IS NOT NULL THEN 'in_progress' "
    "ELSE 'not_followed_up' END"
)

# Newest first is the order of every list; each filter that stands alone has its own way to the first fifty.
LISTS = [
    "CREATE INDEX complaint_received ON complaint (received_at, id)",
    "CREATE INDEX complaint_status ON complaint (status, received_at, id)",
    "CREATE INDEX complaint_agency ON complaint (agency, received_at, id)",
    "CREATE INDEX complaint_agency_status ON complaint (agency, status, received_at, id)",
    "CREATE INDEX complaint_office ON complaint (office, received_at, id) WHERE office IS NOT NULL",
    "CREATE INDEX complaint_channel ON complaint (channel, received_at, id)",
    "CREATE INDEX complaint_class ON complaint (classification, received_at, id)",
    "CREATE INDEX complaint_category ON complaint (category, received_at, id)",
    "CREATE INDEX complaint_district ON complaint (district, received_at, id)",
    "CREATE INDEX complaint_due ON complaint (due_at, id) WHERE due_at IS NOT NULL",
    "CREATE INDEX complaint_agency_due ON complaint (agency, due_at, id) WHERE due_at IS NOT NULL",
    "CREATE INDEX complaint_returned ON complaint (received_at, id) WHERE returned_at IS NOT NULL",
    "CREATE INDEX complaint_not_in_lapor ON complaint (received_at, id) WHERE tracking_id = ''",
    "CREATE INDEX disposition_agency ON disposition (agency, complaint)",
    "CREATE INDEX disposition_passed_on ON disposition (agency, complaint) WHERE outcome = 'redisposed'",
    # Word for word the condition of the list: an index is used where the planner finds it again.
    f"CREATE INDEX complaint_differs ON complaint (received_at, id) WHERE {DIFFERS}",
    "CREATE INDEX disposition_complaint ON disposition (complaint, id)",
    "CREATE INDEX clock_complaint ON clock (complaint, id)",
    "CREATE INDEX clock_due ON clock (due_at) WHERE stopped_at IS NULL",
    "CREATE INDEX follow_up_complaint ON follow_up (complaint, id)",
    "CREATE INDEX follow_up_waiting ON follow_up (status, complaint) "
    "WHERE status IN ('draft', 'submitted', 'returned')",
    "CREATE INDEX follow_up_not_copied ON follow_up (complaint) "
    "WHERE status = 'approved' AND copied_to_lapor_on IS NULL",
    "CREATE INDEX follow_up_file_follow_up ON follow_up_file (follow_up)",
    "CREATE INDEX follow_up_file_file ON follow_up_file (file_id)",
    "CREATE INDEX complaint_file_complaint ON complaint_file (complaint)",
    "CREATE INDEX complaint_file_file ON complaint_file (file_id)",
    "CREATE INDEX inquiry_complaint ON inquiry (complaint, id)",
    "CREATE INDEX inquiry_open ON inquiry (asked_of_agency, complaint) WHERE answered_at IS NULL",
    "CREATE INDEX entry_complaint ON entry (complaint, id)",
]

# The words `folded` holds are letters and digits only, so both engines cut them alike.
WORDS_ON_SQLITE = [
    "CREATE VIRTUAL TABLE complaint_words USING fts5 "
    "(folded, content='complaint', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER complaint_words_insert AFTER INSERT ON complaint BEGIN "
    "INSERT INTO complaint_words (rowid, folded) VALUES (new.id, new.folded); END",
    "CREATE TRIGGER complaint_words_update AFTER UPDATE OF folded ON complaint "
    "WHEN old.folded <> new.folded BEGIN "
    "INSERT INTO complaint_words (complaint_words, rowid, folded) VALUES ('delete', old.id, old.folded); "
    "INSERT INTO complaint_words (rowid, folded) VALUES (new.id, new.folded); END",
]
WORDS_ON_POSTGRES = [
    "CREATE INDEX complaint_words ON complaint USING gin (to_tsvector('simple', folded))",
]

PROMISE = "Batas waktu SP4N-LAPOR!; cocokkan dengan PermenPANRB 5/2025"
UNCONFIRMED = "Belum ada dasar yang pasti; disamakan dengan pengaduan tidak berkadar pengawasan"
RULES = [
    ("", "verify", 3, PROMISE),
    ("", "follow_up", 5, PROMISE),
    ("information", "finish", 5, PROMISE),
    ("complaint", "finish", 14, PROMISE),
    ("supervisory", "finish", 60, PROMISE),
    ("aspiration", "finish", 14, UNCONFIRMED),
]
SEED = (
    "INSERT INTO deadline_rule (classification, step, days, unit, legal_basis, valid_from) "
    "VALUES ('{}', '{}', {}, 'working', '{}', '2018-01-01')"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="complaints", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(UNIQUE + LISTS, sqlite=WORDS_ON_SQLITE, postgres=WORDS_ON_POSTGRES)
        await execute_each([SEED.format(*rule) for rule in RULES])

    manager.add_raw(create)
    return manager
