"""Indexes, and the rules over rows that the database itself holds."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T15:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and rules"

STATEMENTS = [
    "CREATE UNIQUE INDEX decree_number ON decree (number) WHERE number <> '' AND state <> 'withdrawn'",
    # Of two decrees put in force at once one fails here, whatever the code above thinks.
    "CREATE UNIQUE INDEX decree_term_lasting ON decree_term (kind) WHERE ends_at IS NULL AND kind = 'main'",
    "CREATE UNIQUE INDEX decree_term_start ON decree_term (decree, starts_at)",
    "CREATE INDEX decree_term_time ON decree_term (starts_at)",
    "CREATE INDEX decree_position_decree ON decree_position (decree, place)",
    "CREATE INDEX decree_initial_decree ON decree_initial (decree)",
    "CREATE INDEX appointment_decree ON appointment (decree, agency)",
    "CREATE INDEX appointment_predecessor ON appointment (predecessor) WHERE predecessor IS NOT NULL",
    "CREATE INDEX appointment_account ON appointment (account) WHERE account IS NOT NULL",
    "CREATE INDEX appointment_agency ON appointment (agency) WHERE agency IS NOT NULL",
    "CREATE UNIQUE INDEX decree_confirmation_agency ON decree_confirmation (decree, agency)",
    "CREATE INDEX decree_confirmation_agency_state ON decree_confirmation (agency, state)",
    "CREATE INDEX decree_mutation_decree ON decree_mutation (decree)",
    "CREATE INDEX decree_mutation_open ON decree_mutation (id) WHERE lapor_switched_at IS NULL",
    "CREATE INDEX handover_agency ON handover (agency)",
]

# ALTER TABLE ADD CHECK fails on SQLite, so a trigger stands in for it there.
REFUSE_BACKWARDS = """
CREATE TRIGGER {table}_forwards_{verb} BEFORE {verb} ON {table}
WHEN NEW.ends_at IS NOT NULL AND NEW.ends_at < NEW.starts_at
BEGIN SELECT RAISE(ABORT, '{table} ends before it starts'); END
"""
PERIODS = ("decree_term", "appointment", "decree_mutation")
SQLITE = [
    REFUSE_BACKWARDS.format(table=table, verb=verb) for table in PERIODS for verb in ("INSERT", "UPDATE")
]
POSTGRES = [
    f"ALTER TABLE {table} ADD CONSTRAINT {table}_forwards CHECK (ends_at IS NULL OR ends_at >= starts_at)"
    for table in PERIODS
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="decrees", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(STATEMENTS, sqlite=SQLITE, postgres=POSTGRES)

    manager.add_raw(create)
    return manager
