"""What is to be held: a role, where, from–until."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from piccolo.columns import Timestamptz
from piccolo.columns.combination import And, Or

from portal.accounts.tables import Assignment, AssignmentSource


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be held: a role, for one agency or for all, from–until."""

    role: str
    agency_id: int | None
    starts_at: datetime
    ends_at: datetime | None = None
    source: AssignmentSource = AssignmentSource.HAND


def in_force(at: datetime) -> And:
    """The WHERE for assignments that hold at that moment."""
    return And(Assignment.starts_at <= at, not_over(at))


def not_over(at: datetime | Timestamptz) -> Or:
    """The WHERE for assignments whose end is still to come, or that have none."""
    return Or(Assignment.ends_at.is_null(), Assignment.ends_at > at)
