"""One delivery to its answer: write the attempt, call, write the answer."""

from __future__ import annotations

import structlog

from portal import clock
from portal.notifications import attempts, hooks, letters
from portal.notifications.hooks import Parcel
from portal.notifications.providers.base import Answer, Call, Failure, Provider, Rejected, Remedy, Unknown

_log = structlog.get_logger()

NO_LINK = Remedy(Failure.CONTENT, "Tautan rahasia tidak dapat dibuat.")


async def deliver(parcel: Parcel, provider: Provider, finisher: attempts.Finisher) -> None:
    """Send one delivery that nothing speaks against. No transaction is open during the call."""
    token = await attempts.begin(parcel, provider.name, at=clock.now())
    if token is None:
        _log.info("notifications.claim_lost", delivery=parcel.id)
        return
    answer = await _call(parcel, token, provider)
    await finisher.finish(attempts.Result(parcel, token, provider.name, answer, clock.now()))


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
