"""Complaints are found by all that is written in them, and by the stems of its words."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal import db
from portal.complaints.search import upkeep

ID = "2026-11-24T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "words of title, text, answers and numbers"

BATCH = 500

# The title's words alone were searched so far.
FORMER_ON_SQLITE = [
    "DROP TRIGGER complaint_words_insert",
    "DROP TRIGGER complaint_words_update",
    "DROP TABLE complaint_words",
]
FORMER_ON_POSTGRES = ["DROP INDEX complaint_words"]

# The words are letters and digits of ASCII, each once: where they stand in a text is not kept (detail=none).
# A beginning has a way of its own: without it, FTS5 puts together the lists of all words that begin so before
# it gives the first row.
ON_SQLITE = [
    "CREATE TABLE complaint_words ("
    "complaint INTEGER PRIMARY KEY REFERENCES complaint (id), words TEXT NOT NULL DEFAULT '')",
    "CREATE VIRTUAL TABLE complaint_search USING fts5 (words, content='complaint_words', "
    "content_rowid='complaint', detail=none, prefix='3 4 5 6 7 8 9', tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER complaint_search_insert AFTER INSERT ON complaint_words BEGIN "
    "INSERT INTO complaint_search (rowid, words) VALUES (new.complaint, new.words); END",
    "CREATE TRIGGER complaint_search_update AFTER UPDATE OF words ON complaint_words "
    "WHEN old.words <> new.words BEGIN "
    "INSERT INTO complaint_search (complaint_search, rowid, words) "
    "VALUES ('delete', old.complaint, old.words); "
    "INSERT INTO complaint_search (rowid, words) VALUES (new.complaint, new.words); END",
]
ON_POSTGRES = [
    "CREATE TABLE complaint_words ("
    "complaint bigint PRIMARY KEY REFERENCES complaint (id), words text NOT NULL DEFAULT '', "
    "tokens tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED)",
    "CREATE INDEX complaint_words_tokens ON complaint_words USING gin (tokens)",
    # Half of all words may be asked for; the first hundred would say nothing of the rest.
    "ALTER TABLE complaint_words ALTER COLUMN tokens SET STATISTICS 500",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="complaints", description=DESCRIPTION)

    async def change() -> None:
        await db.execute_each([], sqlite=FORMER_ON_SQLITE, postgres=FORMER_ON_POSTGRES)
        await db.execute_each([], sqlite=ON_SQLITE, postgres=ON_POSTGRES)
        await _fill()

    manager.add_raw(change)
    manager.drop_column(
        table_class_name="Complaint", tablename="complaint", column_name="folded", db_column_name="folded"
    )
    return manager


async def _fill() -> None:
    last = 0
    while found := await db.rows("SELECT id FROM complaint WHERE id > {} ORDER BY id LIMIT {}", last, BATCH):
        await upkeep.note([row["id"] for row in found])
        last = found[-1]["id"]
