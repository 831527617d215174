"""One delivery from claim to answer: is it still wanted, write the attempt, call, write the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog

from portal import clock, db
from portal.notifications import attempts, hooks, letters, outbox
from portal.notifications.hooks import Parcel
from portal.notifications.providers.base import Answer, Call, Failure, Provider, Rejected, Remedy, Unknown
from portal.notifications.tables import DeliveryState
from portal.settings import settings

_log = structlog.get_logger()

NOT_LISTED = "Mode uji coba: nomor ini tidak ada dalam daftar."
TOO_LATE = "Batas waktu pengiriman sudah lewat."
GONE = "Penerima tidak lagi bertugas."
NO_SECRETS = "Tautan rahasia hanya dikirim lewat penyedia WhatsApp resmi."
MOVED = "Nomor penerima berganti."
NO_LINK = Remedy(Failure.CONTENT, "Tautan rahasia tidak dapat dibuat.")

TURN_BACK = """
UPDATE delivery SET state = {}, state_at = {}, reason = {}, address = {}, lease_token = ''
WHERE id = {} AND lease_token = {} AND state = 'claimed'
"""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a claimed delivery is not sent now, and what becomes of it."""

    state: DeliveryState
    reason: str
    address: str | None = None


async def deliver(parcel: Parcel, provider: Provider, finisher: attempts.Finisher) -> None:
    """Send one claimed delivery. No transaction is open during the call."""
    at = clock.now()
    if objection := await objection_to(parcel, provider, at=at):
        await _turn_back(parcel, objection, at)
        return
    token = await attempts.begin(parcel, provider.name, at=at)
    if token is None:
        _log.info("notifications.claim_lost", delivery=parcel.id)
        return
    answer = await _call(parcel, token, provider)
    await finisher.finish(attempts.Result(parcel, token, provider.name, answer, clock.now()))


async def objection_to(parcel: Parcel, provider: Provider, *, at: datetime) -> Objection | None:
    """Ask again, just before the attempt: in time, the person still there, allowed, still wanted."""
    allowed = settings().allowed_numbers
    if parcel.expires_at <= at:
        return Objection(DeliveryState.EXPIRED, TOO_LATE)
    if objection := await _about_person(parcel, at):
        return objection
    if allowed and parcel.address not in allowed:
        return Objection(DeliveryState.CANCELLED, NOT_LISTED)
    if parcel.secret and not provider.capabilities.carries_secrets:
        return Objection(DeliveryState.FAILED, NO_SECRETS)
    for hook in hooks.matching(hooks.wanted, parcel.kind):
        if reason := await hook(parcel):
            return Objection(DeliveryState.CANCELLED, reason)
    return None


async def _about_person(parcel: Parcel, at: datetime) -> Objection | None:
    for hook in hooks.matching(hooks.whereabouts, parcel.recipient_key):
        person = await hook(parcel.recipient_key, at)
        if person is None:
            return Objection(DeliveryState.CANCELLED, GONE)
        if obstacle := outbox.obstacle(person, parcel.kind):
            return Objection(DeliveryState.FAILED, obstacle)
        if person.address != parcel.address:
            return Objection(DeliveryState.WAITING, MOVED, person.address)
    return None


async def _turn_back(parcel: Parcel, objection: Objection, at: datetime) -> None:
    address = objection.address or parcel.address
    await db.rows(TURN_BACK, objection.state, at, objection.reason, address, parcel.id, parcel.lease_token)


async def _call(parcel: Parcel, token: str, provider: Provider) -> Answer:
    try:
        link = await _link_of(parcel)
    except Exception:
        _log.exception("notifications.link_failed", delivery=parcel.id)
        return Rejected("link", NO_LINK)
    try:
        return await provider.send(_letter(parcel, token, link))
    except Exception as error:
        # Whatever broke, the message may be out.
        _log.exception("notifications.call_failed", delivery=parcel.id)
        return Unknown("Pengiriman terputus.", type(error).__name__)


async def _link_of(parcel: Parcel) -> str:
    if not parcel.secret:
        return letters.public_link(parcel.link)
    minter = hooks.matching(hooks.secrets, parcel.secret)[0]
    return await minter(parcel.secret, clock.now())


def _letter(parcel: Parcel, token: str, link: str) -> Call:
    letter = letters.write(
        parcel.kind, parcel.fields, link, restricted=parcel.restricted, repeat=parcel.is_repeat
    )
    return Call(token, parcel.address, letter.template, letter.parameters, letter.text)
