"""Telling the admins what is not well, once a day while it lasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal import clock, db
from portal.accounts import queries as accounts
from portal.accounts.roles import RoleCode
from portal.keeping import looking
from portal.keeping.readings import Reading
from portal.notifications import outbox
from portal.notifications.hooks import Parcel
from portal.notifications.message import Message

KIND = "system_alarm"
PREFIX = "system:"
HEALED = "Sudah pulih sebelum pesan ini terkirim."


async def tell(at: datetime) -> None:
    """Write one message for each trouble and day; by day and trouble it is written once."""
    admins = await accounts.recipients(RoleCode.ADMIN, None, at)
    for reading in await looking.readings(at):
        if reading.is_alarming:
            async with db.transaction():
                await outbox.enqueue(_message(reading, at), admins, at=at)


async def still_wanted(parcels: Sequence[Parcel], at: datetime) -> Mapping[int, str]:
    """The sender's hook: nobody is woken for what has healed meanwhile."""
    lasting = {reading.code for reading in await looking.readings(at) if reading.is_alarming}
    return {parcel.id: HEALED for parcel in parcels if parcel.subject.removeprefix(PREFIX) not in lasting}


def _message(reading: Reading, at: datetime) -> Message:
    day = at.astimezone(clock.WIB).date()
    return Message(
        KIND,
        dedupe_key=f"alarm:{reading.code}:{day}",
        subject=f"{PREFIX}{reading.code}",
        values={"topic": reading.title, "state": reading.text},
        link="/system",
        may_wait=True,
    )
