"""Runs the simulator on granian inside this very process: it starts fastest and has one memory."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from granian.constants import Interfaces
from granian.server.embed import Server
from litestar import Litestar

from portal.simulator.app import create_app
from portal.simulator.config import SimulatorConfig

HOST = "127.0.0.1"
GRACE = 0.5


def run(config: SimulatorConfig, port: int = 0) -> None:
    """Serve on the loopback after a line `ready PORT`, and end the process on SIGTERM or Ctrl-C.

    Port 0 takes a free one. Raises OSError when the port is taken.
    """
    with _reserved(port) as reserved:
        asyncio.run(_serve(create_app(config), reserved))


async def _serve(app: Litestar, port: int) -> None:
    server = Server(app, address=HOST, port=port, interface=Interfaces.ASGI, log_enabled=False)
    loop = asyncio.get_running_loop()
    for stop in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(stop, _stop, app, server, loop)
    announcing = asyncio.create_task(_announce(port))
    await server.serve()
    await announcing
    _leave()


def _stop(app: Litestar, server: Server, loop: asyncio.AbstractEventLoop) -> None:
    """Granian waits for open answers without end; the ledger is written, so after a moment we just leave."""
    app.state.cloud.close()
    server.stop()  # type: ignore[no-untyped-call]
    loop.call_later(GRACE, _leave)


def _leave() -> NoReturn:
    """Granian's threads abort the process when they call into an interpreter that is being taken down."""
    sys.stdout.flush()
    os._exit(0)


async def _announce(port: int) -> None:
    while not await _is_listening(port):  # noqa: ASYNC110 - granian tells nobody when it listens
        await asyncio.sleep(0.005)
    sys.stdout.write(f"ready {port}\n")
    sys.stdout.flush()


async def _is_listening(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(HOST, port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


@contextmanager
def _reserved(port: int) -> Iterator[int]:
    """Hold the port without listening, so that only granian, which shares it by SO_REUSEPORT, can take it."""
    _refuse_taken(port)
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind((HOST, port))
        yield int(holder.getsockname()[1])


def _refuse_taken(port: int) -> None:
    """Raises OSError. With SO_REUSEPORT alone a second simulator would silently take half the requests."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
