"""One message from beginning to end: what it says, each call, each receipt, what may be done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.notifications import desk, letters, providers
from portal.notifications.lateness import SILENT_AFTER
from portal.notifications.outbox import E164
from portal.notifications.queries import DeliveryRow, row_of
from portal.notifications.tables import Attempt, DeliveryState, Outcome, Priority, Receipt
from portal.notifications.words import NOT_SENT, OUTCOME_NOTES, OUTCOMES, RECEIPTS, Said, masked
from portal.workdays.words import stamp

WHOLE = """
SELECT d.id, d.public_id, n.dedupe_key, n.kind, d.subject, d.recipient_key, d.recipient_name, d.state,
  d.state_at, d.reason, d.provider, d.due_at, d.recorded_at, d.address, d.expires_at, d.is_repeat, d.may_wait,
  d.priority,
  n.fields, n.link, n.secret, n.restricted, n.act
FROM delivery d JOIN notification n ON n.id = d.notification WHERE d.public_id = {}
"""
AGAIN_ONCE = "Dikirim ulang sekali, bertanda, begitu WhatsApp menjawab lagi."
YOURS = "Begitu WhatsApp menjawab lagi, Anda yang memutuskan perlu tidaknya dikirim ulang."
RECORDED = Said("pencil", "", "Dicatat bersama tindakannya")
ONLY_NOTED = Said("message-off", "todo", "hanya dicatat")
STRANGE = Said("info-circle", "wait", "Kabar lain")
TOLD_BY_RECEIPTS = {
    DeliveryState.ACCEPTED,
    DeliveryState.SENT,
    DeliveryState.DELIVERED,
    DeliveryState.READ,
    DeliveryState.CLAIMED,
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line in the life of a message."""

    at: datetime
    said: Said
    note: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """Everything the page of one message shows."""

    row: DeliveryRow
    number: str
    text: str
    expires_at: datetime
    is_repeat: bool
    may_wait: bool
    is_secret: bool
    wa_link: str
    held_together: int
    is_silent: bool
    events: tuple[Event, ...]

    @property
    def can_be_sent_by_hand(self) -> bool:
        """Whether *Kirim dari WhatsApp saya* helps: it will not leave by itself and the number is one."""
        leaves = self.row.state == DeliveryState.WAITING and providers.capabilities().delivers
        stuck = self.row.state in desk.BY_HAND or self.row.said is NOT_SENT or self.is_silent
        return bool(self.wa_link) and stuck and not leaves

    @property
    def can_be_resent(self) -> bool:
        """Whether *Kirim ulang* is offered."""
        return self.row.state in desk.AGAIN

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether *Batalkan* is offered."""
        return self.row.state in desk.WITHDRAWABLE


async def life_of(public_id: str, *, at: datetime) -> Life | None:
    """The message with that id, or None."""
    found = await db.rows(WHOLE, public_id)
    if not found:
        return None
    whole = found[0]
    text = _text(whole)
    return Life(
        row=row_of(whole),
        number=masked(whole["address"]),
        text=text,
        expires_at=whole["expires_at"],
        is_repeat=whole["is_repeat"],
        may_wait=whole["may_wait"],
        is_secret=bool(whole["secret"]),
        wa_link=_wa_link(whole, text),
        held_together=await _held_together(whole),
        is_silent=whole["state"] == DeliveryState.ACCEPTED and whole["state_at"] <= at - SILENT_AFTER,
        events=await _events(whole),
    )


def _text(whole: Mapping[str, Any]) -> str:
    link = letters.SECRET_LINK if whole["secret"] else letters.public_link(whole["link"])
    fields = json.loads(whole["fields"])
    return letters.write(whole["kind"], fields, link, restricted=whole["restricted"]).text


def _wa_link(whole: Mapping[str, Any], text: str) -> str:
    # Whoever sends an invitation by hand would hold its secret, and could prove a number that is not theirs.
    reachable = E164.fullmatch(whole["address"]) and not whole["secret"]
    return letters.wa_link(whole["address"], text) if reachable else ""


async def _held_together(whole: Mapping[str, Any]) -> int:
    if whole["state"] != DeliveryState.HELD:
        return 0
    found = await db.rows(
        "SELECT count(*) AS n FROM delivery d JOIN notification n ON n.id = d.notification "
        "WHERE n.act = {} AND d.state = 'held'",
        whole["act"],
    )
    return int(found[0]["n"])


async def _events(whole: Mapping[str, Any]) -> tuple[Event, ...]:
    calls = await Attempt.select().where(Attempt.delivery == whole["id"]).order_by(Attempt.id)
    receipts = await Receipt.select().where(Receipt.delivery_id == whole["id"]).order_by(Receipt.id)
    events = [Event(whole["recorded_at"], RECORDED), *_of_calls(calls), *_of_receipts(receipts)]
    # WhatsApp tells whole seconds: within one, a call comes before what became of it.
    events.sort(key=lambda event: event.at.replace(microsecond=0))
    last = _as_it_stands(whole)
    if whole["state"] not in TOLD_BY_RECEIPTS and last.said.word != events[-1].said.word:
        events.append(last)
    return tuple(events)


def _as_it_stands(whole: Mapping[str, Any]) -> Event:
    row, then = row_of(dict(whole)), ""
    if row.state == DeliveryState.RETRY:
        then = f"Berikutnya {stamp(row.due_at)}."
    elif row.state == DeliveryState.UNKNOWN:
        is_repeated = whole["priority"] == Priority.CRITICAL and not whole["is_repeat"]
        then = AGAIN_ONCE if is_repeated else YOURS
    return Event(row.since, row.said, f"{row.reason} {then}".strip())


def _of_calls(calls: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
    for number, call in enumerate(calls, 1):
        said = OUTCOMES[call["outcome"]]
        code = f"Kode {call['code']}." if call["code"] else ""
        note = code or OUTCOME_NOTES.get(Outcome(call["outcome"]), "")
        if call["provider"] == "log":
            said, note = ONLY_NOTED, "Penyedia WhatsApp belum dipasang."
        yield Event(call["started_at"], said._replace(word=f"Percobaan {number}, {said.word}"), note)


def _of_receipts(receipts: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
    for receipt in receipts:
        notes = [_why(receipt)] if receipt["code"] else []
        if receipt["seen"] > 1:
            notes.append(f"Kabar ini datang {receipt['seen']} kali.")
        yield Event(receipt["happened_at"], RECEIPTS.get(receipt["status"], STRANGE), " ".join(notes))


def _why(receipt: Mapping[str, Any]) -> str:
    way_back = providers.webhook(receipt["provider"])
    words = way_back.remedy(receipt["code"]).words if way_back else ""
    return f"{words} Kode {receipt['code']}."
