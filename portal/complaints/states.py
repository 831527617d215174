"""The one table of what may happen to a complaint: act, from where, by whom, to where, clocks, who is told.

Verbs put it into their WHERE, pages ask it what to offer, tests walk it, the manual prints it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal.complaints.acts import Act, Asks, Audience, Notice, Rule, Who
from portal.complaints.kinds import DraftStatus, EntryKind, Status, Step
from portal.permissions import Permission

P, S, D, E = Permission, Status, DraftStatus, EntryKind
NO_DRAFT: frozenset[DraftStatus] = frozenset()
EDITABLE = frozenset({D.DRAFT, D.RETURNED})
SUBMITTED = frozenset({D.SUBMITTED})
EVERY = frozenset(S)
NO_STATE: frozenset[Status] = frozenset()
BUSY = frozenset({S.DISPOSED, S.ACCEPTED, S.ANSWERED})
REMINDERS = ("due_tomorrow", "overdue")
KNOWN = EVERY - {S.RECEIVED}
HAND_OVER = ("disposed", "draft_submitted", "draft_returned", "asked", "answered", *REMINDERS)


def _from(*states: Status) -> frozenset[Status]:
    return frozenset(states)


TABLE: tuple[Rule, ...] = (
    Rule(
        Act.RECORD, NO_STATE, P.COMPLAINT_CREATE, Who.OFFICE, E.RECORDED, S.RECEIVED,
        starts=(Step.VERIFY, Step.FINISH), warns=True,
    ),
    Rule(
        Act.VERIFY, _from(S.RECEIVED, S.POSTPONED), P.COMPLAINT_VERIFY, Who.KOMINFO, E.VERIFIED, S.VERIFIED,
        stops=(Step.VERIFY,), moot=REMINDERS, warns=True,
    ),
    Rule(
        Act.CORRECT, BUSY, P.COMPLAINT_VERIFY, Who.KOMINFO, E.CORRECTED, S.VERIFIED, asks=Asks.LEAVES,
        moot=("returned", "changed_in_lapor", *HAND_OVER), warns=True,
    ),
    Rule(Act.CORRECT, KNOWN, P.COMPLAINT_VERIFY, Who.KOMINFO, E.CORRECTED, warns=True),
    Rule(
        Act.ARCHIVE, _from(S.RECEIVED, S.VERIFIED, S.POSTPONED), P.COMPLAINT_ARCHIVE, Who.KOMINFO, E.ARCHIVED,
        S.ARCHIVED, stops=tuple(Step), moot=("returned", *HAND_OVER),
    ),
    Rule(
        Act.DISPOSE, _from(S.VERIFIED), P.COMPLAINT_DISPOSE, Who.KOMINFO, E.DISPOSED, S.DISPOSED,
        starts=(Step.FOLLOW_UP,), notice=Notice("disposed", Audience.TEAM), moot=("returned",),
    ),
    Rule(
        Act.REDISPOSE, BUSY, P.COMPLAINT_DISPOSE, Who.KOMINFO, E.REDISPOSED, S.DISPOSED,
        starts=(Step.FOLLOW_UP,), notice=Notice("disposed", Audience.TEAM), moot=HAND_OVER,
    ),
    Rule(
        Act.WITHDRAW, _from(S.DISPOSED), P.COMPLAINT_DISPOSE, Who.KOMINFO, E.WITHDRAWN, S.VERIFIED,
        moot=HAND_OVER,
    ),
    Rule(Act.ACCEPT, _from(S.DISPOSED), P.COMPLAINT_ACCEPT, Who.HOLDER, E.ACCEPTED, S.ACCEPTED),
    Rule(
        Act.RETURN, _from(S.DISPOSED, S.ACCEPTED), P.COMPLAINT_RETURN, Who.HOLDER, E.RETURNED, S.VERIFIED,
        notice=Notice("returned", Audience.KOMINFO), moot=HAND_OVER,
    ),
    Rule(
        Act.ASK, BUSY, P.COMPLAINT_ASK, Who.EITHER, E.ASKED, asks=Asks.HELD,
        notice=Notice("asked", Audience.OTHER_SIDE),
    ),
    Rule(
        Act.REPLY, BUSY, P.COMPLAINT_ASK, Who.EITHER, E.REPLIED, asks=Asks.HELD,
        notice=Notice("answered", Audience.OTHER_SIDE), moot=("asked",),
    ),
    Rule(Act.NOTE, EVERY, P.COMPLAINT_NOTE, Who.EITHER, E.NOTED),
    # Who begins to write has taken the complaint on.
    Rule(
        Act.DRAFT, _from(S.DISPOSED), P.FOLLOW_UP_WRITE, Who.HOLDER, E.DRAFTED, S.ACCEPTED,
        draft=NO_DRAFT, draft_target=D.DRAFT,
    ),
    Rule(
        Act.DRAFT, _from(S.ACCEPTED, S.ANSWERED), P.FOLLOW_UP_WRITE, Who.HOLDER, E.DRAFTED,
        draft=NO_DRAFT, draft_target=D.DRAFT,
    ),
    Rule(Act.REVISE, _from(S.ACCEPTED, S.ANSWERED), P.FOLLOW_UP_WRITE, Who.HOLDER, E.REVISED, draft=EDITABLE),
    Rule(
        Act.SUBMIT, _from(S.ACCEPTED, S.ANSWERED), P.FOLLOW_UP_WRITE, Who.HOLDER, E.SUBMITTED,
        draft=EDITABLE, draft_target=D.SUBMITTED,
        notice=Notice("draft_submitted", Audience.APPROVERS), moot=("draft_returned",),
    ),
    Rule(
        Act.APPROVE, _from(S.ACCEPTED, S.ANSWERED), P.FOLLOW_UP_APPROVE, Who.OWN_SEAT, E.APPROVED,
        S.ANSWERED, draft=SUBMITTED, draft_target=D.APPROVED, stops=(Step.FOLLOW_UP,),
        moot=("draft_submitted", *REMINDERS),
    ),
    Rule(
        Act.APPROVE_IN_PLACE, _from(S.ACCEPTED, S.ANSWERED), P.FOLLOW_UP_STAND_IN, Who.HOLDER,
        E.APPROVED_IN_PLACE, S.ANSWERED, draft=SUBMITTED, draft_target=D.APPROVED, stops=(Step.FOLLOW_UP,),
        moot=("draft_submitted", *REMINDERS),
    ),
    Rule(
        Act.RETURN_DRAFT, _from(S.ACCEPTED, S.ANSWERED), P.FOLLOW_UP_APPROVE, Who.HOLDER, E.DRAFT_RETURNED,
        draft=SUBMITTED, draft_target=D.RETURNED,
        notice=Notice("draft_returned", Audience.AUTHOR), moot=("draft_submitted",),
    ),
    Rule(
        Act.RESOLVE, _from(S.ANSWERED), P.COMPLAINT_RESOLVE, Who.KOMINFO, E.RESOLVED, S.RESOLVED,
        stops=tuple(Step), notice=Notice("resolved", Audience.TEAM), moot=HAND_OVER,
    ),
    Rule(
        Act.RESOLVE, _from(S.VERIFIED, S.DISPOSED, S.ACCEPTED), P.COMPLAINT_RESOLVE, Who.KOMINFO, E.RESOLVED,
        S.RESOLVED, asks=Asks.CLOSED_IN_LAPOR, stops=tuple(Step),
        notice=Notice("resolved", Audience.TEAM), moot=("returned", *HAND_OVER),
    ),
    Rule(
        Act.REOPEN, _from(S.RESOLVED), P.COMPLAINT_REOPEN, Who.KOMINFO, E.REOPENED, S.DISPOSED,
        asks=Asks.HELD, restarts=(Step.FOLLOW_UP, Step.FINISH),
        notice=Notice("disposed", Audience.TEAM), moot=("resolved",),
    ),
    Rule(
        Act.REOPEN, _from(S.RESOLVED, S.ARCHIVED), P.COMPLAINT_REOPEN, Who.KOMINFO, E.REOPENED, S.VERIFIED,
        asks=Asks.NOT_HELD, restarts=(Step.FINISH,), moot=("resolved",),
    ),
    Rule(Act.REVEAL, EVERY, P.IDENTITY_REVEAL, Who.EITHER, E.REVEALED),
    Rule(Act.COPY, EVERY, P.LAPOR_COPY, Who.KOMINFO, E.COPIED),
    Rule(Act.NUMBER, EVERY, P.LAPOR_COPY, Who.KOMINFO, E.LAPOR_NUMBERED, asks=Asks.NOT_IN_LAPOR),
    Rule(Act.UNNUMBER, EVERY, P.LAPOR_COPY, Who.KOMINFO, E.LAPOR_UNNUMBERED, asks=Asks.NUMBERED_HERE),
)  # fmt: skip
"""The written table; of two lines for one act the first that fits holds."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a complaint decides which lines fit; `draft` is where its unapproved follow-up stands.

    `leaves`: what the act finds out takes the complaint from the agency that holds it.
    """

    status: Status
    agency: int | None
    closed_in_lapor: bool = False
    draft: DraftStatus | None = None
    leaves: bool = False
    has_tracking_id: bool = False
    seen_in_lapor: bool = False

    def meets(self, rule: Rule) -> bool:
        """Whether the line fits, whoever asks."""
        return self.status in rule.sources and self._asked(rule.asks) and self._drafted(rule.draft)

    def _asked(self, asks: Asks | None) -> bool:
        answers = {
            Asks.HELD: self.agency is not None,
            Asks.NOT_HELD: self.agency is None,
            Asks.CLOSED_IN_LAPOR: self.closed_in_lapor,
            Asks.LEAVES: self.leaves,
            Asks.NOT_IN_LAPOR: not self.has_tracking_id,
            Asks.NUMBERED_HERE: self.has_tracking_id and not self.seen_in_lapor,
        }
        return asks is None or answers[asks]

    def _drafted(self, needed: frozenset[DraftStatus] | None) -> bool:
        if needed is None:
            return True
        return self.draft in needed if needed else self.draft is None


def lines(act: Act) -> Iterator[Rule]:
    """The lines of one act."""
    return (rule for rule in TABLE if rule.act is act)


def line(act: Act, standing: Standing) -> Rule | None:
    """The line that fits the complaint as it stands, or None where the table forbids the act."""
    return next((rule for rule in lines(act) if standing.meets(rule)), None)


def permission_of(act: Act) -> Permission:
    """The permission that every line of the act names."""
    return next(lines(act)).permission
