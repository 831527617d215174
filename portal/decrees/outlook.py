"""What follows from a turn of terms: the rights before and after, the same for preview and act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.decrees import newcomers, rights, terms
from portal.decrees.newcomers import Match
from portal.decrees.plans import Plan, Right, Seat, TermRow, plan, wanted
from portal.decrees.rights import Book
from portal.decrees.terms import Turn

Holding = tuple[int, str, int | None]
"""Account (below zero: one to be opened), role, agency."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """A turn and all that comes of it."""

    turn: Turn
    book: Book
    terms: tuple[TermRow, ...]
    seats: tuple[Seat, ...]
    found: tuple[Match, ...]

    @property
    def plan(self) -> Plan:
        """What is to be written at the moment of pressing."""
        return plan(self.terms, self.seats, self.book.written, self.book.at)

    @property
    def after(self) -> list[Right]:
        """Every right from the pressing on."""
        return wanted(self.terms, self.seats, self.book.at)

    def held_before(self) -> set[Holding]:
        """What decrees would give at the turn, were it not for it."""
        return holdings((kept.right for kept in self.book.written), self.turn.at)

    def held_after(self) -> set[Holding]:
        """What decrees give from the turn on."""
        return holdings(self.after, self.turn.at)


async def of_enacting(decree: dict[str, Any], at: datetime) -> Outlook:
    """What comes of putting a decree in force."""
    book = await rights.read(at, besides=[decree["id"]])
    turn = terms.enacting(decree, book.terms, at)
    return await _outlook(turn, book, [decree["id"]], at)


async def of_withdrawing(decree: dict[str, Any], at: datetime) -> Outlook:
    """What comes of withdrawing a decree that was put in force."""
    running = await rights.terms_from(at)
    turn = await terms.withdrawing(decree, running, at)
    again = sorted({term.decree_id for term in turn.begun})
    book = await rights.read(at, besides=again)
    return await _outlook(turn, book, again, at)


def holdings(given: Iterable[Right], at: datetime) -> set[Holding]:
    """Who holds what where at a moment."""
    return {(right.account_id, right.role, right.agency_id) for right in given if right.period.covers(at)}


async def _outlook(turn: Turn, book: Book, new: Sequence[int], at: datetime) -> Outlook:
    found = await newcomers.matches(new, at)
    after = turn.applied_to(book.terms)
    return Outlook(turn, book, tuple(after), tuple(newcomers.seated(book.seats, found)), tuple(found))
