"""An agency's answer in the round, and what Kominfo makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts.current_user import account_of
from portal.decrees import events, notices, policies, roster
from portal.decrees.drafting import Stale
from portal.decrees.kinds import OPEN_ANSWERS, Change, ConfirmationState, DecreeState
from portal.decrees.notices import ESCALATED, RETURNED
from portal.decrees.rights import LOCK
from portal.decrees.roster import RosterRow
from portal.decrees.row_rules import required
from portal.decrees.states import MOVED_ON
from portal.decrees.tables import Confirmation, Decree
from portal.errors import Conflict, Forbidden, Refusal
from portal.permissions import Actor, Permission

STALE = "Jawaban ini baru saja diubah orang lain. Muat ulang halamannya."
FOR_HEAD = "Perubahan ini menunggu persetujuan kepala perangkat daerah."
NOT_YOURS = "Anda tidak menjawab untuk perangkat daerah ini."


async def approve(
    confirmation_id: int,
    *,
    remarks: str = "",
    letter_file: int | None = None,
    version: int,
    by: Actor,
    at: datetime,
) -> ConfirmationState:
    """The agency says that its rows are right; who removes themselves needs the head's yes."""
    async with db.lock(LOCK):
        row = await _find(confirmation_id, OPEN_ANSWERS)
        if not policies.confirms(by, row["agency"]):
            raise Forbidden(NOT_YOURS)
        to = await _answer_of(row, by)
        values: dict[Any, Any] = {
            "answered_by": by.key,
            "answered_name": by.name,
            "answered_at": at,
            "remarks": remarks.strip(),
            "letter_file": letter_file or row["letter_file"],
        }
        await _move(row, to, values, version=version)
        await notices.withdraw(row["id"], at=at)
        if to is ConfirmationState.WITH_HEAD:
            await notices.ask([row["id"]], ESCALATED, source=at.isoformat(), at=at)
        action = "sent_to_head" if to is ConfirmationState.WITH_HEAD else "answered"
        await _note(action, row, Permission.DECREE_CONFIRM, by=by, at=at)
    return to


async def accept(confirmation_id: int, *, version: int, by: Actor, at: datetime) -> None:
    """Kominfo takes the answer into the draft as it stands."""
    async with db.lock(LOCK):
        row = await _find(confirmation_id, (ConfirmationState.ANSWERED,))
        await _settle(row, ConfirmationState.ACCEPTED, {}, version=version, by=by, at=at)
        await _note("accepted", row, Permission.DECREE_MANAGE, by=by, at=at)


async def give_back(confirmation_id: int, *, reason: str, version: int, by: Actor, at: datetime) -> None:
    """Kominfo returns the answer with a reason; the agency may change its rows again."""
    why = required(reason)
    async with db.lock(LOCK):
        row = await _find(confirmation_id, (ConfirmationState.ANSWERED,))
        _ensure_manages(by)
        await _move(row, ConfirmationState.RETURNED, {"returned_reason": why}, version=version)
        await _note("answer_returned", row, Permission.DECREE_MANAGE, by=by, at=at)
        await notices.ask([row["id"]], RETURNED, source=at.isoformat(), at=at)


async def decide(confirmation_id: int, *, reason: str, version: int, by: Actor, at: datetime) -> None:
    """Kominfo decides for an agency that did not answer; its rows stay as they are written."""
    why = required(reason)
    async with db.lock(LOCK):
        row = await _find(confirmation_id, (*OPEN_ANSWERS, ConfirmationState.ANSWERED))
        await _settle(row, ConfirmationState.DECIDED, {"remarks": why}, version=version, by=by, at=at)
        await notices.withdraw(row["id"], at=at)
        await _note("decided", row, Permission.DECREE_MANAGE, by=by, at=at)


def removes_themselves(rows: Iterable[RosterRow], account_id: int | None) -> bool:
    """Whether rows replace or end the very person; keeping oneself needs nobody else."""
    leaving = (Change.REPLACE, Change.END)
    return account_id is not None and any(
        row.was_account_id == account_id and row.change in leaving for row in rows
    )


async def _answer_of(row: dict[str, Any], by: Actor) -> ConfirmationState:
    if policies.is_head(by, row["agency"]):
        return ConfirmationState.ANSWERED
    if row["state"] == ConfirmationState.WITH_HEAD:
        raise Refusal(FOR_HEAD)
    rows = await roster.rows_of(row["decree"], agency_id=row["agency"])
    if removes_themselves(rows, account_of(by.key)):
        return ConfirmationState.WITH_HEAD
    return ConfirmationState.ANSWERED


async def _settle(
    row: dict[str, Any],
    to: ConfirmationState,
    values: dict[Any, Any],
    *,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    _ensure_manages(by)
    await _move(row, to, {**values, "settled_by": by.key, "settled_at": at}, version=version)


async def _move(row: dict[str, Any], to: ConfirmationState, values: dict[Any, Any], *, version: int) -> None:
    moved = await (
        Confirmation.update({**values, "state": to.value, "version": version + 1})
        .where(
            Confirmation.id == row["id"],
            Confirmation.version == version,
            Confirmation.state == row["state"],
        )
        .returning(Confirmation.id)
    )
    if not moved:
        raise Stale(STALE)


async def _find(confirmation_id: int, states: Iterable[ConfirmationState]) -> dict[str, Any]:
    row = await Confirmation.select().where(Confirmation.id == confirmation_id).first()
    if row is None or row["state"] not in states:
        raise Conflict(STALE)
    running = (Decree.id == row["decree"]) & (Decree.state == DecreeState.CONFIRMATION)
    if not await Decree.exists().where(running):
        raise Conflict(MOVED_ON)
    return row


def _ensure_manages(by: Actor) -> None:
    if not policies.manages(by):
        raise Forbidden("Hanya Admin Kominfo yang memutuskan jawaban perangkat daerah.")


async def _note(action: str, row: dict[str, Any], permission: Permission, *, by: Actor, at: datetime) -> None:
    await events.record(action, row["decree"], by=by, at=at, agency_id=row["agency"], permission=permission)
