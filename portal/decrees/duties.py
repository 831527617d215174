"""What the clock brings: invitations for newcomers, browsers of leavers signed out, reminders of the round.

Rights do not wait for any of it: they begin and end by their dates.
"""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Any

from portal import clock, db
from portal.accounts import invitations
from portal.accounts import queries as accounts
from portal.accounts.current_user import account_key
from portal.accounts.roles import RoleCode
from portal.decrees import leavers, rounds
from portal.errors import Refusal
from portal.jobs import Duty
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.permissions import JobActor
from portal.workdays import queries as workdays
from portal.workdays.words import long_date

TAKEOVER = JobActor("job:decree-takeover")
ROUND = JobActor("job:decree-round")
AHEAD = timedelta(days=1)
"""How long before a role begins its invitation goes out: it is good for three days."""

LATE_NEWS = timedelta(days=14)
"""How long after its beginning a hand-over is still worth a message."""

MOST = 200
LEFT = 2
"""Working days before the deadline at which an agency is reminded."""

# Somebody who was invited once may ask for another link themselves, so nobody is invited twice here.
UNINVITED = """
SELECT a.id FROM account a
WHERE a.state = 'invited' AND a.phone IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM invitation i WHERE i.account = a.id)
  AND EXISTS (
    SELECT 1 FROM assignment s WHERE s.account = a.id AND s.appointment IS NOT NULL AND s.starts_at <= {}
      AND (s.ends_at IS NULL OR s.ends_at > {}))
ORDER BY a.id LIMIT {}
"""
OPEN = """
SELECT f.id, f.deadline, f.reminded_at, f.escalated_at FROM decree_confirmation f
JOIN decree d ON d.id = f.decree AND d.state = 'confirmation'
WHERE f.state IN ('asked', 'with_head', 'returned') AND (f.reminded_at IS NULL OR f.escalated_at IS NULL)
ORDER BY f.id
"""
PAST_END = """
SELECT d.id, d.public_id, d.year, d.effective_until FROM decree d
JOIN decree_term t ON t.decree = d.id AND t.starts_at <= {} AND (t.ends_at IS NULL OR t.ends_at > {})
WHERE d.kind = 'main' AND d.effective_until < {}
"""


HANDED_OVER = """
SELECT h.id, h.public_id, p.name AS position, g.short_name, c.id AS account, c.name, c.phone,
  c.phone_proven_at
FROM handover h JOIN appointment a ON a.id = h.appointment JOIN decree_position p ON p.id = a.position
JOIN agency g ON g.id = h.agency JOIN account c ON c.id = a.account AND c.state = 'active'
WHERE h.ticked_at IS NULL AND h.starts_at <= {} AND h.starts_at > {}
  AND NOT EXISTS (
    SELECT 1 FROM notification n WHERE n.subject = 'handover:' || h.public_id AND n.kind = 'handover')
ORDER BY h.id LIMIT {}
"""


def every_ten_minutes(now: datetime) -> str:
    """The slot of ten minutes in WIB: `2026-11-24T09:1`."""
    return now.astimezone(clock.WIB).strftime("%Y-%m-%dT%H:%M")[:-1]


def every_hour(now: datetime) -> str:
    """The slot of an hour in WIB: `2026-11-24T09`."""
    return now.astimezone(clock.WIB).strftime("%Y-%m-%dT%H")


async def take_over(at: datetime) -> None:
    """Sign leavers out, and in office hours invite newcomers whose role begins; once, however often."""
    async with db.transaction():
        await leavers.close_sessions(at)
    if not (await workdays.office_hours()).is_open(at):
        return
    for row in await db.rows(UNINVITED, at + AHEAD, at, MOST):
        await _invite(row["id"], at)
    for row in await db.rows(HANDED_OVER, at, at - LATE_NEWS, MOST):
        await _tell_newcomer(row, at)


async def look_after_round(at: datetime) -> None:
    """Remind agencies before the deadline and turn to their heads after it, in office hours."""
    hours = await workdays.office_hours()
    if not hours.is_open(at):
        return
    waiting = await db.rows(OPEN)
    late = [row["id"] for row in waiting if row["deadline"] < at and row["escalated_at"] is None]
    soon = [
        row["id"]
        for row in waiting
        if row["reminded_at"] is None
        and row["deadline"] >= at
        and hours.calendar.left(row["deadline"], at) <= LEFT
    ]
    if soon:
        await _quietly(rounds.remind(soon, by=ROUND, at=at))
    if late:
        await rounds.escalate(late, by=ROUND, at=at)


async def warn_past_end(at: datetime) -> None:
    """Once a working day tell Kominfo that the decree in force is past the end written in it."""
    hours = await workdays.office_hours()
    if not hours.is_open(at):
        return
    day = at.astimezone(clock.WIB).date()
    for row in await db.rows(PAST_END, at, at, day):
        message = Message(
            "decree_past_end",
            f"decree_past_end:{row['id']}:{day}",
            f"decree:{row['public_id']}",
            values={"year": str(row["year"]), "until": long_date(row["effective_until"])},
            link=f"/decrees/{row['public_id']}",
            may_wait=True,
        )
        await outbox.enqueue(message, await accounts.recipients(RoleCode.ADMIN, None, at), at=at)


async def _tell_newcomer(row: dict[str, Any], at: datetime) -> None:
    """Somebody with an account reads what they take over; others read it once they have accepted."""
    message = Message(
        "handover",
        f"handover:{row['id']}",
        f"handover:{row['public_id']}",
        values={"position": row["position"], "agency": row["short_name"]},
        link=f"/team/handovers/{row['public_id']}",
        may_wait=True,
    )
    proven = row["phone_proven_at"] is not None
    person = Recipient(account_key(row["account"]), row["name"], row["phone"], proven)
    await outbox.enqueue(message, [person], at=at)


async def _invite(account_id: int, at: datetime) -> None:
    await _quietly(invitations.send(account_id, by=TAKEOVER, at=at))


async def _quietly(act: Awaitable[object]) -> None:
    """Somebody was quicker: there is nothing left to do."""
    try:
        await act
    except Refusal:
        return


DUTIES: tuple[Duty, ...] = (
    Duty("decrees.takeover", every_ten_minutes, take_over),
    Duty("decrees.round", every_hour, look_after_round),
    Duty("decrees.past_end", every_hour, warn_past_end),
)
