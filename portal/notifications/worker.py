"""The delivery loop: any number of processes may run it, and any of them may be killed at any moment."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime

import structlog

from portal import clock
from portal.notifications import claims, doubts, objections, providers, receipts, sending, sweeps
from portal.notifications.attempts import Finisher
from portal.notifications.hooks import Parcel
from portal.notifications.providers.base import Provider
from portal.settings import settings
from portal.workdays import queries as workdays

_log = structlog.get_logger()


async def run(stop: asyncio.Event, provider: Provider | None = None) -> None:
    """Send what is due until told to stop; calls under way are finished first."""
    sender = provider or providers.in_use()
    loop = Loop(sender)
    try:
        while not stop.is_set():
            try:
                busy = await loop.round()
            except Exception:
                # A locked or restarting database passes; the outbox keeps everything meanwhile.
                _log.exception("notifications.round_failed")
                busy = False
            if not busy:
                await loop.pause(stop)
    finally:
        await loop.drain()
        await sender.close()


class Loop:
    """One process at the outbox."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._finisher = Finisher()
        self._flying: set[asyncio.Task[None]] = set()
        self._swept = float("-inf")
        self._in_hours = False
        self._reading: asyncio.Task[None] | None = None
        self._probing: asyncio.Task[None] | None = None
        self._probed = float("-inf")

    async def round(self) -> bool:
        """Sweep when it is time, then claim as many as may still be in flight; False if nothing was due."""
        await self._sweep()
        free = settings().whatsapp_in_flight - len(self._flying)
        # Claims cost a commit each: worth it for half the room, not for every single answer.
        if free < max(1, settings().whatsapp_in_flight // 2):
            await asyncio.wait(self._flying, return_when=asyncio.FIRST_COMPLETED)
            return True
        parcels = await claims.claim(free, at=clock.now(), in_hours=self._in_hours)
        for parcel in await objections.clear(parcels, self._provider, at=clock.now()):
            self._start(parcel)
        return bool(parcels)

    async def pause(self, stop: asyncio.Event) -> None:
        """Wait for the next poll, for a call to end, or for the end."""
        waker = asyncio.create_task(stop.wait())
        await asyncio.wait(
            {waker, *self._flying}, timeout=settings().poll_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        waker.cancel()

    async def drain(self) -> None:
        """Let the calls under way come to their end."""
        beside = [task for task in (self._reading, self._probing) if task]
        if under_way := {*self._flying, *beside}:
            await asyncio.wait(under_way)

    async def _sweep(self) -> None:
        if time.monotonic() - self._swept < settings().poll_seconds:
            return
        await clock.refresh()
        at = clock.now()
        self._in_hours = (await workdays.office_hours()).is_open(at)
        self._read_receipts(at)
        await sweeps.sweep(at=at)
        await self._look_at_doubts(at)
        self._swept = time.monotonic()

    def _read_receipts(self, at: datetime) -> None:
        """Beside the sending, never before it: what comes in from outside must not hold up what goes out."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(_read_receipts(at))

    async def _look_at_doubts(self, at: datetime) -> None:
        """They wait for receipts, so whatever keeps those from being read must not hold up the sending."""
        try:
            await doubts.settle(at=at)
            await self._probe_channel(at)
        except Exception:
            _log.exception("notifications.doubts_failed")

    async def _probe_channel(self, at: datetime) -> None:
        """Ten times while a doubt waits; a call to a silent channel must not hold up a round."""
        is_resting = time.monotonic() - self._probed < settings().whatsapp_doubt_seconds / 10
        is_probing = self._probing is not None and not self._probing.done()
        if is_resting or is_probing or not await doubts.need_an_answer(at=at):
            return
        self._probed = time.monotonic()
        self._probing = asyncio.create_task(_settle_by_probe(self._provider, at))

    def _start(self, parcel: Parcel) -> None:
        task = asyncio.create_task(self._deliver(parcel))
        self._flying.add(task)
        task.add_done_callback(self._flying.discard)

    async def _deliver(self, parcel: Parcel) -> None:
        try:
            await sending.deliver(parcel, self._provider, self._finisher)
        except Exception:
            # The lease runs out and the sweep decides by whether an attempt was begun.
            _log.exception("notifications.delivery_failed", delivery=parcel.id)


async def _read_receipts(at: datetime) -> None:
    try:
        await receipts.process(at=at)
    except Exception:
        _log.exception("notifications.receipts_failed")


async def _settle_by_probe(provider: Provider, at: datetime) -> None:
    try:
        if await provider.probe():
            await doubts.settle(at=at, answered=at)
    except Exception:
        _log.exception("notifications.probe_failed")
