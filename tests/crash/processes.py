"""The portal's programs as real processes, in groups of their own so that a kill reaches their children."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from portal.settings import ROOT
from tests.simulator.process import wait_until

START_SECONDS = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Program:
    """One process group."""

    def __init__(self, *command: str, env: Mapping[str, str], log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *command],
                env=dict(env),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def say_go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()

    def signal(self, number: signal.Signals) -> None:
        os.killpg(self._process.pid, number)

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        if self.is_alive:
            self.signal(signal.SIGKILL)
        self._process.wait(timeout=10)
        if self._process.stdin:
            self._process.stdin.close()


class Worker:
    """`portal worker` with a replacement standing by."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self._env, self._log = env, log
        self._next = self._stand_by()
        self._current: Program | None = None

    def start(self) -> None:
        self._current, self._next = self._next, self._stand_by()
        self._current.say_go()

    def start_if_dead(self) -> None:
        if not self._running().is_alive:
            self.start()

    def pause(self) -> None:
        self._running().signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._running().signal(signal.SIGCONT)

    def kill(self) -> None:
        self.check()
        self._running().kill()

    def check(self) -> None:
        """Raise AssertionError with its last words where it ended by itself."""
        assert self._running().is_alive, f"the worker ended by itself:\n{self._log.read_text()[-4000:]}"

    def end(self) -> None:
        for program in (self._current, self._next):
            if program:
                program.kill()

    def _running(self) -> Program:
        assert self._current is not None
        return self._current

    def _stand_by(self) -> Program:
        return Program("tests.crash.standby", "worker", env=self._env, log=self._log)


class Web:
    """`portal serve`, always on the same port, where the provider knows it."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self._env, self._log = env, log
        self.port = free_port()
        self._program: Program | None = None

    def start(self) -> None:
        self._program = Program("portal", "serve", "--port", str(self.port), env=self._env, log=self._log)

    def wait(self) -> None:
        """Return when it listens."""
        wait_until(self._is_listening, START_SECONDS)

    def kill(self) -> None:
        if self._program:
            self._program.kill()

    def _is_listening(self) -> bool:
        assert self._program is not None
        assert self._program.is_alive, f"the portal did not start:\n{self._log.read_text()[-4000:]}"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
