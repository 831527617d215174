"""People, the roles they hold, their sessions and invitations. Secrets stand here only as hashes."""

from enum import StrEnum

from piccolo.columns import BigInt, BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.agencies.tables import Agency


class AccountState(StrEnum):
    """Whether a person may sign in."""

    INVITED = "invited"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class AssignmentSource(StrEnum):
    """Where a role comes from: given by an admin, or by an appointment in the decree."""

    HAND = "hand"
    APPOINTMENT = "appointment"


class Account(Table):
    """One person; `folded` is what the list searches (name, e-mail and number in small letters)."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=22, unique=True)
    name = Varchar(length=120)
    folded = Varchar(length=400)
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=20, null=True, default=None)
    phone_proven_at = Timestamptz(null=True, default=None)
    password_hash = Varchar(length=200, null=True, default=None, secret=True)
    state = Varchar(length=10, choices=AccountState, default=AccountState.INVITED)
    created_at = Timestamptz(default=None)
    created_by = Varchar(length=60)
    version = Integer(default=1)


class Assignment(Table):
    """A role that a person holds for one agency, or for all where none is named, from–until.

    One that comes from the decree names its row of the roster; none is kept by hand there.
    """

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    role = Varchar(length=20)
    agency = ForeignKey(Agency, null=True, default=None, on_delete=OnDelete.restrict)
    starts_at = Timestamptz(default=None)
    ends_at = Timestamptz(null=True, default=None)
    source = Varchar(length=12, choices=AssignmentSource, default=AssignmentSource.HAND)
    appointment = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)
    recorded_by = Varchar(length=60)
    version = Integer(default=1)


class Session(Table, tablename="account_session"):
    """A browser that is signed in. `rights` remembers what it might do when its token was made."""

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True, secret=True)
    previous_hash = Varchar(length=64, null=True, default=None, secret=True)
    renewed_at = Timestamptz(null=True, default=None)
    rights = Varchar(length=16)
    is_trusted = Boolean(default=False)
    device = Varchar(length=60)
    origin = Varchar(length=60)
    created_at = Timestamptz(default=None)
    last_seen_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)


class SignInFailure(Table, tablename="sign_in_failure"):
    """An attempt to sign in that did not succeed; the identifier is kept as a keyed hash only."""

    id: BigSerial = BigSerial(primary_key=True)
    identifier_key = Varchar(length=64)
    origin = Varchar(length=60)
    failed_at = Timestamptz(default=None)


class Invitation(Table):
    """An invitation to set a password, sent to one number."""

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    phone = Varchar(length=20)
    created_at = Timestamptz(default=None)
    created_by = Varchar(length=60)
    expires_at = Timestamptz(default=None)
    opened_at = Timestamptz(null=True, default=None)
    used_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    is_replaced = Boolean(default=False)


class InvitationToken(Table, tablename="invitation_token"):
    """One secret link of an invitation; a message that is sent again carries a link of its own."""

    id: BigSerial = BigSerial(primary_key=True)
    invitation = ForeignKey(Invitation, null=False, on_delete=OnDelete.restrict)
    token_hash = Varchar(length=64, unique=True, secret=True)
    minted_at = Timestamptz(default=None)
