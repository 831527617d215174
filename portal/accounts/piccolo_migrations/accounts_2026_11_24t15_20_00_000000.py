"""The office's own roles, changes of number and e-mail that wait for proof, and versions of what two edit."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigSerial, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.db import execute_each

ID = "2026-11-24T15:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "own roles, changes of number, versions"

STATEMENTS = [
    "ALTER TABLE account ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE assignment ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
    "CREATE UNIQUE INDEX own_role_name ON own_role (folded) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX own_role_permission_once ON own_role_permission (role, permission)",
    "CREATE INDEX identity_change_account ON identity_change (account)",
    "CREATE INDEX identity_change_token_change ON identity_change_token (change)",
    "CREATE INDEX invitation_created ON invitation (created_at)",
]


class Account(Table, tablename="account"):
    id = BigSerial(primary_key=True)


class OwnRole(Table, tablename="own_role"):
    id = BigSerial(primary_key=True)
    code = Varchar(length=20, unique=True)
    name = Varchar(length=60)
    folded = Varchar(length=60)
    summary = Varchar(length=200)
    version = Integer(default=1)
    created_at = Timestamptz(default=None)
    changed_at = Timestamptz(default=None)
    changed_by = Varchar(length=60)
    ended_at = Timestamptz(null=True, default=None)


class OwnRolePermission(Table, tablename="own_role_permission"):
    id = BigSerial(primary_key=True)
    role = ForeignKey(OwnRole, null=False, on_delete=OnDelete.cascade)
    permission = Varchar(length=40)


class IdentityChange(Table, tablename="identity_change"):
    id = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    phone = Varchar(length=20, null=True, default=None)
    email = Varchar(length=254, null=True, default=None)
    sent_to = Varchar(length=20)
    former_phone = Varchar(length=20, null=True, default=None)
    created_at = Timestamptz(default=None)
    created_by = Varchar(length=60)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    withdrawn_at = Timestamptz(null=True, default=None)


class IdentityChangeToken(Table, tablename="identity_change_token"):
    id = BigSerial(primary_key=True)
    change = ForeignKey(IdentityChange, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True, secret=True)
    minted_at = Timestamptz(default=None)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="accounts", description=DESCRIPTION)

    async def create() -> None:
        for table in (OwnRole, OwnRolePermission, IdentityChange, IdentityChangeToken):
            await table.create_table()
        await execute_each(STATEMENTS)

    manager.add_raw(create)
    return manager
