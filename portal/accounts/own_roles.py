"""Roles of the office's own: made, changed and ended by those who hold what they give.

Every act runs under the lock over roles, so that nobody is given a role in the moment in which it changes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import audit, db
from portal.accounts import assignments, last_admin
from portal.accounts.current_user import CurrentUser
from portal.accounts.posts import not_over
from portal.accounts.role_tables import OwnRole, OwnRolePermission
from portal.accounts.roles import BUILT_IN_ONLY, ROLES
from portal.accounts.tables import Assignment
from portal.audit.trail import Place
from portal.errors import Conflict, Forbidden, Refusal
from portal.permissions import Actor, Permission

PREFIX = "own-"
NOT_OWN = "Peran ini tidak ditemukan, atau sudah diakhiri."
CHANGED = "Peran ini baru saja diubah orang lain."
NAME_TAKEN = "Nama ini sudah dipakai peran lain."
HELD_ONESELF = "Anda memegang peran ini sendiri. Minta Admin Kominfo yang lain mengubahnya."
NOT_HELD = "Anda tidak dapat mengatur peran yang haknya tidak Anda pegang sendiri."
ONLY_BUILT_IN = "Hak atas pengguna, peran, identitas, pengaturan, dan log hanya diberikan peran bawaan."


@dataclass(frozen=True, slots=True)
class RoleValues:
    """What an office decides about a role."""

    name: str
    summary: str
    permissions: frozenset[Permission]


async def create(values: RoleValues, *, by: Actor, at: datetime) -> str:
    """Make a role and give back its code."""
    async with db.lock(last_admin.LOCK):
        await _ensure_may_shape(values.permissions, by=by, at=at)
        await _ensure_name_free(values.name)
        code = f"{PREFIX}{secrets.token_hex(6)}"
        inserted = await OwnRole.insert(OwnRole(code=code, created_at=at, **_columns(values, by, at)))
        await _tick(int(inserted[0]["id"]), values.permissions)
        await _record(
            "role.created", code, {"name": values.name, "added": sorted(values.permissions)}, by, at
        )
    return code


async def edit(code: str, to: RoleValues, *, version: int, by: Actor, at: datetime) -> None:
    """Change a role; raises Conflict where somebody else was quicker. Rights change at once."""
    async with db.lock(last_admin.LOCK):
        row = await _open_row(code)
        before = await _ticked(row["id"])
        await _ensure_may_shape(to.permissions | before, by=by, at=at)
        await _ensure_not_held_by(by, code, at)
        await _ensure_name_free(to.name, besides=row["id"])
        await _update(row["id"], {**_columns(to, by, at), "version": version + 1}, version)
        await OwnRolePermission.delete().where(OwnRolePermission.role == row["id"])
        await _tick(row["id"], to.permissions)
        moved = {"added": sorted(to.permissions - before), "removed": sorted(before - to.permissions)}
        await _record("role.changed", code, {"name": to.name, **moved}, by, at)


async def end(code: str, *, by: Actor, at: datetime) -> None:
    """End a role, and take it from everybody who holds it."""
    async with db.lock(last_admin.LOCK):
        row = await _open_row(code)
        await _ensure_may_shape(await _ticked(row["id"]), by=by, at=at)
        await _ensure_not_held_by(by, code, at)
        await assignments.end_all_of(code, by=by, at=at)
        await OwnRole.update({OwnRole.ended_at: at}).where(OwnRole.id == row["id"])
        await _record("role.ended", code, {"name": row["name"]}, by, at)


def folded(name: str) -> str:
    """The name as it is compared."""
    return " ".join(name.casefold().split())


async def _ensure_may_shape(permissions: frozenset[Permission], *, by: Actor, at: datetime) -> None:
    if permissions & BUILT_IN_ONLY:
        raise Refusal(ONLY_BUILT_IN)
    shaper = await assignments.as_of_now(by, at)
    if not all(shaper.holds(each, None) for each in permissions | {Permission.ROLE_MANAGE}):
        raise Forbidden(NOT_HELD)


async def _ensure_not_held_by(by: Actor, code: str, at: datetime) -> None:
    if isinstance(by, CurrentUser) and await Assignment.exists().where(
        Assignment.account == by.id, Assignment.role == code, not_over(at)
    ):
        raise Refusal(HELD_ONESELF)


async def _ensure_name_free(name: str, *, besides: int = 0) -> None:
    built_in = {folded(each) for role in ROLES.values() for each in (role.name, role.name_at_agency)}
    taken = await OwnRole.exists().where(
        OwnRole.folded == folded(name), OwnRole.ended_at.is_null(), OwnRole.id != besides
    )
    if taken or folded(name) in built_in:
        raise Refusal(NAME_TAKEN)


async def _open_row(code: str) -> dict[str, Any]:
    row = await OwnRole.select().where(OwnRole.code == code, OwnRole.ended_at.is_null()).first()
    if row is None:
        raise Refusal(NOT_OWN)
    return row


async def _update(role_id: int, values: dict[str, Any], version: int) -> None:
    updated = await (
        OwnRole.update(values)  # type: ignore[arg-type]
        .where(OwnRole.id == role_id, OwnRole.version == version, OwnRole.ended_at.is_null())
        .returning(OwnRole.id)
    )
    if not updated:
        raise Conflict(CHANGED)


def _columns(values: RoleValues, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "name": values.name,
        "folded": folded(values.name),
        "summary": values.summary,
        "changed_at": at,
        "changed_by": by.key,
    }


async def _ticked(role_id: int) -> frozenset[Permission]:
    rows = await OwnRolePermission.select(OwnRolePermission.permission).where(
        OwnRolePermission.role == role_id
    )
    kept = {row["permission"] for row in rows}
    return frozenset(each for each in Permission if each in kept)


async def _tick(role_id: int, permissions: frozenset[Permission]) -> None:
    rows = [OwnRolePermission(role=role_id, permission=each) for each in sorted(permissions)]
    await OwnRolePermission.insert(*rows)


async def _record(action: str, code: str, details: dict[str, Any], by: Actor, at: datetime) -> None:
    place = Place(f"role:{code}", permission=Permission.ROLE_MANAGE)
    await audit.record(action, by=by, at=at, place=place, details=details)
