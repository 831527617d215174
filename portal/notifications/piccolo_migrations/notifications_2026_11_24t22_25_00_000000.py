"""When a message was first due, what each refusal was, and which calls the vendor itself answered."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T22:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "first due, kinds of refusal, answers"

STATEMENTS = [
    "ALTER TABLE delivery ADD COLUMN first_due_at TIMESTAMPTZ",
    "ALTER TABLE attempt ADD COLUMN failure VARCHAR(12) NOT NULL DEFAULT ''",
    "ALTER TABLE attempt ADD COLUMN is_answer BOOLEAN NOT NULL DEFAULT FALSE",
    # What waits for office hours was due at some opening, which its first call is nearest to.
    "UPDATE delivery SET first_due_at = COALESCE(CASE WHEN may_wait THEN "
    "(SELECT min(a.started_at) FROM attempt a WHERE a.delivery = delivery.id) END, recorded_at)",
    "UPDATE attempt SET is_answer = TRUE WHERE outcome = 'accepted' "
    "OR (outcome = 'rejected' AND code NOT IN ('connect', 'link'))",
    "CREATE INDEX attempt_answer ON attempt (ended_at) WHERE is_answer",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="notifications", description=DESCRIPTION)

    async def add() -> None:
        await execute_each(STATEMENTS)

    manager.add_raw(add)
    return manager
