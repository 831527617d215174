"""The worker: messages, jobs, duties and its heartbeat in one process, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal

from portal import app
from portal.jobs import heartbeat
from portal.jobs import worker as jobs_worker
from portal.notifications import worker as notifications_worker
from portal.settings import settings
from portal.web import logs

LONGEST_STOP = 55.0
"""Seconds that the worker takes to stop at most, less than systemd or `aspal up` wait. A call has 25."""


async def run() -> None:
    """Send messages and do jobs and duties."""
    logs.configure(as_json=settings().log_json)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end() -> None:
        stop.set()
        # A job that takes longer is taken up again from its checkpoint, wherever a worker lives.
        loop.call_later(LONGEST_STOP, os._exit, 1)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    await asyncio.gather(
        jobs_worker.run(stop, app.handlers(), app.duties()),
        notifications_worker.run(stop),
        heartbeat.run(stop),
    )
