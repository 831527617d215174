"""What guests are told by WhatsApp, in the transaction of the act that causes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.accounts.current_user import account_key
from portal.accounts.tables import AccountState
from portal.decrees.briefings.tables import Briefing, BriefingGuest
from portal.notifications import outbox
from portal.notifications.message import Message, Recipient
from portal.workdays.words import clock_time, long_date

CALLED_OFF = "Bimtek ini dibatalkan."
MOVED = "Waktu atau tempat bimtek ini berubah."


async def invite(briefing_id: int, account_ids: list[int], *, at: datetime) -> int:
    """Write to these guests; returns how many messages that made."""
    people = [guest for guest in await _guests(briefing_id) if guest["id"] in set(account_ids)]
    return await _tell("briefing", briefing_id, people, at)


async def invite_again(briefing_id: int, *, at: datetime) -> int:
    """Write to everybody who was invited before; what has not left yet is withdrawn."""
    await outbox.cancel(_subject(briefing_id), ["briefing"], reason=MOVED, at=at)
    people = [guest for guest in await _guests(briefing_id) if guest["invited_at"]]
    return await _tell("briefing", briefing_id, people, at)


async def call_off(briefing_id: int, *, at: datetime) -> int:
    """Tell everybody who was invited; what has not left yet is withdrawn."""
    await outbox.cancel(_subject(briefing_id), ["briefing"], reason=CALLED_OFF, at=at)
    people = [guest for guest in await _guests(briefing_id) if guest["invited_at"]]
    return await _tell("briefing_cancelled", briefing_id, people, at)


async def _tell(kind: str, briefing_id: int, people: list[dict[str, Any]], at: datetime) -> int:
    row = await Briefing.select().where(Briefing.id == briefing_id).first()
    assert row is not None  # noqa: S101 - the act has just written it
    when = f"{long_date(row['held_at'])}, pukul {clock_time(row['held_at'])} WIB"
    message = Message(
        kind,
        f"{kind}:{briefing_id}:{row['version']}",
        _subject(briefing_id),
        {"title": row["title"], "when": when, "location": row["location"]},
        link=f"/briefings/{row['public_id']}",
        may_wait=True,
        # Nobody needs to hear of it once it has begun.
        expires_at=row["held_at"],
    )
    return len(await outbox.enqueue(message, [_recipient(person) for person in people], at=at))


async def _guests(briefing_id: int) -> list[dict[str, Any]]:
    account = BriefingGuest.account._
    return await BriefingGuest.select(
        account.id.as_alias("id"),
        account.name.as_alias("name"),
        account.phone.as_alias("phone"),
        account.phone_proven_at.as_alias("proven_at"),
        BriefingGuest.invited_at,
    ).where(
        BriefingGuest.briefing == briefing_id,
        account.state.is_in([AccountState.ACTIVE, AccountState.INVITED]),
    )


def _recipient(person: dict[str, Any]) -> Recipient:
    return Recipient(
        account_key(person["id"]), person["name"], person["phone"], person["proven_at"] is not None
    )


def _subject(briefing_id: int) -> str:
    return f"briefing:{briefing_id}"
