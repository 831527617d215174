"""The positions of a draft: their order, names, and the role that each gives."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import granting, role_book
from portal.decrees import events
from portal.decrees.kinds import EDITABLE
from portal.decrees.rights import LOCK
from portal.decrees.tables import Appointment, Decree, Position
from portal.errors import Refusal
from portal.permissions import Actor

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class PositionValues:
    """What is typed about a position; `role` is a role's code or ""."""

    name: str
    role: str = ""
    per_agency: bool = False
    is_required: bool = False


async def add(decree_id: int, values: PositionValues, *, by: Actor, at: datetime) -> int:
    """Append a position to a draft."""
    async with db.lock(LOCK):
        await ensure_editable(decree_id)
        standing = await _of(decree_id)
        await _check(values, standing, by)
        place = max((row["place"] for row in standing), default=-1) + 1
        inserted = await Position.insert(Position(decree=decree_id, place=place, **asdict(values)))
        await events.record("position_added", decree_id, by=by, at=at, position=values.name, role=values.role)
    return int(inserted[0]["id"])


async def change(position_id: int, values: PositionValues, *, by: Actor, at: datetime) -> None:
    """Change a position of a draft; where it is held can only change while nobody is in it."""
    async with db.lock(LOCK):
        row = await _find(position_id)
        await ensure_editable(row["decree"])
        await _check(values, [other for other in await _of(row["decree"]) if other["id"] != position_id], by)
        taken = await Appointment.exists().where(Appointment.position == position_id)
        if taken and values.per_agency != row["per_agency"]:
            raise Refusal("Kedudukan ini sudah terisi, jadi tidak dapat dipindah antara kabupaten dan OPD.")
        written: dict[Any, Any] = asdict(values)
        await Position.update(written).where(Position.id == position_id)
        await events.record(
            "position_changed", row["decree"], by=by, at=at, position=values.name, role=values.role
        )


async def move(position_id: int, *, up: bool, by: Actor, at: datetime) -> None:
    """Exchange a position with the one above or below it; at the edge nothing happens."""
    async with db.lock(LOCK):
        row = await _find(position_id)
        await ensure_editable(row["decree"])
        order = [each["id"] for each in await _of(row["decree"])]
        here = order.index(position_id)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        await _renumber(order)
        await events.record("position_moved", row["decree"], by=by, at=at, position=row["name"])


async def ensure_editable(decree_id: int) -> None:
    """Raise Refusal where the decree is no draft any more."""
    if not await Decree.exists().where(Decree.id == decree_id, Decree.state.is_in([*EDITABLE])):
        raise Refusal("SK ini tidak lagi berupa konsep, jadi susunannya tidak dapat diubah.")


async def _check(values: PositionValues, others: list[dict[str, Any]], by: Actor) -> None:
    name = values.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(f"Nama kedudukan harus diisi, paling banyak {LONGEST_NAME} huruf.")
    if any(other["name"].casefold() == name.casefold() for other in others):
        raise Refusal("Kedudukan dengan nama ini sudah ada.")
    if not values.role:
        return
    role = await role_book.find(values.role)
    if role is None:
        raise Refusal("Peran ini tidak dikenal.")
    # Held at every agency, it is granted by whoever may grant it everywhere.
    granting.ensure_may_grant(by, role, None)


async def _renumber(order: list[int]) -> None:
    cases = " ".join("WHEN {} THEN CAST({} AS SMALLINT)" for _ in order)
    flat = [value for place, key in enumerate(order) for value in (key, place)]
    places = db.places(order)
    await db.rows(
        f"UPDATE decree_position SET place = CASE id {cases} END WHERE id IN ({places})",  # noqa: S608 - places only
        *flat,
        *order,
    )


async def _of(decree_id: int) -> list[dict[str, Any]]:
    return await Position.select().where(Position.decree == decree_id).order_by(Position.place, Position.id)


async def _find(position_id: int) -> dict[str, Any]:
    row = await Position.select().where(Position.id == position_id).first()
    if row is None:
        raise Refusal("Kedudukan ini tidak ditemukan.")
    return row
