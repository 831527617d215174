"""The web server: where it listens, and how its processes end."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from portal.errors import BadInput
from portal.supervisor import die_with_parent

APPLICATION = "portal.app:create_app"
KILL_AFTER = 30
"""Seconds that a process may take to answer what it has begun when it is told to stop."""

TAKEN = "Port {} sedang dipakai program lain. Hentikan program itu, atau pilih port lain dengan --port."
CLOSED = "Port {} hanya boleh dipakai administrator sistem. Pilih port di atas 1023 dengan --port."
ELSEWHERE = "“{}” bukan alamat mesin ini. Periksa --host."


def refuse_taken(host: str, port: int) -> None:
    """Raises BadInput with a sentence where nothing could listen."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError):
        raise BadInput(ELSEWHERE.format(host)) from None
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise BadInput(_sentence(error, host, port)) from None


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return TAKEN.format(port)
    return CLOSED.format(port) if error.errno in {errno.EACCES, errno.EPERM} else ELSEWHERE.format(host)


def serve(host: str, port: int, workers: int) -> None:
    """Answer until told to stop."""
    server = Granian(
        APPLICATION,
        address=host,
        port=port,
        workers=workers,
        workers_kill_timeout=KILL_AFTER,
        interface=Interfaces.ASGI,
        log_enabled=True,
        websockets=False,
        # Where setproctitle is installed granian hides the command line, by which people look for it.
        process_name=f"aspal serve {host}:{port}" if find_spec("setproctitle") else None,
    )

    def load(target: str) -> Callable[..., Any]:
        # A forked process still has the signal handlers of its parent, which would swallow a SIGTERM until it
        # listens: it ends at once instead, as long as it has nothing to finish.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        if server.interrupt_signal:
            os._exit(0)
        die_with_parent()
        module, _, name = target.partition(":")
        return getattr(import_module(module), name)()  # type: ignore[no-any-return]

    server.serve(target_loader=load)
