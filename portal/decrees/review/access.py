"""The yearly access review: opened, each account kept or ended with a note, closed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from portal import audit, db
from portal.accounts import standing
from portal.accounts.current_user import account_key
from portal.audit.trail import Place
from portal.db import bulk
from portal.decrees.review import access_list
from portal.decrees.review.tables import AccessDecision, AccessReview, Decision
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission

CLOSED = "Peninjauan ini sudah ditutup."
OWN = "Akun Anda sendiri tidak dapat Anda akhiri. Mintalah admin lain."
DECIDED = "Akun ini sudah diputuskan."


async def begin(year: int, *, by: Actor, at: datetime) -> None:
    """Open the year's review; raises Conflict where there is one."""
    async with db.transaction():
        row = AccessReview(year=year, opened_by=by.key, opened_at=at)
        added = await AccessReview.insert(row).on_conflict(target=AccessReview.year, action="DO NOTHING")
        if not added:
            raise Conflict(f"Peninjauan {year} sudah dimulai.")
        await _record("opened", year, by=by, at=at)


async def keep(year: int, account_ids: Collection[int], *, note: str, by: Actor, at: datetime) -> int:
    """These accounts stay as they are; returns how many were decided by it."""
    async with db.lock(_lock(year)):
        review_id = await _open_review(year)
        wanted = await access_list.undecided(review_id, account_ids)
        if not wanted:
            raise Refusal("Centang sedikitnya satu akun yang belum diputuskan.")
        rights = await access_list.rights_in_words(wanted, at)
        told = {account_id: (note, rights.get(account_id, "")) for account_id in wanted}
        await _decide(review_id, told, Decision.KEEP, by=by, at=at)
        await _record("decided", year, by=by, at=at, kept=len(wanted))
    return len(wanted)


async def end(year: int, account_id: int, *, note: str, by: Actor, at: datetime) -> None:
    """Close an account, with the reason; the rules of ending an account hold here as well."""
    if by.key == account_key(account_id):
        raise Refusal(OWN)
    async with db.lock(_lock(year)):
        review_id = await _open_review(year)
        if not await access_list.undecided(review_id, [account_id]):
            raise Conflict(DECIDED)
        rights = await access_list.rights_in_words([account_id], at)
        await standing.end(account_id, by=by, at=at)
        told = {account_id: (note, rights.get(account_id, ""))}
        await _decide(review_id, told, Decision.END, by=by, at=at)
        await _record("decided", year, by=by, at=at, ended=account_id)


async def close(year: int, *, by: Actor, at: datetime) -> None:
    """Close the review; refused while somebody is undecided."""
    async with db.lock(_lock(year)):
        review_id = await _open_review(year)
        left = len(await access_list.undecided(review_id))
        if left:
            raise Refusal(f"{left} akun belum diputuskan.")
        await AccessReview.update({AccessReview.closed_by: by.key, AccessReview.closed_at: at}).where(
            AccessReview.id == review_id
        )
        await _record("closed", year, by=by, at=at)


async def note_export(year: int, *, by: Actor, at: datetime) -> None:
    """Somebody took the list home."""
    await _record("exported", year, by=by, at=at)


async def _open_review(year: int) -> int:
    row = await AccessReview.select().where(AccessReview.year == year).first()
    if row is None:
        raise Refusal("Peninjauan ini belum dimulai.")
    if row["closed_at"]:
        raise Conflict(CLOSED)
    return int(row["id"])


async def _decide(
    review_id: int, told: Mapping[int, tuple[str, str]], decision: Decision, *, by: Actor, at: datetime
) -> None:
    """`told` holds for each account the note and its rights as they stand."""
    common: dict[str, Any] = {"review": review_id, "decision": decision.value, "decided_by": by.key}
    common |= {"decided_by_name": by.name, "decided_at": at}
    rows = [
        {**common, "account": key, "note": note, "rights": rights} for key, (note, rights) in told.items()
    ]
    await bulk.insert(AccessDecision, rows)


async def _record(action: str, year: int, *, by: Actor, at: datetime, **details: Any) -> None:
    place = Place(f"access_review:{year}", permission=Permission.ACCOUNT_MANAGE)
    await audit.record(f"access_review.{action}", by=by, at=at, place=place, details=details)


def _lock(year: int) -> str:
    return f"access-review:{year}"
