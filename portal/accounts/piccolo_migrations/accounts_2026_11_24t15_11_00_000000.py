"""A role has an appointment exactly where it comes from the decree, and each is written once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T15:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules over roles from appointments"

RULE = "(source = 'appointment') = (appointment IS NOT NULL)"
STATEMENTS = [
    # Writing the same appointment's role twice fails here; a row that ends where it starts never held.
    "CREATE UNIQUE INDEX assignment_appointment ON assignment (appointment, account, starts_at) "
    "WHERE appointment IS NOT NULL AND (ends_at IS NULL OR ends_at > starts_at)",
]
# ALTER TABLE ADD CHECK fails on SQLite, so triggers stand in for it there.
SQLITE = [
    f"CREATE TRIGGER assignment_source_on_{event.lower()} BEFORE {event} ON assignment "
    "WHEN NOT ((NEW.source = 'appointment') = (NEW.appointment IS NOT NULL)) "
    "BEGIN SELECT RAISE(ABORT, 'an assignment by decree names its appointment'); END"
    for event in ("INSERT", "UPDATE")
]
POSTGRES = [f"ALTER TABLE assignment ADD CONSTRAINT assignment_source_named CHECK ({RULE})"]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(STATEMENTS, sqlite=SQLITE, postgres=POSTGRES)

    manager.add_raw(create)
    return manager
