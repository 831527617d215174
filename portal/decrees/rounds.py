"""Asking every agency whether its rows are right: opening the round, aiming, reminding, escalating."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from portal import clock, db
from portal.accounts import assignments, creation
from portal.accounts.assignments import Post
from portal.accounts.identities import Person as Identity
from portal.accounts.roles import RoleCode
from portal.accounts.tables import Assignment
from portal.agencies import queries as agencies
from portal.db import bulk
from portal.decrees import events, notices, signing
from portal.decrees.kinds import OPEN_ANSWERS, SETTLED_ANSWERS, ConfirmationState, DecreeState
from portal.decrees.notices import ASKED, ESCALATED, REMINDED
from portal.decrees.rights import LOCK
from portal.decrees.states import MOVED_ON, Step
from portal.decrees.tables import Appointment, Confirmation, Decree
from portal.errors import Conflict, Refusal
from portal.permissions import Actor

AFTER_DEADLINE = timedelta(days=30)
"""How long somebody that was asked for want of a liaison keeps the right to answer."""

PAST = "Batas jawaban harus di masa depan."
ANSWERED = "Perangkat daerah ini sudah menjawab, atau jawabannya sudah diputuskan."


async def open_round(
    decree_id: int, *, deadline: datetime, asked: Collection[int] | None = None, by: Actor, at: datetime
) -> int:
    """Ask agencies, all that stand on their own unless some are named; returns how many are asked."""
    if deadline <= at:
        raise Refusal(PAST)
    async with db.lock(LOCK):
        row = await signing.find(decree_id, Step.OPEN_ROUND)
        chosen = set(asked) if asked is not None else await _asked(decree_id, at)
        ids = await _write(decree_id, chosen, deadline, at)
        if not ids:
            raise Refusal("Tidak ada perangkat daerah yang perlu diminta konfirmasi.")
        await signing.move(row, Step.OPEN_ROUND, {"round_opened_at": at, "round_deadline": deadline})
        await events.record("round_opened", decree_id, by=by, at=at, agencies=len(ids), until=deadline)
        await notices.ask(ids, ASKED, source=at.isoformat(), at=at)
    return len(ids)


async def ask(decree_id: int, agency_id: int, *, deadline: datetime, by: Actor, at: datetime) -> int:
    """Ask one more agency while the round runs."""
    if deadline <= at:
        raise Refusal(PAST)
    async with db.lock(LOCK):
        running = (Decree.id == decree_id) & (Decree.state == DecreeState.CONFIRMATION)
        if not await Decree.exists().where(running):
            raise Conflict(MOVED_ON)
        ids = await _write(decree_id, {agency_id}, deadline, at)
        if not ids:
            raise Refusal("Perangkat daerah ini sudah diminta konfirmasi.")
        await events.record("agency_asked", decree_id, by=by, at=at, agency_id=agency_id)
        await notices.ask(ids, ASKED, source=at.isoformat(), at=at)
    return ids[0]


async def aim(confirmation_id: int, *, account_id: int, by: Actor, at: datetime) -> None:
    """Ask somebody that Kominfo names instead of the liaison; they may answer for this agency only."""
    async with db.lock(LOCK):
        row = await find_open(confirmation_id)
        await _let_answer(row, account_id, by=by, at=at)
        await _aim(row, account_id, by=by, at=at)


async def aim_at_person(confirmation_id: int, whom: Identity, *, by: Actor, at: datetime) -> int:
    """As `aim`, at somebody who is in no SK yet: an account is opened, and the invitation goes out."""
    async with db.lock(LOCK):
        row = await find_open(confirmation_id)
        post = Post(RoleCode.PROPOSER, row["agency"], at, row["deadline"] + AFTER_DEADLINE)
        account_id = await creation.add_person(whom, post, by=by, at=at)
        await _aim(row, account_id, by=by, at=at)
    return account_id


async def remind(confirmation_ids: Collection[int], *, by: Actor, at: datetime) -> int:
    """Remind those who still have to answer; returns how many agencies."""
    async with db.lock(LOCK):
        ids = await _mark(confirmation_ids, Confirmation.reminded_at, at)
        if not ids:
            raise Refusal("Tidak ada yang perlu diingatkan: semua sudah menjawab.")
        await notices.ask(list(ids), REMINDED, source=at.isoformat(), at=at)
        await _note("reminded", ids, by=by, at=at)
    return len(ids)


async def escalate(confirmation_ids: Collection[int], *, by: Actor, at: datetime) -> int:
    """Let the heads know that their agency has not answered."""
    async with db.lock(LOCK):
        ids = await _mark(confirmation_ids, Confirmation.escalated_at, at)
        await notices.ask(list(ids), ESCALATED, source=at.isoformat(), at=at)
        await _note("escalated", ids, by=by, at=at)
    return len(ids)


async def find_open(confirmation_id: int) -> dict[str, Any]:
    """A confirmation that still waits for its agency; raises Conflict where it does not."""
    open_one = (Confirmation.id == confirmation_id) & Confirmation.state.is_in([*OPEN_ANSWERS])
    row = await Confirmation.select().where(open_one).first()
    if row is None:
        raise Conflict(ANSWERED)
    return row


async def _asked(decree_id: int, at: datetime) -> set[int]:
    """Agencies with rows in the draft, and every active agency that is no unit of another."""
    rows = await (
        Appointment.select(Appointment.agency)
        .where(
            Appointment.decree == decree_id,
            Appointment.agency.is_not_null(),
            Appointment.position._.per_agency.eq(True),  # noqa: FBT003 - a value, not a switch
        )
        .distinct()
    )
    day = at.astimezone(clock.WIB).date()
    alone = {each.id for each in await agencies.every() if each.parent is None and each.is_active(day)}
    return alone | {row["agency"] for row in rows}


async def _write(decree_id: int, chosen: Iterable[int], deadline: datetime, at: datetime) -> list[int]:
    """Write the questions; an agency whose answer was settled before is not asked again."""
    known = await Confirmation.select().where(Confirmation.decree == decree_id)
    standing = {row["agency"]: row for row in known}
    again = [
        row["id"] for key in chosen if (row := standing.get(key)) and row["state"] not in SETTLED_ANSWERS
    ]
    if again:
        await Confirmation.update({Confirmation.deadline: deadline}).where(Confirmation.id.is_in(again))
    records = [
        {
            "public_id": secrets.token_urlsafe(12),
            "decree": decree_id,
            "agency": key,
            "deadline": deadline,
            "asked_at": at,
            "state": ConfirmationState.ASKED.value,
        }
        for key in sorted(set(chosen) - standing.keys())
    ]
    return [*again, *(int(row["id"]) for row in await bulk.insert(Confirmation, records))]


async def _let_answer(row: dict[str, Any], account_id: int, *, by: Actor, at: datetime) -> None:
    answers = (RoleCode.LIAISON, RoleCode.LEADER, RoleCode.PROPOSER)
    may_already = await Assignment.exists().where(
        Assignment.account == account_id,
        Assignment.agency == row["agency"],
        Assignment.role.is_in(list(answers)),
        assignments.in_force(at),
    )
    if not may_already:
        post = Post(RoleCode.PROPOSER, row["agency"], at, row["deadline"] + AFTER_DEADLINE)
        await assignments.add(account_id, post, by=by, at=at)


async def _aim(row: dict[str, Any], account_id: int, *, by: Actor, at: datetime) -> None:
    await Confirmation.update({Confirmation.aimed_at: account_id}).where(Confirmation.id == row["id"])
    await notices.withdraw(row["id"], at=at)
    await events.record("aimed", row["decree"], by=by, at=at, agency_id=row["agency"])
    await notices.ask([row["id"]], ASKED, source=at.isoformat(), at=at)


async def _mark(ids: Collection[int], column: Any, at: datetime) -> dict[int, dict[str, Any]]:
    if not ids:
        return {}
    marked = await (
        Confirmation.update({column: at})
        .where(Confirmation.id.is_in(list(ids)), Confirmation.state.is_in([*OPEN_ANSWERS]))
        .returning(Confirmation.id, Confirmation.decree, Confirmation.agency)
    )
    return {row["id"]: row for row in marked}


async def _note(action: str, marked: dict[int, dict[str, Any]], *, by: Actor, at: datetime) -> None:
    decrees = {row["decree"] for row in marked.values()}
    for decree_id in decrees:
        names = [row["agency"] for row in marked.values() if row["decree"] == decree_id]
        await events.record(action, decree_id, by=by, at=at, agencies=len(names))
