"""The fixed words of the domain: states, channels, classes, steps and what a timeline line can be."""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    VERIFIED = "verified"
    DISPOSED = "disposed"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    RESOLVED = "resolved"
    ARCHIVED = "archived"
    POSTPONED = "postponed"


class Classification(StrEnum):
    """LAPOR!'s four classes; a complaint recorded by hand that nobody has classed yet has none.

    Held: an export calls its class by a name that nobody understands, or by none.
    """

    NONE = ""
    ASPIRATION = "aspiration"
    INFORMATION = "information"
    COMPLAINT = "complaint"
    SUPERVISORY = "supervisory"
    HELD = "held"


NAMED = frozenset(Classification) - {Classification.NONE, Classification.HELD}
"""What somebody can choose."""

RESTRICTED = frozenset({Classification.SUPERVISORY, Classification.HELD})
"""Seen by Kominfo and Inspektorat alone: what is not understood may be about the agency itself."""


class Channel(StrEnum):
    """The way a complaint came in."""

    LAPOR = "lapor"
    WHATSAPP = "whatsapp"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    TIKTOK = "tiktok"
    SUKMA = "sukma"
    LETTER = "letter"
    PHONE = "phone"
    OTHER = "other"


class Bucket(StrEnum):
    """The ministry's four counts, and the two that stand outside them."""

    UNVERIFIED = "unverified"
    NOT_FOLLOWED_UP = "not_followed_up"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    ARCHIVED = "archived"
    POSTPONED = "postponed"


class Step(StrEnum):
    """What a clock measures."""

    VERIFY = "verify"
    FOLLOW_UP = "follow_up"
    FINISH = "finish"


class Outcome(StrEnum):
    """How a disposition ended; empty while it is open."""

    OPEN = ""
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REDISPOSED = "redisposed"
    RESOLVED = "resolved"


class Stage(StrEnum):
    """What a follow-up is to the reporter."""

    FIRST = "first"
    INTERIM = "interim"
    FINAL = "final"


class DraftStatus(StrEnum):
    """Where a follow-up stands; dropped where the complaint left the agency before it was approved."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    DROPPED = "dropped"


class EntryKind(StrEnum):
    """A line of the timeline; `complaint.{kind}` is its name in the audit."""

    RECORDED = "recorded"
    IMPORTED = "imported"
    VERIFIED = "verified"
    ARCHIVED = "archived"
    DISPOSED = "disposed"
    REDISPOSED = "redisposed"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    ASKED = "asked"
    REPLIED = "replied"
    NOTED = "noted"
    DRAFTED = "drafted"
    REVISED = "revised"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    APPROVED_IN_PLACE = "approved_in_place"
    DRAFT_RETURNED = "draft_returned"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    REVEALED = "revealed"
    COPIED = "copied"
    CHANGED_IN_LAPOR = "changed_in_lapor"
    HISTORY_ADDED = "history_added"
    IMPORT_UNDONE = "import_undone"
    DEADLINE_MOVED = "deadline_moved"
    AGENCY_MERGED = "agency_merged"
    AGENCY_PARTED = "agency_parted"
    CORRECTED = "corrected"
    LAPOR_NUMBERED = "lapor_numbered"
    LAPOR_UNNUMBERED = "lapor_unnumbered"
    CLASSED = "classed"


OPEN = frozenset({Status.RECEIVED, Status.VERIFIED, Status.DISPOSED, Status.ACCEPTED, Status.ANSWERED})
"""The states in which somebody still has to do something."""

WITH_AGENCY = frozenset({Status.DISPOSED, Status.ACCEPTED, Status.ANSWERED})
"""The states in which an agency has the complaint on its desk."""

UNAPPROVED = frozenset({DraftStatus.DRAFT, DraftStatus.SUBMITTED, DraftStatus.RETURNED})
"""A follow-up that may still become an answer; one complaint has at most one of them."""
