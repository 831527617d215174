"""The demo's processes: started together, stopped together, their words kept in files."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

GRACE = 15.0
"""Seconds that a child may take to stop."""

LAST_LINES = 15


class ChildFailed(Exception):
    """A child ended by itself; the text is the end of what it said."""


class Children:
    """Processes that end with the block they were started in."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for child in self._running.values():
            child.terminate()
        end = time.monotonic() + GRACE
        for child in self._running.values():
            _wait_or_kill(child, end)

    def start(self, name: str, *arguments: str) -> None:
        """Start `python -m …` in the demo's own folder, where no `.env` of an installation lies."""
        with self._log(name).open("wb") as log:
            self._running[name] = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", *arguments],
                cwd=self._folder,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def output_of(self, name: str, *arguments: str) -> str:
        """Run `python -m …` to its end and return what it printed; raises ChildFailed."""
        out = self._folder / f"{name}.out"
        with self._log(name).open("wb") as log, out.open("wb") as printed:
            self._running[name] = child = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", *arguments],
                cwd=self._folder,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=log,
            )
        if child.wait():
            raise ChildFailed(self._words(name))
        del self._running[name]
        return out.read_text(encoding="utf-8")

    def ensure_alive(self) -> None:
        """Raise ChildFailed where one has ended."""
        for name, child in self._running.items():
            if child.poll() is not None:
                raise ChildFailed(self._words(name))

    def watch(self) -> None:
        """Wait until one ends, which none should; raises ChildFailed."""
        while True:
            self.ensure_alive()
            time.sleep(0.3)

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def _words(self, name: str) -> str:
        lines = self._log(name).read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([f"{name} berhenti:", *lines[-LAST_LINES:]])


def _wait_or_kill(child: subprocess.Popen[bytes], end: float) -> None:
    try:
        child.wait(timeout=max(end - time.monotonic(), 0.1))
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
