"""What follows from a mid-year change: rights, accounts, drafts, the hand-over, and the row that says so."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from portal.decrees import events, followers, handovers, leavers, newcomers, rights, roster
from portal.decrees.kinds import MutationKind
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Mutation
from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class Occasion:
    """When, why, and the letter that says so."""

    starts_at: datetime
    reason: str
    letter_file: int | None = None


@dataclass(frozen=True, slots=True)
class Turnover:
    """A seat that changes hands; `arriving` is the key of the new row, `ends_at` of who only stands in."""

    kind: MutationKind
    seat: RosterRow
    arriving: int | None
    when: Occasion
    ends_at: datetime | None = None


async def record(change: Turnover, *, by: Actor, at: datetime) -> int:
    """Let everything follow in the act's transaction, then write what happened."""
    seat, moment = change.seat, max(change.when.starts_at, at)
    newcomer = await roster.by_id(change.arriving) if change.arriving else None
    if change.kind in {MutationKind.REPLACE, MutationKind.VACATE}:
        await followers.catch_up(seat, newcomer, moment, by=by, at=at)
    decrees = [seat.decree_id, *await followers.enacted_after(seat.decree_id, moment)]
    await newcomers.open_accounts(await newcomers.matches(decrees, at), by=by, at=at)
    await rights.settle(by=by, at=at)
    if newcomer and not newcomer.is_stand_in:
        await handovers.begin_for([newcomer], starts_at=moment, at=at)
    await leavers.close_sessions(at)
    mutation_id = await _insert(change, by=by, at=at)
    await events.record(
        "mutated",
        seat.decree_id,
        by=by,
        at=at,
        agency_id=seat.agency_id,
        kind=change.kind,
        position=seat.position,
    )
    return mutation_id


async def _insert(change: Turnover, *, by: Actor, at: datetime) -> int:
    row = Mutation(
        public_id=secrets.token_urlsafe(12),
        decree=change.seat.decree_id,
        agency=change.seat.agency_id,
        kind=change.kind,
        leaving=None if change.kind is MutationKind.ADD else change.seat.id,
        arriving=change.arriving,
        starts_at=change.when.starts_at,
        ends_at=change.ends_at,
        reason=change.when.reason.strip(),
        letter_file=change.when.letter_file,
        # Who only stands in does not take the LAPOR! account over: that task is done before it begins.
        lapor_switched_at=at if change.kind is MutationKind.ABSENCE else None,
        recorded_by=by.key,
        recorded_at=at,
    )
    return int((await Mutation.insert(row))[0]["id"])
