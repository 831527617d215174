"""Sends webhooks: signed, when due, in order per message, retried ever slower until answered with 2xx."""

import asyncio
import contextlib
import hashlib
import heapq
import hmac
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec

from portal.simulator.clock import VirtualClock
from portal.simulator.config import SimulatorConfig
from portal.simulator.receipts import FOREIGN_PHONE_NUMBER_ID, envelope


@dataclass(slots=True)
class Update:
    """One status on its way; updates with the same `lane` are told one after the other."""

    lane: int
    status: dict[str, Any]
    due: float
    copies: int = 1
    bucket: int = 0
    bucket_seconds: float = 1.0
    forged: str = ""
    told: asyncio.Event | None = None


@dataclass(slots=True)
class Parcel:
    """One POST with its attempts."""

    updates: list[Update]
    attempts: int = 0

    @property
    def lane(self) -> int:
        return self.updates[0].lane


@dataclass(order=True, slots=True)
class Due:
    at: float
    turn: int
    what: "Update | Parcel | int" = field(compare=False)


class Webhooks:
    """`counts` holds what happened: posted, accepted, refused, retried, given_up, forged."""

    def __init__(self, config: SimulatorConfig, clock: VirtualClock) -> None:
        self._config = config
        self._clock = clock
        self.url = config.webhook_url
        self.is_verified = False
        self.counts: Counter[str] = Counter()
        self._queue: list[Due] = []
        self._turn = 0
        self._buckets: dict[int, list[Update]] = {}
        self._lanes: list[asyncio.Queue[Parcel]] = []
        self._client = httpx.AsyncClient(timeout=config.webhook_timeout, trust_env=False)
        self._busy = 0
        self._shaking = asyncio.Lock()
        self._woken = asyncio.Event()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Dispatcher and one worker per lane run until the block is left; what is queued then is lost."""
        self._lanes = [asyncio.Queue() for _ in range(self._config.webhook_concurrency)]
        async with self._client:
            tasks = [asyncio.create_task(self._dispatch())]
            tasks += [asyncio.create_task(self._work(lane)) for lane in self._lanes]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    @property
    def pending(self) -> int:
        """Updates and POSTs that have not come to an end."""
        queued = sum(not isinstance(due.what, int) for due in self._queue)
        return queued + sum(map(len, self._buckets.values())) + self._in_lanes() + self._busy

    def _in_lanes(self) -> int:
        return sum(lane.qsize() for lane in self._lanes)

    def schedule(self, update: Update) -> None:
        """Without an address nothing is queued, and nothing is told later."""
        if self.url:
            self._push(update.due, update)

    def wake(self) -> None:
        self._woken.set()

    def clear(self) -> None:
        self._queue.clear()
        self._buckets.clear()
        self.counts.clear()

    async def verify(self) -> str:
        """The GET handshake; an empty answer means it succeeded, else it says why not."""
        if not self.url:
            return "no webhook address is set"
        challenge = str(secrets.randbelow(10**10))
        token = self._config.verify_token
        query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": token}
        try:
            answer = await self._client.get(self.url, params=query)
        except httpx.HTTPError as error:
            return f"no answer: {error!r}"
        self.is_verified = answer.status_code == 200 and answer.text == challenge
        return "" if self.is_verified else f"answered {answer.status_code} without the challenge"

    async def subscribe(self, url: str | None) -> str:
        self.url, self.is_verified = url, False
        return await self.verify() if url else ""

    def _push(self, at: float, what: Update | Parcel | int) -> None:
        self._turn += 1
        heapq.heappush(self._queue, Due(at, self._turn, what))
        self._woken.set()

    async def _dispatch(self) -> None:
        while True:
            self._woken.clear()
            now = self._clock.now()
            for what in self._ripe(now):
                self._route(what, now)
            wait = self._queue[0].at - now if self._queue else None
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), wait)

    def _ripe(self, now: float) -> Iterator[Update | Parcel | int]:
        while self._queue and self._queue[0].at <= now:
            yield heapq.heappop(self._queue).what

    def _route(self, what: Update | Parcel | int, now: float) -> None:
        if isinstance(what, Parcel):
            self._hand_over(what)
        elif isinstance(what, int):
            self._flush(what)
        elif what.bucket and not what.forged:
            self._collect(what, now)
        else:
            self._hand_over(Parcel([what]))

    def _collect(self, update: Update, now: float) -> None:
        bucket = self._buckets.setdefault(update.bucket, [])
        bucket.append(update)
        if len(bucket) >= update.bucket:
            self._flush(update.bucket)
        elif len(bucket) == 1:
            self._push(now + update.bucket_seconds, update.bucket)

    def _flush(self, size: int) -> None:
        if updates := self._buckets.pop(size, []):
            self._hand_over(Parcel(updates))

    def _hand_over(self, parcel: Parcel) -> None:
        self._lanes[parcel.lane % len(self._lanes)].put_nowait(parcel)

    async def _work(self, lane: "asyncio.Queue[Parcel]") -> None:
        while True:
            parcel = await lane.get()
            self._busy += 1
            await self._deliver(parcel)
            self._busy -= 1
            for update in parcel.updates:
                if update.told:
                    update.told.set()

    async def _deliver(self, parcel: Parcel) -> None:
        if not await self._is_welcome():
            self.counts["unverified"] += 1
            self._retry(parcel)
            return
        answers = [await self._post(parcel) for _ in range(parcel.updates[0].copies)]
        if parcel.updates[0].forged:
            self.counts["forged"] += 1
        elif all(answers):
            self.counts["accepted"] += 1
        else:
            self.counts["refused"] += 1
            self._retry(parcel)

    async def _is_welcome(self) -> bool:
        async with self._shaking:
            return self.is_verified or not await self.verify()

    def _retry(self, parcel: Parcel) -> None:
        delays = self._config.retry_delays
        if parcel.updates[0].forged or parcel.attempts >= len(delays):
            self.counts["given_up"] += 1
            return
        self.counts["retried"] += 1
        parcel.attempts += 1
        self._push(self._clock.now() + delays[parcel.attempts - 1], parcel)

    async def _post(self, parcel: Parcel) -> bool:
        forged = parcel.updates[0].forged
        foreign = FOREIGN_PHONE_NUMBER_ID if forged == "foreign_number" else ""
        body = msgspec.json.encode(
            envelope([update.status for update in parcel.updates], self._config, foreign)
        )
        secret = "not-" + self._config.app_secret if forged == "tampered" else self._config.app_secret
        headers = {"content-type": "application/json", "x-hub-signature-256": signature(body, secret)}
        self.counts["posted"] += 1
        try:
            answer = await self._client.post(self.url or "", content=body, headers=headers)
        except httpx.HTTPError:
            return False
        return answer.is_success


def signature(body: bytes, secret: str) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
