"""Who is on a session's list, and who came."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts.tables import Account, AccountState
from portal.db import bulk
from portal.decrees.briefings import letters
from portal.decrees.briefings.planning import OVER, find, record
from portal.decrees.briefings.tables import BriefingGuest
from portal.errors import Conflict, Refusal
from portal.permissions import Actor

NOBODY = "Pilih sedikitnya satu orang."
TOO_EARLY = "Daftar hadir diisi sesudah bimtek dimulai."
TOO_LATE = "Bimtek ini sudah berlangsung, jadi undangan tidak dikirim lagi."


async def invite(
    briefing_id: int, account_ids: Collection[int], *, write: bool, by: Actor, at: datetime
) -> int:
    """Put people on the list, and write to them unless told not to; returns how many are written to."""
    async with db.lock(f"briefing:{briefing_id}"):
        row = await find(briefing_id)
        if row["cancelled_at"]:
            raise Conflict(OVER)
        if write and row["held_at"] <= at:
            raise Refusal(TOO_LATE)
        wanted = await _people(account_ids)
        await _add(briefing_id, wanted)
        told = await _write_to(briefing_id, wanted, at) if write else 0
        await record("invited", briefing_id, by=by, at=at, messages=told)
    return told


async def take_attendance(briefing_id: int, present: Collection[int], *, by: Actor, at: datetime) -> int:
    """Write down who of the list came, anew each time; returns how many did."""
    row = await find(briefing_id)
    if row["cancelled_at"]:
        raise Conflict(OVER)
    if row["held_at"] > at:
        raise Refusal(TOO_EARLY)
    came = BriefingGuest.account.is_in(list(present)) if present else None
    marked: dict[Any, Any] = {"has_come": False, "marked_by": by.key, "marked_at": at}
    async with db.transaction():
        await BriefingGuest.update(marked).where(BriefingGuest.briefing == briefing_id)
        if came is not None:
            await BriefingGuest.update({BriefingGuest.has_come: True}).where(
                BriefingGuest.briefing == briefing_id, came
            )
        count: int = await BriefingGuest.count().where(
            BriefingGuest.briefing == briefing_id,
            BriefingGuest.has_come.eq(True),  # noqa: FBT003 - Piccolo's comparison
        )
        await record("attended", briefing_id, by=by, at=at, present=count)
    return count


async def _people(account_ids: Collection[int]) -> list[int]:
    known = await Account.select(Account.id).where(
        Account.id.is_in(list(account_ids) or [0]),
        Account.state.is_in([AccountState.ACTIVE, AccountState.INVITED]),
    )
    if not known:
        raise Refusal(NOBODY)
    return [row["id"] for row in known]


async def _add(briefing_id: int, wanted: list[int]) -> None:
    there = await BriefingGuest.select(BriefingGuest.account).where(BriefingGuest.briefing == briefing_id)
    fresh = set(wanted) - {row["account"] for row in there}
    await bulk.insert(BriefingGuest, [{"briefing": briefing_id, "account": key} for key in sorted(fresh)])


async def _write_to(briefing_id: int, wanted: list[int], at: datetime) -> int:
    told = await letters.invite(briefing_id, wanted, at=at)
    await BriefingGuest.update({BriefingGuest.invited_at: at}).where(
        BriefingGuest.briefing == briefing_id,
        BriefingGuest.account.is_in(wanted),
        BriefingGuest.invited_at.is_null(),
    )
    return told
