"""The tables of forgotten passwords: links to the proven number, codes that an admin prints."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.db import execute_each

ID = "2026-11-24T16:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "forgotten passwords"
INDEXES = [
    "CREATE INDEX password_reset_account ON password_reset (account, made_at)",
    "CREATE INDEX password_reset_token_reset ON password_reset_token (reset)",
    "CREATE INDEX reset_code_account ON reset_code (account)",
]


class Account(Table, tablename="account"):
    id = BigSerial(primary_key=True)


class PasswordReset(Table, tablename="password_reset"):
    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    phone = Varchar(length=20)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)


class PasswordResetToken(Table, tablename="password_reset_token"):
    id = BigSerial(primary_key=True)
    reset = ForeignKey(PasswordReset, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True)
    minted_at = Timestamptz(default=None)


class ResetCode(Table, tablename="reset_code"):
    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    code_hash = Varchar(length=64)
    made_at = Timestamptz(default=None)
    made_by = Varchar(length=60)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def create() -> None:
        for table in (PasswordReset, PasswordResetToken, ResetCode):
            await table.create_table()
        await execute_each(INDEXES)

    manager.add_raw(create)
    return manager
