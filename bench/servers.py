"""Real server processes on loopback for a measurement, ended by it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

PATIENCE = 60.0
SECRET = "only-for-measuring-0123456789-0123456789"  # noqa: S105


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(url: str, **more: str) -> dict[str, str]:
    """The settings of a measured process."""
    return {
        **os.environ,
        "ASPAL_SECRET_KEY": SECRET,
        "ASPAL_DATABASE_URL": url,
        "ASPAL_LOG_JSON": "true",
        **more,
    }


@contextmanager
def process(*command: str, env: Mapping[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A child that is told to stop, and killed where it does not listen."""
    child = subprocess.Popen(
        [sys.executable, *command],
        env=dict(env or os.environ),
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def web(target: str, env: Mapping[str, str]) -> Iterator[int]:
    """An ASGI application factory on one granian worker; yields its port once it listens."""
    port = free_port()
    granian = ("-m", "granian", "--factory", "--interface", "asgi", "--port", str(port), "--no-ws", target)
    with process(*granian, env=env) as child:
        wait_for(port, child)
        yield port


def wait_for(port: int, child: subprocess.Popen[bytes]) -> None:
    """Until the child listens; raises RuntimeError where it ends or never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if child.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("The measured server did not start.")
