"""When a role may be given or moved, whoever does it; the callers hold the lock over roles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from piccolo.columns.combination import And

from portal.accounts.posts import Post, not_over
from portal.accounts.tables import Account, AccountState, Assignment, AssignmentSource
from portal.errors import Conflict, Refusal

BY_DECREE = "Peran ini berasal dari SK Tim dan hanya berubah lewat perubahan personel."
ENDS_TOO_EARLY = "Tanggal akhir harus sesudah tanggal mulai, dan belum lewat."
HAS_BEGUN = "Peran ini sudah berlaku; tanggal mulainya tidak dapat diubah lagi."


async def ensure_open(account_id: int) -> None:
    """Nobody gets a role after their account has ended; a suspended one may be prepared."""
    if not await Account.exists().where(Account.id == account_id, Account.state != AccountState.ENDED):
        raise Refusal("Akun ini sudah berakhir.")


def ensure_sensible(post: Post, at: datetime) -> None:
    """The end lies after the start, and is still to come."""
    if post.ends_at is not None and post.ends_at <= max(post.starts_at, at):
        raise Refusal(ENDS_TOO_EARLY)


def ensure_by_hand(row: dict[str, Any]) -> None:
    """What the decree gives is not changed beside it."""
    if row["source"] != AssignmentSource.HAND:
        raise Refusal(BY_DECREE)


def ensure_movable(row: dict[str, Any], post: Post, at: datetime) -> None:
    """A role that has begun keeps its start, and one that is over stays over."""
    ensure_by_hand(row)
    if row["ends_at"] is not None and row["ends_at"] <= at:
        raise Conflict("Peran ini sudah berakhir.")
    if post.starts_at != row["starts_at"] and (row["starts_at"] <= at or post.starts_at < at):
        raise Refusal(HAS_BEGUN)
    ensure_sensible(post, at)


async def ensure_not_held(account_id: int, post: Post, at: datetime, *, besides: int = 0) -> None:
    """One role is not held twice at the same place at the same time."""
    same_place = (
        Assignment.agency.is_null() if post.agency_id is None else Assignment.agency == post.agency_id
    )
    same = And(Assignment.account == account_id, And(Assignment.role == post.role, same_place))
    # One that was ended before it began never was in force, and stands in nobody's way.
    meets: And = And(not_over(max(at, post.starts_at)), not_over(Assignment.starts_at))
    if post.ends_at is not None:
        meets = And(meets, Assignment.starts_at < post.ends_at)
    if await Assignment.exists().where(same, meets, Assignment.id != besides):
        raise Refusal("Orang ini sudah memegang peran itu di sana.")
