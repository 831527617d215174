"""The portal as people run it, beside a simulated provider, with a view of what it has written so far."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from portal import clock, db
from tests.crash import locks
from tests.crash.processes import Web, Worker, nursery
from tests.simulator.process import SimulatorProcess, simulator_process

LEASE_SECONDS = 2
POLL_SECONDS = 0.05
SETTLES_WITHIN = 60.0
PAST_DOUBT = timedelta(minutes=11)
"""A doubt is decided after ten minutes."""

SIMULATED: dict[str, Any] = {
    "sent_after": 0.02,
    "delivered_after": 0.1,
    # Meta repeats for a week; here for as long as a killed portal takes to come back.
    "retry_delays": [0.1] * 600,
}

VIEW = """
SELECT count(CASE WHEN d.state = 'waiting' THEN 1 END) AS waiting,
  count(CASE WHEN d.state = 'claimed' THEN 1 END) AS claimed,
  count(CASE WHEN d.state = 'claimed' AND a.id IS NULL THEN 1 END) AS uncalled,
  count(CASE WHEN d.state = 'unknown' THEN 1 END) AS doubts,
  count(CASE WHEN d.state IN ('waiting', 'retry') THEN 1 END) AS due,
  count(CASE WHEN a.outcome = 'open' THEN 1 END) AS calling,
  (SELECT count(*) FROM webhook_post WHERE processed_at IS NULL) AS unread,
  (SELECT count(*) FROM webhook_post WHERE processed_at IS NOT NULL) AS read
FROM delivery d LEFT JOIN attempt a ON a.delivery = d.id WHERE d.id > {}
"""


@dataclass(frozen=True, slots=True)
class View:
    """The deliveries and calls of this round, and all posts of receipts."""

    waiting: int
    claimed: int
    uncalled: int
    doubts: int
    due: int
    calling: int
    unread: int
    read: int


@dataclass
class Stage:
    """Database, simulator, worker and web of one engine, alive over many rounds."""

    url: str
    simulator: SimulatorProcess
    worker: Worker
    web: Web
    before: int = 0
    """The last delivery of the rounds before."""

    async def view(self) -> View:
        return View(**(await db.rows(VIEW, self.before))[0])

    async def deliveries(self) -> int:
        return int((await db.rows("SELECT coalesce(max(id), 0) AS id FROM delivery"))[0]["id"])

    async def pause_worker(self) -> None:
        """Stop the worker where it holds nothing that others need."""
        for _ in range(200):
            self.worker.pause()
            try:
                async with locks.held(self.url, "delivery", at_once=True):
                    return
            except locks.Busy:
                self.worker.resume()
                await asyncio.sleep(0.01)
        raise AssertionError("the worker writes without end")

    async def settle(self) -> None:
        """Let everything come to its end, also what only time decides; then the clock is right again."""
        async with asyncio.timeout(SETTLES_WITHIN):
            while True:
                self.worker.check()
                view = await self.view()
                # A call whose process was killed must not stand as under way for ever.
                if view.due or view.claimed or view.calling or view.unread or self.pending_receipts():
                    await asyncio.sleep(POLL_SECONDS)
                elif view.doubts:
                    await clock.move(PAST_DOUBT)
                    await self._doubts_decided()
                else:
                    break
        await clock.move(datetime.now(UTC) - clock.now())

    def pending_receipts(self) -> int:
        return int(self.simulator.look("stats")["webhooks"]["pending"])

    async def _doubts_decided(self) -> None:
        while (await self.view()).doubts:  # noqa: ASYNC110 - rows tell nobody
            await asyncio.sleep(POLL_SECONDS)


async def watched(seen: Any, seconds: float = 15.0) -> None:
    """Return as soon as `await seen()` holds; looks again without pause, because moments are short."""
    end = time.monotonic() + seconds
    while not await seen():
        assert time.monotonic() < end, "the moment to kill at never came"


@contextmanager
def staged(url: str, folder: Path) -> Iterator[Stage]:
    """A simulator, a worker and a web process at one migrated database."""
    with simulator_process(**SIMULATED) as simulator:
        env = _environment(url, simulator, folder)
        with nursery(env, folder / "portal.log") as born:
            worker, web = Worker(born), Web(born)
            try:
                web.start()
                worker.start()
                web.wait()
                address = f"http://127.0.0.1:{web.port}/webhooks/whatsapp/meta_cloud"
                simulator.control("webhook", {"url": address})
                yield Stage(url, simulator, worker, web)
            finally:
                worker.end()
                web.end()


def _environment(url: str, simulator: SimulatorProcess, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "ASPAL_DATABASE_URL": url,
        "ASPAL_DATA_DIR": str(folder),
        "ASPAL_DEMO": "1",  # lets the clock be moved
        "ASPAL_LEASE_SECONDS": str(LEASE_SECONDS),
        "ASPAL_POLL_SECONDS": str(POLL_SECONDS),
        "ASPAL_WHATSAPP_PROVIDER": "meta_cloud",
        "ASPAL_WHATSAPP_PAIR_SECONDS": "0",
        "ASPAL_META_CLOUD_URL": simulator.base_url,
        "ASPAL_META_CLOUD_PHONE_NUMBER_ID": "100000000000001",
        "ASPAL_META_CLOUD_TOKEN": "simulator-access-token",
        "ASPAL_META_CLOUD_APP_SECRET": "simulator-app-secret",
        "ASPAL_META_CLOUD_VERIFY_TOKEN": "simulator-verify-token",
    }
