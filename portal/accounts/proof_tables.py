"""How people prove who they are besides the password. Secrets stand here only as hashes."""

from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.accounts.tables import Account, Session


class StepUp(Table, tablename="step_up"):
    """When the password was last typed again in a session; one row for each session that ever did."""

    id: BigSerial = BigSerial(primary_key=True)
    session = ForeignKey(Session, null=False, unique=True, on_delete=OnDelete.cascade)
    proven_at = Timestamptz(default=None)


class SecondFactor(Table, tablename="second_factor"):
    """A person's authenticator. Its secret is made anew from `salt` and our key, and is kept nowhere.

    `pending_salt` is a phone not confirmed yet; `last_step` is the youngest code that was taken.
    """

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, unique=True, on_delete=OnDelete.restrict)
    salt = Varchar(length=32, null=True, default=None, secret=True)
    pending_salt = Varchar(length=32, null=True, default=None, secret=True)
    confirmed_at = Timestamptz(null=True, default=None)
    last_step = BigInt(default=0)
    grace_ends_at = Timestamptz(null=True, default=None)


class RecoveryCode(Table, tablename="recovery_code"):
    """A code on paper for a lost phone, as a keyed hash; good once, until newer ones are made."""

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    code_hash = Varchar(length=64, secret=True)
    made_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)


class SignInChallenge(Table, tablename="sign_in_challenge"):
    """Somebody whose password was right and whose code is still awaited."""

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True, secret=True)
    is_trusted = Boolean(default=False)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
