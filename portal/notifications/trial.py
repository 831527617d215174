"""A message to oneself, to see that what is sent arrives."""

from __future__ import annotations

from datetime import datetime

from portal import audit, db
from portal.audit.trail import Place
from portal.errors import Refusal
from portal.notifications import hooks, outbox
from portal.notifications.message import Message, Recipient
from portal.permissions import Actor, Permission

KIND = "trial"
NOBODY = "Nomor WhatsApp Anda belum tercatat. Isi dulu di Profil Saya."

PROVE_FIRST = (
    "Nomor WhatsApp Anda belum dibuktikan. Tekan Buktikan nomor di Profil Saya; "
    "pesannya sekaligus menguji pengiriman."
)


async def send(office: str, *, by: Actor, at: datetime) -> None:
    """Write the message to whoever asks; of one minute only one is sent. Raises Refusal without a number."""
    me = await _address_of(by, at)
    trouble = outbox.obstacle(me, KIND)
    if trouble == outbox.NOT_PROVEN:
        raise Refusal(PROVE_FIRST)
    if trouble:
        raise Refusal(trouble)
    message = Message(
        KIND,
        dedupe_key=f"{KIND}:{by.key}:{at:%Y%m%d%H%M}",
        subject=by.key,
        values={"office": office},
        link="/first-steps",
        critical=True,
    )
    async with db.transaction():
        if await outbox.enqueue(message, [me], at=at):
            place = Place(by.key, permission=Permission.NOTIFICATION_MANAGE)
            await audit.record("notification.tried", by=by, at=at, place=place)


async def _address_of(by: Actor, at: datetime) -> Recipient:
    for whereabouts in hooks.matching(hooks.whereabouts, by.key):
        if me := (await whereabouts([by.key], at)).get(by.key):
            return me
    raise Refusal(NOBODY)
