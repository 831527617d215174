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
from portal.errors import Conflict
from portal.permissions import Actor, Permission

STALE = "Profil baru saja diubah orang lain. Periksa isinya, lalu simpan lagi."


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
    letterhead: str = ""
    logo: int | None = None
    version: int = 1

    @property
    def letterhead_lines(self) -> list[str]:
        """The kop, line by line."""
        return self.letterhead.splitlines()


async def regency() -> RegencyProfile:
    """The regency of this database, at most five seconds old."""
    return await _regency.get()


async def fresh() -> RegencyProfile:
    """As it stands in this moment, for whoever is about to change it."""
    return await _read()


async def change(profile: RegencyProfile, *, by: Actor, at: datetime) -> None:
    """Write the whole profile anew; the audit keeps each field that changed with what it was before.

    Raises Conflict where somebody changed it since this version was read.
    """
    async with db.lock("regency"):
        before = await _read()
        if profile.version != before.version:
            raise Conflict(STALE)
        names = [field.name for field in fields(profile)]
        changed: dict[str, Any] = {
            name: getattr(profile, name) for name in names if getattr(profile, name) != getattr(before, name)
        }
        if not changed:
            return
        written: dict[Column | str, Any] = {"version": before.version + 1}
        written.update(changed)
        await Regency.update(written, force=True)
        details = {name: _spoken(name, getattr(before, name), new) for name, new in changed.items()}
        place = Place("regency", permission=Permission.SETTINGS_MANAGE)
        await audit.record("regency.changed", by=by, at=at, place=place, details=details)
    _regency.forget()


def _spoken(name: str, old: object, new: object) -> str:
    """`lama → baru` in one line; of a picture only that it is another one."""
    if name == "logo":
        return "diganti" if old else "dipasang"
    return " → ".join(" / ".join(str(value).splitlines()) or "kosong" for value in (old, new))


async def _read() -> RegencyProfile:
    row = await Regency.select(*(getattr(Regency, field.name) for field in fields(RegencyProfile))).first()
    return RegencyProfile(**(row or {}))


_regency: Cached[RegencyProfile] = Cached(_read)
