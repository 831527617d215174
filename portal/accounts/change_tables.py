"""Numbers and e-mails that wait for their owner's word; secrets stand here only as hashes."""

from __future__ import annotations

from piccolo.columns import BigSerial, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.accounts.tables import Account


class IdentityChange(Table, tablename="identity_change"):
    """A new number or e-mail, null where it stays; what is in force stays so until the link is used."""

    id: BigSerial = BigSerial(primary_key=True)
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
    """One secret link of a change."""

    id: BigSerial = BigSerial(primary_key=True)
    change = ForeignKey(IdentityChange, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True, secret=True)
    minted_at = Timestamptz(default=None)
