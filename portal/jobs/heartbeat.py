"""Each worker process says that it lives, so that the portal can tell when nobody works."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from contextlib import suppress

import structlog

from portal import db
from portal.settings import settings

log = structlog.get_logger()

A_DAY = 86_400.0
BEAT = """
INSERT INTO worker_beat (name, beat_at) VALUES ({}, {})
ON CONFLICT (name) DO UPDATE SET beat_at = excluded.beat_at
"""


async def run(stop: asyncio.Event) -> None:
    """Beat until told to stop; on the worker's own loop, so that a stuck worker falls silent."""
    name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    while not stop.is_set():
        try:
            await beat(name)
        except Exception:
            # A locked or restarting database must not end the worker.
            log.exception("heartbeat failed")
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), settings().lease_seconds / 3)


async def beat(name: str) -> None:
    """Say that this worker lives; those silent for a day are forgotten."""
    now = await db.seconds_now()
    await db.rows(BEAT, name, now)
    await db.rows("DELETE FROM worker_beat WHERE beat_at < {}", now - A_DAY)


async def silence() -> float | None:
    """Seconds since any worker last said that it lives; None where none ever did."""
    found = await db.rows("SELECT max(beat_at) AS at FROM worker_beat")
    return None if found[0]["at"] is None else max(0.0, await db.seconds_now() - found[0]["at"])


async def is_alive() -> bool:
    """Whether a worker is at work."""
    quiet = await silence()
    return quiet is not None and quiet < 2 * settings().lease_seconds
