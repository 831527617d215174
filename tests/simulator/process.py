"""Starts the simulator as a real process; other test folders use it too."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from portal.simulator.config import REPOSITORY
from portal.simulator.ledger import read_ledger

START_SECONDS = 20


@dataclass
class SimulatorProcess:
    """`base_url` stands in for https://graph.facebook.com."""

    base_url: str
    ledger_path: Path
    process: subprocess.Popen[str]
    client: httpx.Client

    def ledger(self) -> list[dict[str, Any]]:
        """What the phones got, read from the file itself."""
        return read_ledger(self.ledger_path)

    def control(self, path: str, body: Any = None) -> Any:
        """POST to /_control/`path`, for instance control("faults", [{"fault": "hold"}])."""
        return self._done(self.client.post(f"/_control/{path}", json=body))

    def look(self, path: str, **query: Any) -> Any:
        """GET /_control/`path`, for instance look("stats") or look("messages", to="+62…")."""
        return self._done(self.client.get(f"/_control/{path}", params=query))

    def wait_for_hold(self, count: int = 1, seconds: float = 10) -> list[dict[str, Any]]:
        holds: list[dict[str, Any]] = self.look("holds", wait=seconds, count=count)
        assert len(holds) >= count, f"{len(holds)} of {count} holds after {seconds} s"
        return holds

    def wait_until_told(self, seconds: float = 10) -> None:
        """Returns when no webhook is queued, on its way or to be retried."""
        wait_until(lambda: self.look("stats")["webhooks"]["pending"] == 0, seconds)

    def stop(self) -> int:
        """End it as an administrator would; its exit status."""
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(timeout=10)

    @staticmethod
    def _done(answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.status_code} {answer.text}"
        return answer.json()


@contextmanager
def simulator_process(*, port: int = 0, **config: Any) -> Iterator[SimulatorProcess]:
    """A simulator with these settings of SimulatorConfig, as plain JSON values, on a free port."""
    with tempfile.TemporaryDirectory(prefix="simulator-") as folder:
        settings = {"ledger_path": f"{folder}/ledger.jsonl", "ledger_fsync": False, "seed": 1, **config}
        file = Path(folder, "config.json")
        file.write_text(json.dumps(settings), encoding="utf-8")
        yield from _running(file, Path(settings["ledger_path"]), port)


def wait_until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"not so within {seconds} s"
        time.sleep(0.02)


def _running(file: Path, ledger_path: Path, port: int) -> Iterator[SimulatorProcess]:
    command = [sys.executable, "-m", "portal.simulator", "--port", str(port), "--config", str(file)]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process.stdout as output:
        address = f"http://127.0.0.1:{_port(output.readline())}"
        with httpx.Client(base_url=address, timeout=START_SECONDS, trust_env=False) as client:
            simulator = SimulatorProcess(address, ledger_path, process, client)
            try:
                yield simulator
            finally:
                simulator.stop()


def _port(line: str) -> int:
    word, _, number = line.partition(" ")
    assert word == "ready", f"the simulator did not start: {line!r}"
    return int(number)
