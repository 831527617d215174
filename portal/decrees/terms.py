"""Which periods begin and end when a decree takes effect or is withdrawn.

A decree stays in force until its successor takes effect, also past the end that is written in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from portal import clock, db
from portal.decrees.kinds import DecreeKind
from portal.decrees.plans import TermRow
from portal.decrees.rights import term_row
from portal.decrees.states import Period
from portal.decrees.tables import Term

OVERLAP = "SK lain sudah ditetapkan berlaku mulai tanggal yang sama atau sesudahnya. Cabut dahulu SK itu."
NO_BASE = "SK yang diubah tidak berlaku pada tanggal mulai SK Perubahan ini."
NOT_LATEST = "SK berikutnya sudah ditetapkan. Cabut dahulu SK itu."
ENDED_BY = """
SELECT id, decree, kind, starts_at, ends_at, ended_by FROM decree_term WHERE ended_by = {} ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """What changes among the terms at a moment; `changed` are written ones with their new dates."""

    at: datetime
    begun: tuple[TermRow, ...] = ()
    changed: tuple[TermRow, ...] = ()
    refusal: str = ""

    def applied_to(self, terms: Iterable[TermRow]) -> list[TermRow]:
        """The terms as they will be."""
        new = {term.id: term for term in self.changed}
        return [new.pop(term.id, term) for term in terms] + [*new.values(), *self.begun]


def midnight(day: date) -> datetime:
    """The first moment of a day in the regency."""
    return datetime.combine(day, time(), clock.WIB)


def enacting(decree: dict[str, Any], terms: Sequence[TermRow], at: datetime) -> Turn:
    """The turn by which a signed decree takes effect: never before the pressing, whatever its date says."""
    starts_at = max(midnight(decree["effective_from"]), at)
    if decree["kind"] == DecreeKind.AMENDMENT:
        return _amending(decree, terms, starts_at)
    mains = [term for term in terms if term.kind == DecreeKind.MAIN and not term.period.is_empty]
    if any(term.period.starts_at >= starts_at for term in mains):
        return Turn(starts_at, refusal=OVERLAP)
    new = TermRow(None, decree["id"], decree["kind"], Period(starts_at, None))
    return Turn(starts_at, (new,), tuple(_ended(terms, starts_at, by=decree["id"])))


async def withdrawing(decree: dict[str, Any], terms: Sequence[TermRow], at: datetime) -> Turn:
    """The turn by which a decree is withdrawn: its terms end, and what it had ended begins again."""
    own = [term for term in terms if term.decree_id == decree["id"] and not term.period.is_empty]
    if not own or own[-1].period.ends_at is not None:
        return Turn(at, refusal=NOT_LATEST)
    moment = max(at, own[-1].period.starts_at)
    if decree["kind"] == DecreeKind.AMENDMENT:
        return Turn(moment, changed=tuple(_ended(own, moment)))
    over = _ended([term for term in terms if not term.period.is_empty], moment)
    former = [term_row(row) for row in await db.rows(ENDED_BY, decree["id"])]
    # Ended at a date still to come, it simply goes on; ended before now, it begins a second time.
    goes_on = [_reopened(term, term.period.starts_at) for term in former if _ahead(term, at)]
    again = [replace(_reopened(term, at), id=None) for term in former if not _ahead(term, at)]
    return Turn(moment, tuple(again), (*over, *goes_on))


async def write(turn: Turn) -> None:
    """Write the turn in the caller's transaction: ends first, so that at most one main decree lasts."""
    for term in sorted(turn.changed, key=lambda term: term.period.ends_at is None):
        await Term.update({Term.ends_at: term.period.ends_at, Term.ended_by: term.ended_by}).where(
            Term.id == term.id
        )
    for term in turn.begun:
        await Term.insert(
            Term(
                decree=term.decree_id,
                kind=term.kind,
                starts_at=term.period.starts_at,
                ends_at=term.period.ends_at,
                ended_by=term.ended_by,
            )
        )


def _amending(decree: dict[str, Any], terms: Sequence[TermRow], starts_at: datetime) -> Turn:
    base = [
        term for term in terms if term.decree_id == decree["predecessor"] and term.period.covers(starts_at)
    ]
    if not base:
        return Turn(starts_at, refusal=NO_BASE)
    until = base[0].period.ends_at
    new = TermRow(None, decree["id"], decree["kind"], Period(starts_at, until), base[0].ended_by)
    return Turn(starts_at, (new,))


def _ended(terms: Iterable[TermRow], moment: datetime, *, by: int | None = None) -> list[TermRow]:
    """Those that would go on, ending at the moment; one that has not begun ends where it begins."""
    return [
        replace(term, period=Period(term.period.starts_at, max(moment, term.period.starts_at)), ended_by=by)
        for term in terms
        if term.period.ends_at is None or term.period.ends_at > moment
    ]


def _reopened(term: TermRow, starts_at: datetime) -> TermRow:
    return replace(term, period=Period(max(starts_at, term.period.starts_at), None), ended_by=None)


def _ahead(term: TermRow, at: datetime) -> bool:
    return term.period.ends_at is not None and (
        term.period.ends_at > at or (term.period.is_empty and term.period.starts_at > at)
    )
