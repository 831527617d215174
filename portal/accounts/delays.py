"""How long somebody who guesses passwords has to wait; in the database, since several processes answer.

Whatever lets a stranger ask for a hash begins here, before it is made.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from piccolo.columns.combination import And, Where
from piccolo.query.functions.aggregate import Count

from portal import db
from portal.accounts import phones
from portal.accounts.tables import SignInFailure
from portal.errors import Refusal
from portal.settings import settings

LONGEST = 30
REMEMBERED = timedelta(hours=1)
FREE_PER_IDENTIFIER = 3
# A whole office shares one address, so only many different people count against it.
FREE_PER_ADDRESS = 10


class TooSoon(Refusal):
    """The person has to wait for `seconds` before trying again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Terlalu sering dicoba. Tunggu {seconds} detik, lalu coba lagi.")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who somebody says they are (as a keyed hash), and from where."""

    identifier_key: str
    origin: str


def attempt(identifier: str, origin: str) -> Attempt:
    """An attempt; the same number counts as one however it is written."""
    canonical = phones.find(identifier) or identifier.strip().casefold()
    secret = settings().secret_key.get_secret_value().encode()
    return Attempt(hmac.new(secret, canonical.encode(), hashlib.sha256).hexdigest(), _line_of(origin))


def _line_of(origin: str) -> str:
    """The address as a brake counts it: of IPv6 a whole /64, all of which one machine may use."""
    try:
        address = ip_address(origin)
    except ValueError:
        return origin
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else origin


def seconds_after(failures: int, free: int) -> int:
    """1, 2, 4 … seconds after the free failures are used up, at most 30."""
    return 0 if failures < free else min(LONGEST, 2 ** min(failures - free, 5))


async def start(identifier: str, origin: str, *, at: datetime) -> Attempt:
    """Begin an attempt that counts as failed until `clear`; raises TooSoon."""
    trial = attempt(identifier, origin)
    if wait := await begin(trial, at):
        raise TooSoon(wait)
    return trial


async def begin(trial: Attempt, at: datetime) -> int:
    """Seconds still to wait; where there are none, the attempt counts as failed until `clear`.

    Counting first, so that many attempts at once do not slip past the delay.
    """
    async with db.lock(f"sign-in:{trial.origin}"), db.lock(f"sign-in:{trial.identifier_key}"):
        wait = max(await _wait_of_identifier(trial, at), await _wait_of_address(trial, at))
        if not wait:
            await _count(trial, at)
    return wait


async def clear(trial: Attempt) -> None:
    """The person proved who they are: their failures are forgotten."""
    await SignInFailure.delete().where(SignInFailure.identifier_key == trial.identifier_key)


async def _count(trial: Attempt, at: datetime) -> None:
    await SignInFailure.delete().where(SignInFailure.failed_at <= at - REMEMBERED)
    await SignInFailure.insert(
        SignInFailure(identifier_key=trial.identifier_key, origin=trial.origin, failed_at=at)
    )


async def _wait_of_identifier(trial: Attempt, at: datetime) -> int:
    mine = SignInFailure.identifier_key == trial.identifier_key
    row = await SignInFailure.select(Count().as_alias("failures")).where(mine, _recent(at)).first()
    return await _left(mine, seconds_after(row["failures"] if row else 0, FREE_PER_IDENTIFIER), at)


async def _wait_of_address(trial: Attempt, at: datetime) -> int:
    here = SignInFailure.origin == trial.origin
    rows = await SignInFailure.select(SignInFailure.identifier_key).where(here, _recent(at)).distinct()
    others = {row["identifier_key"] for row in rows} - {trial.identifier_key}
    return await _left(here, seconds_after(len(others), FREE_PER_ADDRESS), at)


async def _left(which: Where, delay: int, at: datetime) -> int:
    if not delay:
        return 0
    newest = await (
        SignInFailure.select(SignInFailure.failed_at)
        .where(which, _recent(at))
        .order_by(SignInFailure.failed_at, ascending=False)
        .first()
    )
    passed = (at - newest["failed_at"]).total_seconds() if newest else delay
    return max(0, math.ceil(delay - passed))


def _recent(at: datetime) -> And:
    # A clock that was set back leaves failures of the future behind; they would hold people for as long.
    return (SignInFailure.failed_at > at - REMEMBERED) & (SignInFailure.failed_at <= at)
