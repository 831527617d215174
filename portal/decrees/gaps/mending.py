"""What can be done about a gap on the spot: a reminder, the lesson, a tick that LAPOR! was looked at."""

from __future__ import annotations

from datetime import datetime

from portal import audit, db
from portal.accounts.current_user import account_key
from portal.audit.trail import Place
from portal.clock import WIB
from portal.decrees import roster
from portal.decrees.gaps import facts
from portal.decrees.gaps.facts import Seat
from portal.errors import Refusal
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.permissions import Actor, Permission

LESSON = "/briefings/lesson"
CHECKED = """
UPDATE appointment SET lapor_checked_on = {}, version = version + 1
WHERE id IN ({ids}) AND (lapor_checked_on IS NULL OR lapor_checked_on < {}) RETURNING id
"""


async def remind(agency_id: int, *, by: Actor, at: datetime) -> int:
    """Ask an agency's people to sign in, once a day at most; returns how many are written to."""
    people = await facts.seats(at, agency_id)
    return await _tell("sign_in_reminder", people, agency_id, link="/", by=by, at=at)


async def teach(agency_id: int, *, by: Actor, at: datetime) -> int:
    """Send the lesson to those of an agency who had no briefing, once a day at most."""
    people = [seat for seat in await facts.seats(at, agency_id) if not seat.is_briefed]
    return await _tell("lesson", people, agency_id, link=LESSON, by=by, at=at)


async def lapor_checked(agency_id: int, *, by: Actor, at: datetime) -> None:
    """Somebody looked after the agency's LAPOR! account today."""
    found = await roster.in_force(at, agency_id=agency_id)
    ids = [row.id for row in found if row.lapor_account]
    today = at.astimezone(WIB).date()
    async with db.transaction():
        if not ids or not await db.rows(CHECKED.replace("{ids}", db.places(ids)), today, *ids, today):
            raise Refusal("Akun LAPOR! perangkat daerah ini sudah dicatat diperiksa hari ini.")
        await _record("decree.lapor_checked", agency_id, Permission.DECREE_CONFIRM, by=by, at=at)


async def _tell(kind: str, people: list[Seat], agency_id: int, *, link: str, by: Actor, at: datetime) -> int:
    told = [Recipient(account_key(seat.account_id), seat.name, seat.phone, seat.is_proven) for seat in people]
    day = at.astimezone(WIB).date()
    message = Message(
        kind,
        f"{kind}:{agency_id}:{day}",
        f"agency:{agency_id}",
        link=link,
        may_wait=True,
        act=f"{kind}:{day}",
    )
    async with db.transaction():
        added = await outbox.enqueue(message, told, at=at)
        if not added:
            raise Refusal("Pesan ini sudah dikirim kepada mereka hari ini.")
        await _record(f"gap.{kind}", agency_id, Permission.DECREE_MANAGE, by=by, at=at)
    return len(added)


async def _record(action: str, agency_id: int, needed: Permission, *, by: Actor, at: datetime) -> None:
    await audit.record(action, by=by, at=at, place=Place(f"agency:{agency_id}", agency_id, needed))
