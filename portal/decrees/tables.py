"""Decrees, the periods in which they hold, positions, who is appointed, and what agencies answered.

A decree's roster in force is read from dates alone: its terms, each appointment's own dates, and the
appointments of an amendment that stand in the place of earlier ones (`in_force.py`).
"""

from typing import Any

from piccolo.columns import (
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.accounts.tables import Account
from portal.agencies.tables import Agency
from portal.decrees.kinds import Capacity, Change, ConfirmationState, DecreeKind, DecreeState, MutationKind


class Decree(Table, tablename="decree"):
    """One SK. `predecessor` is last year's decree, or for an amendment the decree that it changes."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=22, unique=True)
    kind = Varchar(length=10, choices=DecreeKind, default=DecreeKind.MAIN)
    year = Integer()
    title = Varchar(length=300)
    number = Varchar(length=120, default="")
    dated_on = Date(null=True, default=None)
    signer_name = Varchar(length=120, default="")
    signer_title = Varchar(length=120, default="")
    signer_capacity = Varchar(length=12, choices=Capacity, default=Capacity.DEFINITIVE)
    weighing = Text(default="")
    recalling = Text(default="")
    deciding = Text(default="")
    effective_from = Date(null=True, default=None)
    effective_until = Date(null=True, default=None)
    predecessor: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    state = Varchar(length=12, choices=DecreeState, default=DecreeState.DRAFT)
    round_opened_at = Timestamptz(null=True, default=None)
    round_deadline = Timestamptz(null=True, default=None)
    signed_file = BigInt(null=True, default=None)
    uploaded_by = Varchar(length=60, default="")
    uploaded_at = Timestamptz(null=True, default=None)
    enacted_by = Varchar(length=60, default="")
    enacted_at = Timestamptz(null=True, default=None)
    withdrawn_by = Varchar(length=60, default="")
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawn_reason = Text(default="")
    created_by = Varchar(length=60)
    created_at = Timestamptz(default=None)
    version = Integer(default=1)


class Initial(Table, tablename="decree_initial"):
    """A coordination initial (*paraf koordinasi*): who gave it, when; void once the draft reopens."""

    id: BigSerial = BigSerial(primary_key=True)
    decree = ForeignKey(Decree, null=False, on_delete=OnDelete.restrict)
    holder = Varchar(length=120)
    given_on = Date(default=None)
    recorded_by = Varchar(length=60)
    recorded_at = Timestamptz(default=None)
    voided_at = Timestamptz(null=True, default=None)


class Term(Table, tablename="decree_term"):
    """A period in which a decree is in force; one that returns after a withdrawal gets another row.

    `ended_by` is the decree whose taking effect ended it. A term that ends where it starts never held.
    """

    id: BigSerial = BigSerial(primary_key=True)
    decree = ForeignKey(Decree, null=False, on_delete=OnDelete.restrict)
    kind = Varchar(length=10, choices=DecreeKind)
    starts_at = Timestamptz(default=None)
    ends_at = Timestamptz(null=True, default=None)
    ended_by = ForeignKey(Decree, null=True, default=None, on_delete=OnDelete.restrict)


class Position(Table, tablename="decree_position"):
    """A position in the team, in the order of the attachment; `role` is what it gives in the portal, or "".

    `per_agency` means one for each agency, with the role held there; else the role holds for all agencies.
    """

    id: BigSerial = BigSerial(primary_key=True)
    decree = ForeignKey(Decree, null=False, on_delete=OnDelete.restrict)
    place = SmallInt(default=0)
    name = Varchar(length=120)
    role = Varchar(length=40, default="")
    per_agency = Boolean(default=False)
    is_required = Boolean(default=False)


class Appointment(Table, tablename="appointment"):
    """A row of a decree's roster: one person as written there, in one position, for one agency.

    `predecessor` is the row of last year's roster, of the decree that an amendment changes, or the row that a
    mid-year change ended. `starts_at` and `ends_at` narrow the decree's own term; none means all of it.
    E-mail, number, account and LAPOR! account are no part of the signed text and may change later.
    """

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=22, unique=True)
    decree = ForeignKey(Decree, null=False, on_delete=OnDelete.restrict)
    position = ForeignKey(Position, null=False, on_delete=OnDelete.restrict)
    agency = ForeignKey(Agency, null=True, default=None, on_delete=OnDelete.restrict)
    predecessor: ForeignKey[Any] = ForeignKey("self", null=True, default=None, on_delete=OnDelete.restrict)
    change = Varchar(length=8, choices=Change, default=Change.NEW)
    name = Varchar(length=120)
    nip = Varchar(length=30, default="")
    rank = Varchar(length=80, default="")
    post = Varchar(length=160, default="")
    is_acting = Boolean(default=False)
    is_stand_in = Boolean(default=False)
    email = Varchar(length=254, null=True, default=None)
    phone = Varchar(length=20, null=True, default=None)
    lapor_account = Varchar(length=120, default="")
    lapor_role = Varchar(length=60, default="")
    lapor_checked_on = Date(null=True, default=None)
    account = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    reason = Text(default="")
    changed_by = Varchar(length=60)
    changed_at = Timestamptz(default=None)
    version = Integer(default=1)


class Confirmation(Table, tablename="decree_confirmation"):
    """An agency's answer in the round; `aimed_at` is whom Kominfo asked where no liaison is seated."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=22, unique=True)
    decree = ForeignKey(Decree, null=False, on_delete=OnDelete.restrict)
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict)
    aimed_at = ForeignKey(Account, null=True, default=None, on_delete=OnDelete.restrict)
    state = Varchar(length=10, choices=ConfirmationState, default=ConfirmationState.ASKED)
    deadline = Timestamptz(default=None)
    asked_at = Timestamptz(default=None)
    reminded_at = Timestamptz(null=True, default=None)
    escalated_at = Timestamptz(null=True, default=None)
    answered_by = Varchar(length=60, default="")
    answered_name = Varchar(length=120, default="")
    answered_at = Timestamptz(null=True, default=None)
    remarks = Text(default="")
    letter_file = BigInt(null=True, default=None)
    returned_reason = Text(default="")
    settled_by = Varchar(length=60, default="")
    settled_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)


class Mutation(Table, tablename="decree_mutation"):
    """A mid-year change: `leaving` is the row that ends or is away, `arriving` the row that begins.

    `lapor_switched_at` is when the task *ganti akun LAPOR!* was ticked.
    """

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=22, unique=True)
    decree = ForeignKey(Decree, null=False, on_delete=OnDelete.restrict)
    agency = ForeignKey(Agency, null=True, default=None, on_delete=OnDelete.restrict)
    kind = Varchar(length=10, choices=MutationKind)
    leaving = ForeignKey(Appointment, null=True, default=None, on_delete=OnDelete.restrict)
    arriving = ForeignKey(Appointment, null=True, default=None, on_delete=OnDelete.restrict)
    starts_at = Timestamptz(default=None)
    ends_at = Timestamptz(null=True, default=None)
    reason = Text(default="")
    letter_file = BigInt(null=True, default=None)
    lapor_switched_at = Timestamptz(null=True, default=None)
    lapor_switched_by = Varchar(length=60, default="")
    recorded_by = Varchar(length=60)
    recorded_at = Timestamptz(default=None)


class Handover(Table, tablename="handover"):
    """What a newcomer takes over at an agency, ticked by them when they have read it."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=22, unique=True)
    appointment = ForeignKey(Appointment, null=False, unique=True, on_delete=OnDelete.restrict)
    agency = ForeignKey(Agency, null=False, on_delete=OnDelete.restrict)
    starts_at = Timestamptz(default=None)
    created_at = Timestamptz(default=None)
    ticked_by = Varchar(length=60, default="")
    ticked_at = Timestamptz(null=True, default=None)
