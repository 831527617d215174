"""The rows that the page of one complaint is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a complaint beside its own row; the reporter stays masked."""

    category: str
    topic: str
    district: str
    holder: str
    office: str
    body: str
    body_final: str
    reporter: str
    has_contact: bool


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A deadline with the rule that judges it."""

    step: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    days: int
    unit: str
    legal_basis: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A line of the timeline, oldest first."""

    id: int
    kind: str
    happened_at: datetime
    recorded_at: datetime
    actor_key: str
    actor_name: str
    role: str
    agency: str
    text: str
    is_internal: bool
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """A follow-up with the ids of its files."""

    id: int
    disposition: int | None
    stage: str
    status: str
    text: str
    promised_date: date | None
    author_key: str
    author_name: str
    happened_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    decided_by_name: str
    decision_note: str
    stand_in_reason: str
    copied_to_lapor_on: date | None
    copied_by_name: str
    version: int
    files: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class InquiryRow:
    """A question with its answer; empty agencies stand for Kominfo. `may_reply`: it waits for the actor."""

    id: int
    asked_by: str
    asked_of: str
    question: str
    asked_by_name: str
    asked_at: datetime
    answer: str
    answered_by_name: str
    answered_at: datetime | None
    may_reply: bool


@dataclass(frozen=True, slots=True)
class DispositionRow:
    """A time the complaint spent with an agency."""

    id: int
    agency: int
    agency_name: str
    note: str
    disposed_by_name: str
    starts_at: datetime | None
    accepted_at: datetime | None
    ends_at: datetime | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Detail:
    """All that the page of one complaint shows."""

    facts: Facts
    clocks: tuple[ClockRow, ...]
    entries: tuple[EntryRow, ...]
    follow_ups: tuple[FollowUpRow, ...]
    inquiries: tuple[InquiryRow, ...]
    dispositions: tuple[DispositionRow, ...]
    files: tuple[int, ...]
