"""The portal's programs as real processes, in groups of their own so that a kill reaches their children."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from portal.settings import ROOT
from tests.simulator.process import wait_until

START_SECONDS = 40


class Nursery:
    """Where processes come from; what they say goes to one log."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log

    def bear(self, *words: str) -> int:
        """Start `python -m portal` with these words; its number."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(" ".join(words) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer.strip().isdigit(), f"the portal cannot be imported:\n{self.last_words()}"
        return int(answer)

    def last_words(self) -> str:
        return self._log.read_text(errors="replace")[-4000:]


@contextmanager
def nursery(env: Mapping[str, str], log: Path) -> Iterator[Nursery]:
    """A nursery whose children have these settings."""
    command = [sys.executable, "-m", "tests.crash.nursery"]
    pipe = subprocess.PIPE
    with (
        log.open("ab") as output,
        subprocess.Popen(
            command, env=dict(env), cwd=ROOT, stdin=pipe, stdout=pipe, stderr=output, text=True
        ) as process,
    ):
        yield Nursery(process, log)


class Program:
    """One of the portal's programs, alive or killed."""

    def __init__(self, nursery: Nursery, *words: str) -> None:
        self._nursery, self._words = nursery, words
        self._group = 0

    @property
    def is_alive(self) -> bool:
        try:
            os.killpg(self._group, 0)
        except ProcessLookupError:
            return False
        return bool(self._group)

    def start(self) -> None:
        """Begin anew, or for the first time."""
        assert not self._group
        self._group = self._nursery.bear(*self._words)

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is flushed."""
        self.check()
        os.killpg(self._group, signal.SIGKILL)
        wait_until(lambda: not self.is_alive)
        self._group = 0

    def check(self) -> None:
        """Raise AssertionError with its last words where it ended by itself."""
        assert self.is_alive, f"{self._words[0]} ended by itself:\n{self._nursery.last_words()}"

    def start_if_killed(self) -> None:
        if not self._group:
            self.start()

    def end(self) -> None:
        if self._group:
            with suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)


class Worker(Program):
    """`portal worker`."""

    def __init__(self, nursery: Nursery) -> None:
        super().__init__(nursery, "worker")

    def pause(self) -> None:
        """Return when it stands still: a signal takes its time, in which a write may begin."""
        os.killpg(self._group, signal.SIGSTOP)
        wait_until(lambda: psutil.Process(self._group).status() == psutil.STATUS_STOPPED)

    def resume(self) -> None:
        os.killpg(self._group, signal.SIGCONT)


class Web(Program):
    """`portal serve`, always on the same port, where the provider knows it."""

    def __init__(self, nursery: Nursery) -> None:
        self.port = _free_port()
        super().__init__(nursery, "serve", "--port", str(self.port))

    def wait(self) -> None:
        """Return when it listens."""
        wait_until(self._is_listening, START_SECONDS)

    def _is_listening(self) -> bool:
        self.check()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
