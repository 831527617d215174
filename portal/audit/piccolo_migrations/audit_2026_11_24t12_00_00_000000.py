"""Indexes for the audit page, and the database's own refusal to change what was written."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "append-only audit"

REFUSE_ON_SQLITE = """
CREATE TRIGGER audit_event_{verb} BEFORE {verb} ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END
"""
REFUSE_ON_POSTGRES = """
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit_event is append-only'; END $$
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="audit", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(
            [
                "CREATE INDEX audit_event_subject ON audit_event (subject, id)",
                "CREATE INDEX audit_event_actor ON audit_event (actor_key, id)",
                "CREATE INDEX audit_event_action ON audit_event (action, id)",
                "CREATE INDEX audit_event_time ON audit_event (recorded_at)",
            ],
            sqlite=[REFUSE_ON_SQLITE.format(verb=verb) for verb in ("UPDATE", "DELETE")],
            postgres=[
                REFUSE_ON_POSTGRES,
                "CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event "
                "FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
                "CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()",
            ],
        )

    manager.add_raw(create)
    return manager
