"""Complaints that may be closed: answered, and ten working days without a reply (SP4N-LAPOR!)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import db
from portal.complaints import policies
from portal.complaints.policies import Clause
from portal.permissions import Actor
from portal.workdays import queries as workdays
from portal.workdays.calendar import Calendar

SILENT_DAYS = 10
REPLIED = "Ditanggapi oleh Pelapor"
MOST = 200
SILENT = """f.complaint = c.id AND f.status = 'approved' AND f.decided_at <= {}
  AND NOT EXISTS (SELECT 1 FROM follow_up g WHERE g.complaint = c.id AND g.id > f.id
    AND g.status IN ('draft', 'submitted', 'returned', 'approved'))"""
TO_CLOSE = """
SELECT c.number, c.title, c.agency, f.decided_at AS answered_at FROM complaint c
JOIN follow_up f ON {silent}
WHERE c.status = 'answered' AND c.lapor_status <> {{}} AND ({seen})
ORDER BY c.received_at, c.id LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Closable:
    """A complaint that Kominfo may declare finished, and when its last answer was approved."""

    number: str
    title: str
    agency: int | None
    answered_at: datetime


async def to_close(actor: Actor, at: datetime) -> list[Closable]:
    """Of what the actor sees the longest answered first; whose reporter replied in LAPOR! stays open."""
    calendar = await workdays.calendar()
    seen = policies.visible(await policies.reach(actor))
    asked = TO_CLOSE.format(silent=SILENT, seen=seen.sql, most=MOST)
    found = await db.rows(asked, _until(calendar, at), REPLIED, *seen.values)
    # Read along the index of states, since as many answers as there ever were stand in that of decisions.
    return sorted((Closable(**row) for row in found), key=lambda each: (each.answered_at, each.number))


def closable(calendar: Calendar, at: datetime) -> Clause:
    """The same as a WHERE over `complaint c`."""
    # Asked of one complaint after the other; for an EXISTS PostgreSQL first puts all answers side by side.
    silent = f"(SELECT true FROM follow_up f WHERE {SILENT} LIMIT 1)"  # noqa: S608
    return Clause(
        f"c.status = 'answered' AND c.lapor_status <> {{}} AND {silent}", (REPLIED, _until(calendar, at))
    )


def _until(calendar: Calendar, at: datetime) -> datetime:
    return calendar.end_of(_silent_since(calendar.day_of(at), calendar))


def _silent_since(today: date, calendar: Calendar) -> date:
    """The newest day after which ten whole working days have passed."""
    day = today
    while calendar.between(day, today) <= SILENT_DAYS:
        day -= timedelta(days=1)
    return day
