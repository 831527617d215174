"""The yearly access review and what was decided about each account."""

from enum import StrEnum

from piccolo.columns import BigSerial, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.accounts.tables import Account


class Decision(StrEnum):
    """What becomes of an account."""

    KEEP = "keep"
    END = "end"


class AccessReview(Table, tablename="access_review"):
    """One year's review; closed once every account has been decided on."""

    id: BigSerial = BigSerial(primary_key=True)
    year = Integer(unique=True)
    opened_by = Varchar(length=60)
    opened_at = Timestamptz(default=None)
    closed_by = Varchar(length=60, default="")
    closed_at = Timestamptz(null=True, default=None)


class AccessDecision(Table, tablename="access_decision"):
    """Keep or end, with the rights as they stood when it was decided."""

    id: BigSerial = BigSerial(primary_key=True)
    review = ForeignKey(AccessReview, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    decision = Varchar(length=4, choices=Decision)
    note = Text(default="")
    rights = Text(default="")
    decided_by = Varchar(length=60)
    decided_by_name = Varchar(length=120)
    decided_at = Timestamptz(default=None)
