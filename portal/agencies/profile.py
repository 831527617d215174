"""The regency itself: its name, its office and how it is reached (*Profil daerah*)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from piccolo.columns import Column

from portal import audit, db
from portal.agencies.cached import Cached
from portal.agencies.tables import Regency
from portal.audit.trail import Place
from portal.permissions import Actor, Permission


@dataclass(frozen=True, slots=True)
class RegencyProfile:
    """What the pages and letters say about whose portal this is."""

    name: str
    short_name: str
    head_title: str
    province: str
    office_name: str
    office_short: str
    zone: str
    sender_number: str
    phone: str


async def regency() -> RegencyProfile:
    """The regency of this database, at most five seconds old."""
    return await _regency.get()


async def change(profile: RegencyProfile, *, by: Actor, at: datetime) -> None:
    """Write the whole profile anew; the audit names the fields that changed."""
    async with db.lock("regency"):
        before = await _read()
        changed: dict[Column | str, Any] = {
            field.name: getattr(profile, field.name)
            for field in fields(profile)
            if getattr(profile, field.name) != getattr(before, field.name)
        }
        if not changed:
            return
        await Regency.update(changed, force=True)
        place = Place("regency", permission=Permission.AGENCY_MANAGE)
        await audit.record(
            "regency.changed",
            by=by,
            at=at,
            place=place,
            details={str(name): value for name, value in changed.items()},
        )
    _regency.forget()


async def _read() -> RegencyProfile:
    row = await Regency.select(*(getattr(Regency, field.name) for field in fields(RegencyProfile))).first()
    return RegencyProfile(**(row or {}))


_regency: Cached[RegencyProfile] = Cached(_read)
