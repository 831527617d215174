"""Imported files, every row as it came and what became of it; LAPOR!'s statuses and their buckets."""

from enum import StrEnum

from piccolo.columns import (
    JSON,
    BigInt,
    BigSerial,
    Boolean,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table

from portal.complaints.kinds import Classification
from portal.complaints.tables import Complaint
from portal.lapor.statuses import Bucket

TEXT_OF_AGENCY = 200
TEXT_OF_STATUS = 80
TEXT_OF_CLASS = 120
NAME_OF_SHEET = 80
TEXT_OF_NAME = 120
TEXT_OF_NUMBER = 20


class BatchKind(StrEnum):
    """What a file holds: LAPOR!'s export, or the office's own dates for it."""

    EXPORT = "export"
    HISTORY = "history"


class BatchState(StrEnum):
    """How far a file has come; nothing but its own rows is written before it is confirmed."""

    READING = "reading"
    PREVIEW = "preview"
    CONFIRMED = "confirmed"
    DONE = "done"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    UNDOING = "undoing"
    UNDONE = "undone"


class Undoing(StrEnum):
    """What became of a row when its import was undone; empty before."""

    NOT_YET = ""
    UNDONE = "undone"
    KEPT = "kept"


class Outcome(StrEnum):
    """What a row does: foretold while the batch is a preview, and afterwards what it did.

    Different: its dates are not the recorded ones, and nobody has taken them.
    """

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DIFFERENT = "different"
    REFUSED = "refused"


class Verdict(StrEnum):
    """What somebody said of a pair."""

    OPEN = ""
    SAME = "same"
    DIFFERENT = "different"


class LaporBatch(Table, tablename="lapor_batch"):
    """One file; `job` works on it.

    `generated_at` is when LAPOR! made it, midnight in WIB where only the day is known; null where it does not
    say so in words that can be read (`generated_text`). `messages` is how many would be sent if it were
    confirmed with notices, `messages_anyway` those among them for whoever has a complaint in care already.
    """

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=32, unique=True)
    kind = Varchar(length=10, choices=BatchKind, default=BatchKind.EXPORT)
    state = Varchar(length=12, choices=BatchState, default=BatchState.READING)
    file_name = Varchar(length=200)
    sha256 = Varchar(length=64)
    size = BigInt()
    uploaded_by_key = Varchar(length=60)
    uploaded_by_name = Varchar(length=120)
    uploaded_at = Timestamptz(default=None)
    generated_at = Timestamptz(null=True, default=None)
    generated_text = Varchar(length=120)
    period_text = Varchar(length=120)
    confirmed_by_key = Varchar(length=60)
    confirmed_by_name = Varchar(length=120)
    confirmed_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    undone_by_name = Varchar(length=120)
    undone_at = Timestamptz(null=True, default=None)
    notify = Boolean(default=False)
    take_differences = Boolean(default=False)
    known_columns = JSON(default="[]")
    unknown_columns = JSON(default="[]")
    hidden_sheets = JSON(default="[]")
    other_sheets = JSON(default="[]")
    date_order = Varchar(length=3)
    total = Integer(default=0)
    messages = Integer(default=0)
    messages_anyway = Integer(default=0)
    job = Varchar(length=32)
    error = Text()
    once = Varchar(length=64, null=True, default=None)


class LaporRow(Table, tablename="lapor_row"):
    """One row as it came.

    `sheet` is empty in a file of one table. `facts` is what was understood of it, kept until it is imported
    with every name in it known and no date of it differing; a row refused while reading has none. `before` is
    the complaint as the row found it, `removed` what was taken out when the import was undone.
    """

    id: BigSerial = BigSerial(primary_key=True)
    batch = ForeignKey(LaporBatch, null=False)
    sheet = Varchar(length=NAME_OF_SHEET)
    row_number = Integer()
    tracking_id = Varchar(length=12)
    outcome = Varchar(length=10, choices=Outcome, default=Outcome.NEW)
    sentence = Text()
    changed = JSON(default="[]")
    different = JSON(default="[]")
    cells = JSON(default="{}")
    facts = Text()
    agency_text = Varchar(length=TEXT_OF_AGENCY)
    status_text = Varchar(length=TEXT_OF_STATUS)
    class_text = Varchar(length=TEXT_OF_CLASS)
    class_folded = Varchar(length=TEXT_OF_CLASS)
    doubt = Varchar(length=40)
    category_text = Varchar(length=TEXT_OF_NAME)
    category_number = Varchar(length=TEXT_OF_NUMBER)
    district_text = Varchar(length=TEXT_OF_NAME)
    imported_at = Timestamptz(null=True, default=None)
    before = JSON(default="{}")
    undone = Varchar(length=8, choices=Undoing, default=Undoing.NOT_YET)
    removed = JSON(default="{}")


class LaporStatus(Table, tablename="lapor_status"):
    """A status of LAPOR! and where it counts; `is_prefix` takes every status that begins so."""

    id: BigSerial = BigSerial(primary_key=True)
    text = Varchar(length=TEXT_OF_STATUS)
    folded = Varchar(length=TEXT_OF_STATUS, unique=True)
    bucket = Varchar(length=20, choices=Bucket, default=Bucket.UNVERIFIED)
    is_prefix = Boolean(default=False)


class LaporClass(Table, tablename="lapor_class"):
    """What Kominfo has said that a text means which an export gives as class; the newest word stands."""

    id: BigSerial = BigSerial(primary_key=True)
    text = Varchar(length=TEXT_OF_CLASS)
    folded = Varchar(length=TEXT_OF_CLASS, unique=True)
    classification = Varchar(length=20, choices=Classification)
    settled_by_key = Varchar(length=60)
    settled_by_name = Varchar(length=120)
    settled_at = Timestamptz(default=None)


class LaporPair(Table, tablename="lapor_pair"):
    """A complaint recorded by hand that a Tracking ID may mean; `verdict` stays empty until somebody decides.

    It is asked about once: what somebody called different is not offered again.
    """

    id: BigSerial = BigSerial(primary_key=True)
    tracking_id = Varchar(length=12)
    complaint = ForeignKey(Complaint, null=False)
    likeness = SmallInt(default=0)
    found_at = Timestamptz(default=None)
    verdict = Varchar(length=10, choices=Verdict, default=Verdict.OPEN)
    decided_by_key = Varchar(length=60)
    decided_by_name = Varchar(length=120)
    decided_at = Timestamptz(null=True, default=None)
