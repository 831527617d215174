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
    `grace_ends_at` is of 0.1 and no longer read.
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


class PasswordReset(Table, tablename="password_reset"):
    """A way to a new password, sent to the number that the person had proven."""

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    phone = Varchar(length=20)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)


class PasswordResetToken(Table, tablename="password_reset_token"):
    """One secret link of it; a message that is sent again carries a link of its own."""

    id: BigSerial = BigSerial(primary_key=True)
    reset = ForeignKey(PasswordReset, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True, secret=True)
    minted_at = Timestamptz(default=None)


class ResetCode(Table, tablename="reset_code"):
    """A code that an admin printed for somebody, as a keyed hash."""

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    code_hash = Varchar(length=64, secret=True)
    made_at = Timestamptz(default=None)
    made_by = Varchar(length=60)
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
    replaced_at = Timestamptz(null=True, default=None)
