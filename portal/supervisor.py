"""Programs of ours that run together: watched, started again when they die, stopped as one.

A child leads a process group, so that what it has started goes with it, and a Ctrl-C in the terminal reaches
nobody but us. Linux ends the children of a supervisor that was killed.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, Any, Self

GRACE = 60.0
"""Seconds that a child may take to stop; the worker lets calls to WhatsApp come to their end."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds before a child that died is started again: twice as many each time, until it lives for `WITHIN`."""

MOST_DEATHS, WITHIN = 5, 60.0
LOOK = 0.1  # seconds between two looks
LAST_LINES = 15
ENDINGS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
PR_SET_PDEATHSIG = 1

DIED = "{} berhenti sendiri ({}) dan dijalankan lagi.\n"
GIVEN_UP = "{} berhenti {} kali dalam satu menit, jadi semuanya dihentikan. Periksa pesan di atas."
FAILED = "{} berhenti:"


class ChildFailed(Exception):
    """A child does not live; the text says which, with the end of what it said where that is in a file."""


class Stopped(Exception):
    """Somebody has asked us to end."""


class Supervisor:
    """Children that live as long as the block they were started in, and no longer.

    They work in `folder`, where what they say is kept; without one they work here and speak to our terminal.
    """

    def __init__(
        self,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        grace: float = GRACE,
    ) -> None:
        self._folder, self._environment, self._grace = folder, environment, grace
        self._children: list[Child] = []
        self._requests = 0
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        self._before = {number: signal.signal(number, self._ask) for number in ENDINGS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def run(self, name: str, *words: str, output: Path | None = None) -> int:
        """Run `python -m …` to its end; its exit status. Raises Stopped."""
        child = Child(name, words, self._folder, self._environment, output)
        self._children.append(child)
        child.start()
        while not child.has_ended():
            self._insist_on_going_on()
            time.sleep(LOOK)
        self._children.remove(child)
        return child.clear_away()

    def keep(self, name: str, *words: str) -> None:
        """Run `python -m …` from now on, again whenever it dies."""
        child = Child(name, words, self._folder, self._environment)
        self._children.append(child)
        child.start()

    def look(self) -> None:
        """Start again what has died. Raises Stopped, and ChildFailed for one that dies again and again."""
        self._insist_on_going_on()
        for child in self._children:
            child.look()

    def watch(self) -> None:
        """Look until somebody asks us to end; raises as `look` does."""
        while True:
            self.look()
            time.sleep(LOOK)

    def _ask(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the signal module's signature
        # A flag and no exception: one could arrive between the start of a child and its entry in the list.
        self._requests += 1

    def _insist_on_going_on(self) -> None:
        if self._requests:
            raise Stopped

    def _stop(self) -> None:
        """Ask all to end, wait, and kill; whoever presses Ctrl-C once more does not want to wait."""
        asked, end = self._requests, time.monotonic() + self._grace
        for child in self._children:
            child.terminate()
        while not all(child.has_ended() for child in self._children):
            if time.monotonic() > end or self._requests > max(asked, 1):
                break
            time.sleep(LOOK)
        for child in self._children:
            child.clear_away()


class Child:
    """One program, and when it died."""

    def __init__(
        self,
        name: str,
        words: tuple[str, ...],
        folder: Path | None,
        environment: Mapping[str, str] | None,
        output: Path | None = None,
    ) -> None:
        self.name, self._words, self._folder, self._output = name, words, folder, output
        self._environment = None if environment is None else dict(environment)
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)
        self._started = self._due = 0.0
        self._pause = FIRST_PAUSE

    def start(self) -> None:
        """Begin, or begin anew."""
        with _opened(self._output) as out, _opened(self.log) as err:
            self._process = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *self._words],
                cwd=self._folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=out if self._output else err,
                stderr=err,
                process_group=0,
                preexec_fn=_die_with(os.getpid()),  # noqa: PLW1509 - no threads here
            )
        self._started = time.monotonic()

    def look(self) -> None:
        """Note a death, or start again when the pause is over; raises ChildFailed after too many."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._due:
                self.start()
        elif self.has_ended():
            self._died(now, self.clear_away())

    def has_ended(self) -> bool:
        """Whether it runs no longer. It stays a zombie, so that nobody else gets its number meanwhile."""
        if self._process is None or self._process.returncode is not None:
            return True
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self._process.pid, options) is not None

    def terminate(self) -> None:
        """Ask it to end; it tells its own children."""
        if not self.has_ended() and self._process is not None:
            self._process.terminate()

    def clear_away(self) -> int:
        """Kill what is left of it and of what it had started; its exit status."""
        if self._process is None:
            return 0
        process, self._process = self._process, None
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

    @property
    def log(self) -> Path | None:
        """Where what it says is kept."""
        return self._folder / f"{self.name}.log" if self._folder else None

    def last_words(self) -> list[str]:
        """The end of what it said, where that is kept."""
        if self.log is None:
            return []
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]

    def _died(self, now: float, status: int) -> None:
        self._deaths.append(now)
        if len(self._deaths) == MOST_DEATHS and now - self._deaths[0] < WITHIN:
            raise ChildFailed("\n".join([*self.last_words(), GIVEN_UP.format(self.name, MOST_DEATHS)]))
        lived_long = now - self._started > WITHIN
        self._pause = FIRST_PAUSE if lived_long else self._pause
        self._due = now + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE)
        sys.stderr.write(DIED.format(self.name, _how(status)))


def die_with_parent() -> None:
    """Ask Linux to end this process with the one that started it; other systems do not offer that."""
    if _prctl is not None:
        _prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _die_with(parent: int) -> Callable[[], None]:
    def prepare() -> None:
        die_with_parent()
        if os.getppid() != parent:
            os._exit(1)  # it died before we could ask

    return prepare


def _opened(path: Path | None) -> AbstractContextManager[IO[bytes] | None]:
    """A file to write at the end of; without one a child inherits our own output."""
    return path.open("ab") if path else nullcontext()


def _how(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"


_prctl = getattr(ctypes.CDLL(None), "prctl", None)
