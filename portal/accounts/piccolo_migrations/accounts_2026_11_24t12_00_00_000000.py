"""Indexes, and the rules over rows that the database itself holds."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from portal.db import execute_each

ID = "2026-11-24T12:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes and rules"

# A number or address may pass to a successor once its former holder's account has ended.
STATEMENTS = [
    "CREATE UNIQUE INDEX account_email ON account (email) WHERE email IS NOT NULL AND state <> 'ended'",
    "CREATE UNIQUE INDEX account_phone ON account (phone) WHERE phone IS NOT NULL AND state <> 'ended'",
    "CREATE INDEX account_name ON account (folded, id)",
    "CREATE INDEX assignment_account ON assignment (account)",
    "CREATE INDEX assignment_agency ON assignment (agency, role)",
    "CREATE INDEX assignment_role ON assignment (role)",
    "CREATE INDEX account_session_account ON account_session (account)",
    "CREATE INDEX account_session_previous ON account_session (previous_hash) WHERE previous_hash IS NOT NULL",
    "CREATE INDEX sign_in_failure_identifier ON sign_in_failure (identifier_key, failed_at)",
    "CREATE INDEX sign_in_failure_origin ON sign_in_failure (origin, failed_at)",
    "CREATE INDEX sign_in_failure_time ON sign_in_failure (failed_at)",
    "CREATE INDEX invitation_account ON invitation (account)",
    "CREATE INDEX invitation_token_invitation ON invitation_token (invitation)",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def create() -> None:
        await execute_each(STATEMENTS)

    manager.add_raw(create)
    return manager
