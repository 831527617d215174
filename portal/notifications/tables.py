"""What is to be told, to whom, each call made for it, and what came back."""

from enum import IntEnum, StrEnum

from piccolo.columns import (
    JSON,
    BigInt,
    BigSerial,
    Boolean,
    DoublePrecision,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.table import Table


class DeliveryState(StrEnum):
    """How far one message to one person has come."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNKNOWN = "unknown"
    RETRY = "retry"
    FAILED = "failed"
    EXPIRED = "expired"
    DEAD = "dead"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    HELD = "held"
    MANUAL = "manual"


class Outcome(StrEnum):
    """What one call came to; OPEN while it is under way, and until the sweep finds that its process died."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class ReceiptRank(IntEnum):
    """Receipts come in any order and more than once; the highest rank stands."""

    NONE = 0
    SENT = 1
    FAILED_FOR_NOW = 2
    FAILED = 3
    DELIVERED = 4
    READ = 5


class Priority(IntEnum):
    """Who goes first when many wait."""

    CRITICAL = 0
    NORMAL = 1


class Notification(Table):
    """One thing to tell, whoever it is told to; `secret` refers to a link that is made when it is sent."""

    id: BigSerial = BigSerial(primary_key=True)
    dedupe_key = Varchar(length=120, unique=True)
    kind = Varchar(length=40)
    subject = Varchar(length=60)
    act = Varchar(length=120)
    fields = JSON(default="{}")
    link = Varchar(length=300, default="")
    secret = Varchar(length=80, default="")
    restricted = Boolean(default=False)
    recorded_at = Timestamptz(default=None)


class Delivery(Table):
    """One message to one person. `lease_until` is in seconds of the database's clock, other times are UTC.

    `due_at` is when it is tried next; `first_due_at` when it should have left, which no retry moves.
    """

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=24, unique=True)
    notification = ForeignKey(Notification)
    recipient_key = Varchar(length=60)
    recipient_name = Varchar(length=120)
    address = Varchar(length=20, default="")
    subject = Varchar(length=60)
    state = Varchar(length=12, default=DeliveryState.WAITING)
    state_at = Timestamptz(default=None)
    reason = Varchar(length=300, default="")
    failure = Varchar(length=12, default="")
    priority = SmallInt(default=Priority.NORMAL)
    may_wait = Boolean(default=False)
    due_at = Timestamptz(default=None)
    first_due_at = Timestamptz(null=True, default=None)
    expires_at = Timestamptz(default=None)
    lease_token = Varchar(length=32, default="")
    lease_until = DoublePrecision(default=0.0)
    attempts = Integer(default=0)
    is_repeat = Boolean(default=False)
    provider = Varchar(length=20, default="")
    provider_ref = Varchar(length=200, default="")
    receipt_rank = SmallInt(default=ReceiptRank.NONE)
    recorded_at = Timestamptz(default=None)


class Attempt(Table):
    """One call to a provider, written before it is made; `token` returns in every receipt of it.

    `failure` is the kind of its refusal; `is_answer`: the vendor itself said yes or no.
    """

    id: BigSerial = BigSerial(primary_key=True)
    delivery = ForeignKey(Delivery)
    token = Varchar(length=32, unique=True)
    provider = Varchar(length=20)
    started_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None)
    outcome = Varchar(length=10, default=Outcome.OPEN)
    code = Varchar(length=20, default="")
    provider_ref = Varchar(length=200, default="")
    answer = Text(default="")
    failure = Varchar(length=12, default="")
    is_answer = Boolean(default=False)


class WebhookPost(Table, tablename="webhook_post"):
    """A provider's POST byte for byte, stored before anybody looks inside; `seen` counts repeats."""

    id: BigSerial = BigSerial(primary_key=True)
    provider = Varchar(length=20)
    digest = Varchar(length=64, unique=True)
    body = Text()
    seen = Integer(default=1)
    problem = Varchar(length=300, default="")
    received_at = Timestamptz(default=None)
    processed_at = Timestamptz(null=True, default=None)


class Receipt(Table):
    """One status of one message; `delivery_id` stays empty while nobody knows whose it is."""

    id: BigSerial = BigSerial(primary_key=True)
    provider = Varchar(length=20)
    provider_ref = Varchar(length=200)
    status = Varchar(length=20)
    happened_at = Timestamptz(default=None)
    callback = Varchar(length=64, default="")
    code = Varchar(length=20, default="")
    seen = Integer(default=1)
    delivery_id = BigInt(null=True, default=None)
    attempt_id = BigInt(null=True, default=None)
    recorded_at = Timestamptz(default=None)


class PairRate(Table, tablename="pair_rate"):
    """When a number may be written to again, in seconds of the database's clock."""

    recipient = Varchar(length=20, primary_key=True)
    next_at = DoublePrecision(default=0.0)
