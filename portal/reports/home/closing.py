"""What may be closed: an approved follow-up stands, and nobody replied for ten working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal import db
from portal.agencies import queries as agencies
from portal.complaints import policies
from portal.complaints.filters import Moment
from portal.permissions import Actor
from portal.workdays.calendar import Calendar

DAYS = 10
"""LAPOR!'s own promise: finished when a follow-up exists and so many working days pass without a reply."""

MOST = 500
LAST_WORD = (
    "coalesce((SELECT max(coalesce(f.decided_at, f.happened_at)) FROM follow_up f "
    "WHERE f.complaint = c.id AND f.status = 'approved'), c.answered_at)"
)
QUIET = (
    "c.status = 'answered' AND lower(c.lapor_status) NOT LIKE 'ditanggapi%' "
    "AND NOT EXISTS (SELECT 1 FROM follow_up f WHERE f.complaint = c.id "
    "AND f.status IN ('draft', 'submitted', 'returned')) "
    "AND NOT EXISTS (SELECT 1 FROM inquiry q WHERE q.complaint = c.id AND q.answered_at IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Closable:
    """A complaint that has been quiet long enough; `since` is the day of its last approved follow-up."""

    number: str
    title: str
    holder: str
    since: date


async def closable(user: Actor, moment: Moment, *, limit: int = MOST) -> list[Closable]:
    """What the reader may close, the longest quiet first."""
    end = moment.calendar.end_of(last_quiet_day(moment.calendar, moment.calendar.day_of(moment.at)))
    seen = policies.visible(await policies.reach(user))
    found = await db.rows(
        f"SELECT c.number, c.title, c.agency, {LAST_WORD} AS since FROM complaint c "  # noqa: S608
        f"WHERE {QUIET} AND {LAST_WORD} <= {{}} AND ({seen.sql}) ORDER BY since, c.id LIMIT {int(limit)}",
        end,
        *seen.values,
    )
    names = await agencies.names()
    return [
        Closable(
            row["number"],
            row["title"],
            names.get(row["agency"], "Kominfo"),
            moment.calendar.day_of(_moment(row["since"])),
        )
        for row in found
    ]


def last_quiet_day(calendar: Calendar, today: date) -> date:
    """The latest day of an answer whose ten working days are over today."""
    day = today
    while calendar.add(day, DAYS) >= today:
        day -= timedelta(days=1)
    return day


def _moment(value: Any) -> datetime:
    # SQLite converts plain columns only, and this one is an expression.
    return datetime.fromisoformat(value) if isinstance(value, str) else value
