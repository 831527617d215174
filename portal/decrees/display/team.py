"""Tim Pengelola: the roster in force, what still has to be done for it, and rights given beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.accounts import role_book
from portal.decrees.display.frame import heading_of
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Decree
from portal.workdays.words import dated, long_date

TASKS = """
SELECT m.public_id, m.starts_at, g.short_name, l.name AS leaving, l.lapor_account AS former,
  a.name AS arriving, p.name AS position
FROM decree_mutation m
LEFT JOIN appointment l ON l.id = m.leaving LEFT JOIN appointment a ON a.id = m.arriving
JOIN decree_position p ON p.id = coalesce(a.position, l.position) LEFT JOIN agency g ON g.id = m.agency
WHERE m.lapor_switched_at IS NULL AND m.starts_at <= {} ORDER BY m.starts_at, m.id
"""
BY_HAND = """
SELECT c.name, s.role, g.short_name, s.agency, s.ends_at FROM assignment s JOIN account c ON c.id = s.account
LEFT JOIN agency g ON g.id = s.agency
WHERE s.appointment IS NULL AND s.starts_at <= {} AND (s.ends_at IS NULL OR s.ends_at > {})
  AND c.state <> 'ended'
ORDER BY g.short_name, c.name
"""


@dataclass(frozen=True, slots=True)
class Task:
    """A LAPOR! account that has to change hands."""

    heading: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class HandMade:
    """A role that no decree gives."""

    name: str
    what: str


async def tasks(at: datetime) -> list[Task]:
    """Accounts at LAPOR! that still belong to whoever left."""
    return [_task(row) for row in await db.rows(TASKS, at)]


async def by_hand(at: datetime) -> list[HandMade]:
    """Roles in force that were given by an admin, apart from the decree."""
    roles = await role_book.everything()
    made = []
    for row in await db.rows(BY_HAND, at, at):
        role = roles.get(row["role"])
        name = role.name_for(row["agency"]) if role else row["role"]
        until = f", sampai {dated(row['ends_at'])}" if row["ends_at"] else ""
        made.append(HandMade(row["name"], f"{name} · {row['short_name'] or 'semua perangkat daerah'}{until}"))
    return made


def heading(rows: Iterable[RosterRow]) -> str:
    """How many people where, in one line."""
    named = list(rows)
    agencies = {row.agency_id for row in named if row.per_agency}
    if not named:
        return "Tim Pengelola"
    return f"{len({row.name for row in named})} orang mengelola pengaduan di {len(agencies)} perangkat daerah"


def sub(decree: Decree | None) -> str:
    """By which decree."""
    if decree is None:
        return "Belum ada SK yang berlaku."
    return f"{heading_of(decree.kind, decree.year)}, Nomor {decree.number}"


def warnings(decree: Decree | None, at: datetime) -> list[str]:
    """A decree past its end still holds, and should be renewed."""
    ends = decree.effective_until if decree else None
    if ends is None or at.date() <= ends:
        return []
    return [
        f"Masa berlaku SK ini lewat pada {long_date(ends)}. SK tetap berlaku sampai penggantinya berlaku."
    ]


def _task(row: dict[str, Any]) -> Task:
    where = row["short_name"] or "tingkat kabupaten"
    return Task(
        f"{row['position']} {where}",
        f"{_errand(row)}, sejak {dated(row['starts_at'])}.",
        f"/team/mutations/{row['public_id']}/lapor-switch",
    )


def _errand(row: dict[str, Any]) -> str:
    account = f"Akun {row['former']} di SP4N-LAPOR!" if row["former"] else "Akun di SP4N-LAPOR!"
    if not row["leaving"]:
        return f"Buatkan akun di SP4N-LAPOR! untuk {row['arriving']}"
    if not row["arriving"]:
        return f"{account}: {row['leaving']} tidak memegangnya lagi"
    return f"{account}: ganti pemegangnya, {row['leaving']} menjadi {row['arriving']}"
