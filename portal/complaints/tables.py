"""Complaints and all that happens to them; free text and the reporter in tables that retention can blank."""

from piccolo.columns import (
    JSON,
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
from piccolo.table import Table

from portal.agencies.tables import Agency, Category, District
from portal.complaints.kinds import (
    Channel,
    Classification,
    DraftStatus,
    EntryKind,
    Outcome,
    Stage,
    Status,
    Step,
)


class Complaint(Table):
    """One complaint. `agency` holds it now, `office` recorded it; null stands for Kominfo in both.

    `acted_at`: from here on our own acts decide the state, before that LAPOR!'s file does.
    `taken_into_care_at`: only deadlines that pass after it are spoken of in messages.
    `class_text`: what LAPOR!'s file calls the class where that is none of its four names.
    """

    id: BigSerial = BigSerial(primary_key=True)
    number = Varchar(length=20, unique=True)
    tracking_id = Varchar(length=12)
    title = Varchar(length=300)
    classification = Varchar(length=20, choices=Classification, default=Classification.NONE)
    category = ForeignKey(Category, null=True, default=None)
    channel = Varchar(length=20, choices=Channel, default=Channel.OTHER)
    district = ForeignKey(District, null=True, default=None)
    village = Varchar(length=120)
    place = Varchar(length=200)
    is_anonymous = Boolean(default=False)
    is_secret = Boolean(default=False)
    happened_at = Timestamptz(null=True, default=None)
    received_at = Timestamptz(default=None)
    recorded_at = Timestamptz(default=None)
    status = Varchar(length=20, choices=Status, default=Status.RECEIVED)
    agency = ForeignKey(Agency, null=True, default=None)
    office = ForeignKey(Agency, null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)
    disposed_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    resolved_at = Timestamptz(null=True, default=None)
    returned_at = Timestamptz(null=True, default=None)
    due_at = Timestamptz(null=True, default=None)
    due_step = Varchar(length=20)
    acted_at = Timestamptz(null=True, default=None)
    taken_into_care_at = Timestamptz(null=True, default=None)
    class_text = Varchar(length=120)
    lapor_status = Varchar(length=80)
    lapor_bucket = Varchar(length=20)
    lapor_agency = Varchar(length=200)
    lapor_rating = SmallInt(null=True, default=None)
    lapor_seen_at = Timestamptz(null=True, default=None)
    once = Varchar(length=64, null=True, default=None)
    version = Integer(default=1)


class ComplaintText(Table, tablename="complaint_text"):
    """What the reporter wrote, first and as it was last changed in LAPOR!."""

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False, unique=True)
    body = Text()
    body_final = Text()


class Reporter(Table):
    """Who complained; an anonim leaves no row."""

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False, unique=True)
    name = Varchar(length=160)
    phone = Varchar(length=30)
    email = Varchar(length=254)
    address = Varchar(length=300)


class Disposition(Table):
    """A complaint handed to an agency. An imported one has no known start."""

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False)
    agency = ForeignKey(Agency, null=False)
    is_lead = Boolean(default=True)
    note = Text()
    disposed_by_key = Varchar(length=60)
    disposed_by_name = Varchar(length=120)
    starts_at = Timestamptz(null=True, default=None)
    accepted_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    outcome = Varchar(length=20, choices=Outcome, default=Outcome.OPEN)
    recorded_at = Timestamptz(default=None)


class DeadlineRule(Table, tablename="deadline_rule"):
    """How many days a step may take from `valid_from` on; an empty class holds for those without a rule."""

    id: BigSerial = BigSerial(primary_key=True)
    classification = Varchar(length=20, choices=Classification, default=Classification.NONE)
    step = Varchar(length=20, choices=Step, default=Step.VERIFY)
    days = Integer(default=1)
    unit = Varchar(length=10, default="working")
    legal_basis = Varchar(length=300)
    valid_from = Date(default=None)


class Clock(Table):
    """One deadline of a complaint with the rule it is judged by; running while `stopped_at` is null.

    `warned_at` and `overdue_told_at`: when the reminders were written, each once.
    """

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False)
    step = Varchar(length=20, choices=Step, default=Step.VERIFY)
    rule = ForeignKey(DeadlineRule, null=False)
    started_at = Timestamptz(default=None)
    due_at = Timestamptz(default=None)
    stopped_at = Timestamptz(null=True, default=None)
    warned_at = Timestamptz(null=True, default=None)
    overdue_told_at = Timestamptz(null=True, default=None)


class FollowUp(Table, tablename="follow_up"):
    """What the agency did or answered, from draft to approval, and whether it was copied to LAPOR!.

    One from the office's old papers may know of no disposition.
    """

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False)
    disposition = ForeignKey(Disposition, null=True, default=None)
    stage = Varchar(length=10, choices=Stage, default=Stage.FIRST)
    promised_date = Date(null=True, default=None)
    text = Text()
    status = Varchar(length=12, choices=DraftStatus, default=DraftStatus.DRAFT)
    author_key = Varchar(length=60)
    author_name = Varchar(length=120)
    happened_at = Timestamptz(default=None)
    recorded_at = Timestamptz(default=None)
    submitted_at = Timestamptz(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decided_by_key = Varchar(length=60)
    decided_by_name = Varchar(length=120)
    decision_note = Text()
    stand_in_reason = Text()
    copied_to_lapor_on = Date(null=True, default=None)
    copied_by_name = Varchar(length=120)
    once = Varchar(length=64, null=True, default=None)
    version = Integer(default=1)


class FollowUpFile(Table, tablename="follow_up_file"):
    """A photo or document of a follow-up; `file_id` is the id of the stored file."""

    id: BigSerial = BigSerial(primary_key=True)
    follow_up = ForeignKey(FollowUp, null=False)
    file_id = BigInt()


class ComplaintFile(Table, tablename="complaint_file"):
    """What came with the complaint; `file_id` is the id of the stored file."""

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False)
    file_id = BigInt()


class Inquiry(Table):
    """A question between the agency and Kominfo; null stands for Kominfo."""

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False)
    asked_by_agency = ForeignKey(Agency, null=True, default=None)
    asked_of_agency = ForeignKey(Agency, null=True, default=None)
    question = Text()
    asked_by_key = Varchar(length=60)
    asked_by_name = Varchar(length=120)
    asked_at = Timestamptz(default=None)
    answer = Text()
    answered_by_key = Varchar(length=60)
    answered_by_name = Varchar(length=120)
    answered_at = Timestamptz(null=True, default=None)
    once = Varchar(length=64, null=True, default=None)


class Entry(Table):
    """One line of the timeline. `agency` is the one the line is about."""

    id: BigSerial = BigSerial(primary_key=True)
    complaint = ForeignKey(Complaint, null=False)
    kind = Varchar(length=24, choices=EntryKind, default=EntryKind.RECORDED)
    happened_at = Timestamptz(default=None)
    recorded_at = Timestamptz(default=None)
    actor_key = Varchar(length=60)
    actor_name = Varchar(length=120)
    role = Varchar(length=60)
    agency = ForeignKey(Agency, null=True, default=None)
    text = Text()
    is_internal = Boolean(default=False)
    data = JSON(default="{}")
    once = Varchar(length=64, null=True, default=None)


class SavedView(Table, tablename="saved_view"):
    """A list that somebody named, as the query of its address; a shared one stands on everybody's page."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=32, unique=True)
    name = Varchar(length=60)
    query = Text()
    owner_key = Varchar(length=60)
    owner_name = Varchar(length=120)
    is_shared = Boolean(default=False)
    created_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
