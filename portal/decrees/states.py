"""Which state follows which, and what the dates make of a decree that was put in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portal.decrees.kinds import BEFORE_FORCE, DecreeState
from portal.errors import Conflict


class Standing(StrEnum):
    """What a decree is on a given moment, as pages name it."""

    DRAFT = "draft"
    CONFIRMATION = "confirmation"
    READY = "ready"
    SIGNED = "signed"
    AHEAD = "ahead"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


WORDS = {
    Standing.DRAFT: "Konsep",
    Standing.CONFIRMATION: "Konfirmasi perangkat daerah",
    Standing.READY: "Paraf koordinasi",
    Standing.SIGNED: "Ditetapkan",
    Standing.AHEAD: "Ditetapkan, belum mulai berlaku",
    Standing.IN_FORCE: "Berlaku",
    Standing.SUPERSEDED: "Diganti",
    Standing.WITHDRAWN: "Dicabut",
}


class Step(StrEnum):
    """An act that moves a decree on."""

    OPEN_ROUND = "open_round"
    READY = "ready"
    REVISE = "revise"
    SIGN = "sign"
    ENACT = "enact"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step may begin and where it leads."""

    since: tuple[DecreeState, ...]
    to: DecreeState


MOVES = {
    Step.OPEN_ROUND: Move((DecreeState.DRAFT,), DecreeState.CONFIRMATION),
    Step.READY: Move((DecreeState.DRAFT, DecreeState.CONFIRMATION), DecreeState.READY),
    Step.REVISE: Move((DecreeState.READY,), DecreeState.DRAFT),
    Step.SIGN: Move((DecreeState.READY,), DecreeState.SIGNED),
    Step.ENACT: Move((DecreeState.SIGNED,), DecreeState.IN_FORCE),
    Step.WITHDRAW: Move((*BEFORE_FORCE, DecreeState.IN_FORCE), DecreeState.WITHDRAWN),
}
MOVED_ON = "Keadaan SK ini sudah berubah. Muat ulang halamannya."


@dataclass(frozen=True, slots=True)
class Period:
    """From–until; no end means until something ends it."""

    starts_at: datetime
    ends_at: datetime | None

    def covers(self, at: datetime) -> bool:
        """Whether the moment lies in it; the end itself does not."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    @property
    def is_empty(self) -> bool:
        """Whether it never held."""
        return self.ends_at is not None and self.ends_at <= self.starts_at


def may(step: Step, state: str) -> bool:
    """Whether the step can be taken from this state."""
    return state in MOVES[step].since


def check(step: Step, state: str) -> DecreeState:
    """The state that the step leads to; raises Conflict where it cannot be taken any more."""
    if not may(step, state):
        raise Conflict(MOVED_ON)
    return MOVES[step].to


def standing(state: str, terms: Iterable[Period], at: datetime) -> Standing:
    """What the decree is at that moment."""
    if state != DecreeState.IN_FORCE:
        return Standing(state)
    held = [term for term in terms if not term.is_empty]
    if any(term.covers(at) for term in held):
        return Standing.IN_FORCE
    return Standing.AHEAD if any(term.starts_at > at for term in held) else Standing.SUPERSEDED
