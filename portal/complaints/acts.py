"""What a line of the state table is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from portal.complaints.kinds import DraftStatus, EntryKind, Status, Step
from portal.permissions import Permission


class Act(StrEnum):
    """What somebody does with a complaint."""

    RECORD = "record"
    VERIFY = "verify"
    ARCHIVE = "archive"
    DISPOSE = "dispose"
    REDISPOSE = "redispose"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    ASK = "ask"
    REPLY = "reply"
    NOTE = "note"
    DRAFT = "draft"
    REVISE = "revise"
    SUBMIT = "submit"
    APPROVE = "approve"
    APPROVE_IN_PLACE = "approve_in_place"
    RETURN_DRAFT = "return_draft"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    REVEAL = "reveal"
    COPY = "copy"
    CORRECT = "correct"
    NUMBER = "number"
    UNNUMBER = "unnumber"


class Who(StrEnum):
    """Where the act's permission must be held."""

    KOMINFO = "kominfo"
    """For all agencies."""
    HOLDER = "holder"
    """For the agency that holds the complaint now."""
    OWN_SEAT = "own_seat"
    """By a role at that very agency; for all agencies is not enough."""
    EITHER = "either"
    """For all agencies, or for the one that holds the complaint."""
    OFFICE = "office"
    """For the agency that records it."""


class Audience(StrEnum):
    """Who is told."""

    TEAM = "team"
    """Liaison and operators of the agency that holds it."""
    APPROVERS = "approvers"
    """The liaison; where the seat is empty the agency's head and Kominfo."""
    AUTHOR = "author"
    KOMINFO = "kominfo"
    OTHER_SIDE = "other_side"
    """Kominfo's question goes to the team, the team's to Kominfo."""


class Asks(StrEnum):
    """What must be so beyond the state."""

    HELD = "held"
    NOT_HELD = "not_held"
    CLOSED_IN_LAPOR = "closed_in_lapor"
    """LAPOR! has closed it already."""
    LEAVES = "leaves"
    """What is found out takes it from the agency that holds it."""
    NOT_IN_LAPOR = "not_in_lapor"
    """It has no Tracking ID."""
    NUMBERED_HERE = "numbered_here"
    """Its Tracking ID was typed here, and no file of LAPOR! has named it yet."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message that the act causes."""

    kind: str
    to: Audience


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table. `target` None: the state stays. `draft` is where the open follow-up must stand.

    `restarts` begins a clock anew, `starts` only one that never ran: a count is not repeated because the
    complaint changed hands. `moot` names the waiting messages that the act makes pointless.
    `warns`: the Inspektorat is told where the act makes the complaint berkadar pengawasan.
    """

    act: Act
    sources: frozenset[Status]
    permission: Permission
    who: Who
    entry: EntryKind
    target: Status | None = None
    asks: Asks | None = None
    draft: frozenset[DraftStatus] | None = None
    draft_target: DraftStatus | None = None
    starts: tuple[Step, ...] = ()
    restarts: tuple[Step, ...] = ()
    stops: tuple[Step, ...] = ()
    notice: Notice | None = None
    moot: tuple[str, ...] = ()
    warns: bool = False

    @property
    def is_silent(self) -> bool:
        """Written to the audit only: saving a draft again is no step of the complaint."""
        return self.entry in {EntryKind.REVISED}
