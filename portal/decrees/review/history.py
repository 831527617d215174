"""Who was what at an agency on any day, and by which decree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from portal import db
from portal.accounts import role_book
from portal.accounts.roles import Role
from portal.clock import WIB
from portal.decrees import roster
from portal.decrees.roster import RosterRow
from portal.workdays.words import dated

BY_HAND = "Peran diberikan manual"
WITHOUT_RIGHTS = "Tercantum dalam SK, tanpa hak di portal"


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody on that day: in which position, from when to when, by what."""

    name: str
    post: str
    position: str
    when: str
    by_what: str
    decree: str
    """Public id of the decree; empty where a role was given by hand."""


HELD = """
SELECT a.name, s.role, s.agency, s.starts_at, s.ends_at, s.appointment, p.post, q.name AS position,
  d.number, d.public_id
FROM assignment s JOIN account a ON a.id = s.account
LEFT JOIN appointment p ON p.id = s.appointment
LEFT JOIN decree_position q ON q.id = p.position
LEFT JOIN decree d ON d.id = p.decree
WHERE s.agency = {} AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
ORDER BY a.name, s.id
"""
NUMBERS = "SELECT id, number, public_id FROM decree"


def moment_of(day: date, now: datetime) -> datetime:
    """The moment that stands for a day: today it is now, else the day's last minute."""
    if day == now.astimezone(WIB).date():
        return now
    return datetime.combine(day, time(23, 59), WIB)


async def held_on(agency_id: int, moment: datetime) -> list[Held]:
    """Everybody with a role there, and whoever the roster named without one."""
    found = await db.rows(HELD, agency_id, moment, moment)
    roles = await role_book.everything()
    covered = {row["appointment"] for row in found}
    rows = await roster.in_force(moment, agency_id=agency_id)
    decrees = {row["id"]: row for row in await db.rows(NUMBERS)}
    named = [_named(row, decrees[row.decree_id]) for row in rows if row.id not in covered]
    return [*(_held(row, roles.get(row["role"])) for row in found), *named]


def _held(row: dict[str, Any], role: Role | None) -> Held:
    position = row["position"] or (role.name_for(row["agency"]) if role else row["role"])
    by_what = f"SK Nomor {row['number']}" if row["number"] else BY_HAND
    when = _when(row["starts_at"], row["ends_at"])
    return Held(row["name"], row["post"] or "", position, when, by_what, row["public_id"] or "")


def _named(row: RosterRow, decree: dict[str, Any]) -> Held:
    by_what = (
        f"SK Nomor {decree['number']}" if not row.role else f"{WITHOUT_RIGHTS} (Nomor {decree['number']})"
    )
    when = _when(row.starts_at, row.ends_at)
    return Held(row.name, row.post, row.position, when, by_what, decree["public_id"])


def _when(starts_at: datetime | None, ends_at: datetime | None) -> str:
    since = f"sejak {dated(starts_at)}" if starts_at else "selama SK berlaku"
    return f"{since} sampai {dated(ends_at)}" if ends_at else since
