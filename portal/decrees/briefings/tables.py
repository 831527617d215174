"""Briefing sessions, who was invited and who came; the lesson's pages and who has read them."""

from piccolo.columns import (
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
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from portal.accounts.tables import Account


class Briefing(Table, tablename="briefing"):
    """A session at a place and an hour; one that does not take place is cancelled with a reason."""

    id: BigSerial = BigSerial(primary_key=True)
    public_id = Varchar(length=22, unique=True)
    title = Varchar(length=160)
    held_at = Timestamptz(default=None)
    location = Varchar(length=160)
    note = Text(default="")
    material_file = BigInt(null=True, default=None)
    created_by = Varchar(length=60)
    created_at = Timestamptz(default=None)
    cancelled_at = Timestamptz(null=True, default=None)
    cancelled_reason = Text(default="")
    version = Integer(default=1)


class BriefingGuest(Table, tablename="briefing_guest"):
    """A person on a session's list; `has_come` stays open until the list is taken."""

    id: BigSerial = BigSerial(primary_key=True)
    briefing = ForeignKey(Briefing, null=False, on_delete=OnDelete.restrict)
    account = ForeignKey(Account, null=False, on_delete=OnDelete.restrict)
    invited_at = Timestamptz(null=True, default=None)
    has_come = Boolean(null=True, default=None)
    marked_by = Varchar(length=60, default="")
    marked_at = Timestamptz(null=True, default=None)


class LessonPage(Table, tablename="lesson_page"):
    """A step of the lesson: a heading, some sentences, and a picture where one helps."""

    id: BigSerial = BigSerial(primary_key=True)
    place = SmallInt()
    title = Varchar(length=120)
    body = Text()
    picture_file = BigInt(null=True, default=None)
    picture_words = Varchar(length=200, default="")
    changed_by = Varchar(length=60, default="")
    changed_at = Timestamptz(null=True, default=None)
    hidden_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)


class LessonReading(Table, tablename="lesson_reading"):
    """Somebody ticked that they have gone through the lesson."""

    id: BigSerial = BigSerial(primary_key=True)
    account = ForeignKey(Account, null=False, unique=True, on_delete=OnDelete.restrict)
    read_at = Timestamptz(default=None)
