"""The fixed words of the decree: its states, what a row of the roster does, how an agency answered."""

from __future__ import annotations

from enum import StrEnum


class DecreeKind(StrEnum):
    """A year's decree, or one that changes rows of it while it stays."""

    MAIN = "main"
    AMENDMENT = "amendment"


class DecreeState(StrEnum):
    """How far a decree has come by acts; what dates make of it is asked of `states.standing`."""

    DRAFT = "draft"
    CONFIRMATION = "confirmation"
    READY = "ready"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    WITHDRAWN = "withdrawn"


class Capacity(StrEnum):
    """In which capacity the signer signs."""

    DEFINITIVE = "definitive"
    ACTING_HEAD = "pj"
    ACTING = "plt"
    ON_BEHALF = "an"


class Change(StrEnum):
    """What a row does to the roster before it; an ended row appoints nobody."""

    KEEP = "keep"
    REPLACE = "replace"
    NEW = "new"
    END = "end"


class ConfirmationState(StrEnum):
    """Where an agency's answer stands."""

    ASKED = "asked"
    WITH_HEAD = "with_head"
    ANSWERED = "answered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DECIDED = "decided"


class MutationKind(StrEnum):
    """What happened in the middle of the year."""

    REPLACE = "replace"
    VACATE = "vacate"
    ABSENCE = "absence"
    ADD = "add"


EDITABLE = (DecreeState.DRAFT, DecreeState.CONFIRMATION)
"""States in which the roster can still be changed."""

BEFORE_FORCE = (DecreeState.DRAFT, DecreeState.CONFIRMATION, DecreeState.READY, DecreeState.SIGNED)

OPEN_ANSWERS = (ConfirmationState.ASKED, ConfirmationState.WITH_HEAD, ConfirmationState.RETURNED)
"""The agency still has to answer."""

SETTLED_ANSWERS = (ConfirmationState.ACCEPTED, ConfirmationState.DECIDED)
