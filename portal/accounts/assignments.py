"""Roles that people hold, where, from–until. Rights are data: every question compares with a moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from portal import audit, db
from portal.accounts import assignment_rules as rules
from portal.accounts import granting, last_admin, periods, role_book
from portal.accounts.current_user import CurrentUser, Held, account_key
from portal.accounts.posts import Post, in_force, not_over
from portal.accounts.roles import ROLES, Role
from portal.accounts.tables import Account, AccountState, Assignment
from portal.audit.trail import Place
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission
from portal.workdays import words

__all__ = ["Post", "add", "as_of_now", "change", "end", "end_all_of", "held_by", "in_force", "insert"]

# The same as `in_force`, written by hand since every page asks it. The rights of own roles come along.
HELD = """
SELECT s.id, s.role, s.agency, r.code, r.name, r.summary, p.permission
FROM assignment s
LEFT JOIN own_role r ON r.code = s.role AND r.ended_at IS NULL
LEFT JOIN own_role_permission p ON p.role = r.id
WHERE s.account = {} AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
ORDER BY s.id
"""
CHANGED = "Peran ini baru saja diubah orang lain."


async def held_by(account_id: int, at: datetime) -> tuple[Held, ...]:
    """What a person holds at that moment, in one query."""
    return _held(await db.quick(HELD, account_id, at, at))


async def add(account_id: int, post: Post, *, by: Actor, at: datetime) -> int:
    """Give a person a role; raises Refusal where the giver holds less, or the person holds it already."""
    rules.ensure_sensible(post, at)
    async with db.lock(last_admin.LOCK):
        await rules.ensure_open(account_id)
        await _ensure_may_give(account_id, post, by=by, at=at)
        await rules.ensure_not_held(account_id, post, at)
        assignment_id = await insert(account_id, post, by=by, at=at)
        await _record("assignment.added", account_id, post, by=by, at=at)
    return assignment_id


async def change(
    assignment_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
    version: int,
    by: Actor,
    at: datetime,
) -> None:
    """Move the dates of a role given by hand; raises Conflict where somebody else was quicker."""
    async with db.lock(last_admin.LOCK):
        row = await _find(assignment_id)
        post = Post(row["role"], row["agency"], starts_at, ends_at)
        rules.ensure_movable(row, post, at)
        await _ensure_may_give(row["account"], post, by=by, at=at)
        await rules.ensure_not_held(row["account"], post, at, besides=assignment_id)
        await _move(row, post, version=version)
        await last_admin.ensure_one_stays(at)
        await _record("assignment.changed", row["account"], post, by=by, at=at)


async def end(assignment_id: int, *, by: Actor, at: datetime) -> None:
    """Take a role away from now on; refused where no lasting active admin would remain."""
    async with db.lock(last_admin.LOCK):
        row = await _find(assignment_id)
        rules.ensure_by_hand(row)
        post = Post(row["role"], row["agency"], row["starts_at"], at)
        granting.ensure_may_grant(await as_of_now(by, at), await _role(post), post.agency_id)
        await _end_once(row, at)
        await last_admin.ensure_one_stays(at)
        await _record("assignment.ended", row["account"], post, by=by, at=at)


async def end_all_of(role: str, *, by: Actor, at: datetime) -> None:
    """Take an ended role from everybody, in the caller's transaction and after the caller's checks."""
    held = await Assignment.select().where(Assignment.role == role, not_over(at))
    for row in held:
        await _end_once(row, at)
        post = Post(role, row["agency"], row["starts_at"], at)
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


async def _find(assignment_id: int) -> dict[str, Any]:
    row = await Assignment.select().where(Assignment.id == assignment_id).first()
    if row is None:
        raise Refusal("Peran ini tidak ditemukan.")
    return row


async def _end_once(row: dict[str, Any], at: datetime) -> None:
    # One that has not begun ends where it would have begun, so that it never was in force.
    ends_at = max(at, row["starts_at"])
    ended = await (
        Assignment.update({Assignment.ends_at: ends_at, Assignment.version: Assignment.version + 1})
        .where(
            Assignment.id == row["id"],
            not_over(at),
        )
        .returning(Assignment.id)
    )
    if not ended:
        raise Conflict("Peran ini sudah berakhir.")


async def _move(row: dict[str, Any], post: Post, *, version: int) -> None:
    moved = await (
        Assignment.update(
            {
                Assignment.starts_at: post.starts_at,
                Assignment.ends_at: post.ends_at,
                Assignment.version: version + 1,
            }
        )
        .where(Assignment.id == row["id"], Assignment.version == version)
        .returning(Assignment.id)
    )
    if not moved:
        raise Conflict(CHANGED)


async def _ensure_may_give(account_id: int, post: Post, *, by: Actor, at: datetime) -> None:
    # The giver's own rights are read again under the lock: they may have been taken a moment ago.
    giver, role = await as_of_now(by, at), await _role(post)
    granting.ensure_for_another(giver, account_id)
    granting.ensure_may_grant(giver, role, post.agency_id)
    await granting.ensure_not_outlasting(giver, role, post.ends_at, at=at)


async def as_of_now(by: Actor, at: datetime) -> Actor:
    """The actor with the rights that they hold this very moment; ask under the lock over roles."""
    if not isinstance(by, CurrentUser):
        return by
    is_active = await Account.exists().where(Account.id == by.id, Account.state == AccountState.ACTIVE)
    return replace(by, held=await held_by(by.id, at) if is_active else ())


async def _role(post: Post) -> Role:
    role = await role_book.find(post.role)
    if role is None:
        raise Refusal("Peran ini tidak dikenal, atau sudah diakhiri.")
    return role


def _held(rows: Iterable[dict[str, Any]]) -> tuple[Held, ...]:
    rows = list(rows)
    own = role_book.gathered(row for row in rows if row["code"])
    posts = dict.fromkeys((row["id"], row["role"], row["agency"]) for row in rows)
    return tuple(
        Held(role, agency, own.get(role)) for _, role, agency in posts if role in ROLES or role in own
    )


async def _record(action: str, account_id: int, post: Post, *, by: Actor, at: datetime) -> None:
    place = Place(account_key(account_id), post.agency_id, Permission.ACCOUNT_MANAGE)
    name = (await role_book.names([post.role])).get(post.role, post.role)
    details = {"role": name, "first_day": words.dated(post.starts_at)}
    if post.ends_at:
        details["until"] = periods.last(post.ends_at)
    await audit.record(action, by=by, at=at, place=place, details=details)
