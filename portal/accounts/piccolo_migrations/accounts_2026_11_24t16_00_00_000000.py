"""The tables of the second factor: authenticators, recovery codes, sign-ins that wait for a code."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.db import execute_each

ID = "2026-11-24T16:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "second factor"
INDEXES = [
    "CREATE INDEX recovery_code_account ON recovery_code (account)",
    "CREATE INDEX sign_in_challenge_account ON sign_in_challenge (account)",
]


class Account(Table, tablename="account"):
    id = BigSerial(primary_key=True)


class SecondFactor(Table, tablename="second_factor"):
    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, unique=True, on_delete=OnDelete.restrict)
    salt = Varchar(length=32, null=True, default=None)
    pending_salt = Varchar(length=32, null=True, default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    last_step = BigInt(default=0)
    grace_ends_at = Timestamptz(null=True, default=None)


class RecoveryCode(Table, tablename="recovery_code"):
    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    code_hash = Varchar(length=64)
    made_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)


class SignInChallenge(Table, tablename="sign_in_challenge"):
    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True)
    is_trusted = Boolean(default=False)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def create() -> None:
        for table in (SecondFactor, RecoveryCode, SignInChallenge):
            await table.create_table()
        await execute_each(INDEXES)

    manager.add_raw(create)
    return manager
