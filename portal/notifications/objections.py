"""Asked once more just before messages leave: in time, the person still there, allowed, still wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from portal import db
from portal.notifications import hooks, outbox
from portal.notifications.hooks import Parcel
from portal.notifications.message import Recipient
from portal.notifications.providers.base import Provider
from portal.notifications.tables import DeliveryState
from portal.settings import settings

_log = structlog.get_logger()

NOT_LISTED = "Mode uji coba: nomor ini tidak ada dalam daftar."
TOO_LATE = "Batas waktu pengiriman sudah lewat."
GONE = "Penerima tidak lagi bertugas."
NO_SECRETS = "Tautan rahasia hanya dikirim lewat penyedia WhatsApp resmi."
MOVED = "Nomor penerima berganti."

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


async def clear(parcels: Sequence[Parcel], provider: Provider, *, at: datetime) -> list[Parcel]:
    """Turn back what must not leave and return the rest."""
    by_kind: dict[str, list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        by_kind[parcel.kind].append(parcel)
    kept: list[Parcel] = []
    for kind, some in by_kind.items():
        try:
            kept += await _clear_kind(some, provider, at)
        except Exception:
            # A hook broke for this kind alone: the leases run out and the sweep lets it be asked again.
            _log.exception("notifications.look_up_failed", kind=kind)
    return kept


async def _clear_kind(parcels: Sequence[Parcel], provider: Provider, at: datetime) -> list[Parcel]:
    people = await _people({parcel.recipient_key for parcel in parcels}, at)
    reasons = await _reasons(parcels, at)
    kept = []
    for parcel in parcels:
        about = _about_person(parcel, people) if parcel.recipient_key in people else None
        if objection := _objection(parcel, provider, at, about, reasons.get(parcel.id)):
            await _turn_back(parcel, objection, at)
        else:
            kept.append(parcel)
    return kept


async def _people(keys: Collection[str], at: datetime) -> dict[str, Recipient | None]:
    """Everybody whom a hook answers for, None where they are told nothing any more."""
    found: dict[str, Recipient | None] = {}
    for prefix, hook in hooks.whereabouts.items():
        asked = [key for key in keys if key.startswith(prefix)]
        known = await hook(asked, at) if asked else {}
        found |= {key: known.get(key) for key in asked}
    return found


async def _reasons(parcels: Sequence[Parcel], at: datetime) -> dict[int, str]:
    reasons: dict[int, str] = {}
    for hook in hooks.matching(hooks.wanted, parcels[0].kind):
        reasons |= await hook(parcels, at)
    return reasons


def _objection(
    parcel: Parcel, provider: Provider, at: datetime, about: Objection | None, reason: str | None
) -> Objection | None:
    allowed = settings().allowed_numbers
    if parcel.expires_at <= at:
        return Objection(DeliveryState.EXPIRED, TOO_LATE)
    if about:
        return about
    if allowed and parcel.address not in allowed:
        return Objection(DeliveryState.CANCELLED, NOT_LISTED)
    if parcel.secret and not provider.capabilities.carries_secrets:
        return Objection(DeliveryState.FAILED, NO_SECRETS)
    return Objection(DeliveryState.CANCELLED, reason) if reason else None


def _about_person(parcel: Parcel, people: Mapping[str, Recipient | None]) -> Objection | None:
    person = people[parcel.recipient_key]
    if person is None:
        return Objection(DeliveryState.CANCELLED, GONE)
    if obstacle := outbox.obstacle(person, parcel.kind):
        return Objection(DeliveryState.FAILED, obstacle)
    if person.address != parcel.address:
        return Objection(DeliveryState.WAITING, MOVED, person.address)
    return None


async def _turn_back(parcel: Parcel, objection: Objection, at: datetime) -> None:
    address = objection.address or parcel.address
    told = (objection.state, at, objection.reason, address)
    await db.rows(TURN_BACK, *told, parcel.id, parcel.lease_token)
