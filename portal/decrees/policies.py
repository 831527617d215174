"""Who may touch which row and which answer, beyond the role: asked of person and object together."""

from __future__ import annotations

from portal.decrees.kinds import EDITABLE, OPEN_ANSWERS, DecreeState
from portal.permissions import Actor, Permission


def manages(by: Actor) -> bool:
    """Whether decrees are this person's to draft: Kominfo."""
    return by.holds(Permission.DECREE_MANAGE, None)


def confirms(by: Actor, agency_id: int) -> bool:
    """Whether the person answers for this very agency."""
    return by.holds_at(Permission.DECREE_CONFIRM, agency_id)


def is_head(by: Actor, agency_id: int) -> bool:
    """Whether the person heads this agency: the one who approves there in the place of others."""
    return by.holds_at(Permission.FOLLOW_UP_STAND_IN, agency_id)


def may_read_rows(by: Actor, agency_id: int | None) -> bool:
    """Whether the rows of an agency in a draft may be seen; None is what belongs to no agency."""
    return manages(by) or (agency_id is not None and confirms(by, agency_id))


def may_edit_row(by: Actor, state: str, agency_id: int | None, answer: str | None) -> bool:
    """Whether a row of a draft may be changed; `answer` is the state of its agency's answer, if it was asked.

    `agency_id` is None for positions that belong to no agency: they are Kominfo's.
    """
    if manages(by):
        return state in EDITABLE
    if agency_id is None or answer not in OPEN_ANSWERS:
        return False
    return state == DecreeState.CONFIRMATION and confirms(by, agency_id)
