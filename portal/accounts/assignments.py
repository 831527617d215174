"""Roles that people hold, where, from–until. Rights are data: every question compares with a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns.combination import And, Or

from portal import audit, db
from portal.accounts import last_admin
from portal.accounts.current_user import Held, account_key
from portal.accounts.roles import ROLES
from portal.accounts.tables import Assignment, AssignmentSource
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class Post:
    """What is to be held: a role, for one agency or for all, from–until."""

    role: str
    agency_id: int | None
    starts_at: datetime
    ends_at: datetime | None = None
    source: AssignmentSource = AssignmentSource.HAND


def in_force(at: datetime) -> And:
    """The WHERE for assignments that hold at that moment."""
    not_over = Or(Assignment.ends_at.is_null(), Assignment.ends_at > at)
    return And(Assignment.starts_at <= at, not_over)


# The same as `in_force`, written by hand since every page asks it.
HELD = """
SELECT role, agency FROM assignment
WHERE account = {} AND starts_at <= {} AND (ends_at IS NULL OR ends_at > {})
ORDER BY id
"""


async def held_by(account_id: int, at: datetime) -> tuple[Held, ...]:
    """What a person holds at that moment."""
    rows = await db.quick(HELD, account_id, at, at)
    return tuple(Held(row["role"], row["agency"]) for row in rows if row["role"] in ROLES)


async def add(account_id: int, post: Post, *, by: Actor, at: datetime) -> int:
    """Give a person a role; raises Refusal where the giver holds less, or the person holds it already."""
    ensure_may_grant(by, post)
    if post.ends_at is not None and post.ends_at <= max(post.starts_at, at):
        raise Refusal("Tanggal akhir harus sesudah tanggal mulai, dan belum lewat.")
    async with db.lock(f"assignments:{account_id}"):
        await _ensure_not_held(account_id, post, at)
        assignment_id = await insert(account_id, post, by=by, at=at)
        await _record("assignment.added", account_id, post, by=by, at=at)
    return assignment_id


async def end(assignment_id: int, *, by: Actor, at: datetime) -> None:
    """Take a role away from now on; refused where no lasting active admin would remain."""
    async with db.lock(last_admin.LOCK):
        row = await _find(assignment_id)
        post = Post(row["role"], row["agency"], row["starts_at"])
        ensure_may_grant(by, post)
        await _end_once(row, at)
        await last_admin.ensure_one_stays(at)
        await _record("assignment.ended", row["account"], post, by=by, at=at)


async def insert(account_id: int, post: Post, *, by: Actor, at: datetime) -> int:
    """Write the row, in the caller's transaction and after the caller's checks."""
    inserted = await Assignment.insert(
        Assignment(
            account=account_id,
            role=post.role,
            agency=post.agency_id,
            starts_at=post.starts_at,
            ends_at=post.ends_at,
            source=post.source,
            recorded_at=at,
            recorded_by=by.key,
        )
    )
    return int(inserted[0]["id"])


def ensure_may_grant(by: Actor, post: Post) -> None:
    """Nobody grants what they do not hold themselves, where they hold it."""
    role = ROLES.get(post.role)
    if role is None:
        raise Refusal("Peran ini tidak dikenal.")
    needed = role.permissions_for(post.agency_id) | {Permission.ACCOUNT_MANAGE}
    if not all(by.holds(permission, post.agency_id) for permission in needed):
        raise Refusal("Anda tidak dapat memberi atau mencabut peran yang haknya tidak Anda pegang sendiri.")


async def _find(assignment_id: int) -> dict[str, Any]:
    row = await Assignment.select().where(Assignment.id == assignment_id).first()
    if row is None:
        raise Refusal("Peran ini tidak ditemukan.")
    return row


async def _end_once(row: dict[str, Any], at: datetime) -> None:
    # One that has not begun ends where it would have begun, so that it never was in force.
    ends_at = max(at, row["starts_at"])
    ended = await (
        Assignment.update({Assignment.ends_at: ends_at})
        .where(
            Assignment.id == row["id"],
            Or(Assignment.ends_at.is_null(), Assignment.ends_at > at),
        )
        .returning(Assignment.id)
    )
    if not ended:
        raise Conflict("Peran ini sudah berakhir.")


async def _ensure_not_held(account_id: int, post: Post, at: datetime) -> None:
    same_place = (
        Assignment.agency.is_null() if post.agency_id is None else Assignment.agency == post.agency_id
    )
    still_to_run = Or(Assignment.ends_at.is_null(), Assignment.ends_at > max(at, post.starts_at))
    if await Assignment.exists().where(
        Assignment.account == account_id, Assignment.role == post.role, same_place, still_to_run
    ):
        raise Refusal("Orang ini sudah memegang peran itu di sana.")


async def _record(action: str, account_id: int, post: Post, *, by: Actor, at: datetime) -> None:
    place = Place(account_key(account_id), post.agency_id, Permission.ACCOUNT_MANAGE)
    await audit.record(action, by=by, at=at, place=place, details={"role": post.role})
