"""`aspal up` as a server meets it: killed children, taken ports, SIGTERM at any moment, nobody left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import httpx
import psutil
import pytest

from portal.supervisor import ChildFailed, Supervisor
from tests.simulator.process import wait_until

SOON = 40.0
AT_ONCE = 12.0
"""Seconds in which something without work under way has ended, on a machine that does much besides."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Up:
    """One `aspal up` with a database and a folder of its own, by which its processes are known."""

    def __init__(self, folder: Path, template: Path) -> None:
        folder.mkdir(exist_ok=True)
        shutil.copy(template, folder / "aspal.sqlite")
        self.folder, self.port, self.log = folder, free_port(), folder / "up.log"
        given = {"ASPAL_DATA_DIR": str(folder), "ASPAL_DATABASE_URL": f"sqlite:///{folder}/aspal.sqlite"}
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal", "up", "--port", str(self.port)],
                env={**os.environ, **given},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def alive(self) -> list[psutil.Process]:
        """Every process of this one, whoever its parent is by now."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("ASPAL_DATA_DIR") == str(self.folder):
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        return found

    def child(self, word: str) -> psutil.Process | None:
        """The child that runs `aspal WORD`."""
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                if word in " ".join(child.cmdline()).split():
                    return child
        return None

    def answers(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/sign-in", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def end(self) -> None:
        for process in self.alive():
            process.kill()
        self.process.wait()


@pytest.fixture
def up(tmp_path: Path, migrated_file: Path) -> Iterator[Up]:
    """One that answers."""
    running = Up(tmp_path / "up", migrated_file)
    try:
        wait_until(lambda: running.answers() and running.child("worker") is not None, SOON)
        yield running
    finally:
        running.end()


def test_a_killed_child_is_started_again_and_what_it_had_started_is_gone(up: Up) -> None:
    for word in ("serve", "worker"):
        child = up.child(word)
        assert child is not None, up.said()
        family = [child, *child.children(recursive=True)]
        child.kill()
        assert not psutil.wait_procs(family, timeout=AT_ONCE)[1]
        wait_until(lambda word=word, child=child: up.child(word) not in {None, child}, SOON)
    wait_until(up.answers, SOON)
    assert "SIGKILL" in up.said()
    process = up.child("serve")
    assert process is not None
    (answering,) = process.children()
    answering.kill()
    wait_until(lambda: up.child("serve") not in {None, process} and up.answers(), SOON)
    up.process.terminate()
    assert up.process.wait(AT_ONCE) == 0
    assert up.alive() == []
    assert "Traceback" not in up.said()


def test_a_child_that_dies_five_times_in_a_minute_ends_it_all(up: Up) -> None:
    killed: set[psutil.Process] = set()
    while len(killed) < 5 and up.process.poll() is None:
        child = up.child("worker")
        if child is not None and child not in killed:
            killed.add(child)
            child.kill()
        time.sleep(0.05)
    assert up.process.wait(AT_ONCE) == 1
    assert "Pekerja berhenti 5 kali dalam satu menit" in up.said()
    assert up.alive() == []


def test_nobody_outlives_a_supervisor_that_was_killed(up: Up) -> None:
    up.process.kill()
    wait_until(lambda: up.alive() == [], AT_ONCE)
    assert "Traceback" not in up.said()


def test_ctrl_c_is_quiet(up: Up) -> None:
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(AT_ONCE) == 0
    assert up.alive() == []
    assert "Traceback" not in up.said()
    assert "Aborted" not in up.said()


def test_sigterm_at_any_moment_of_the_start_ends_it(tmp_path: Path, migrated_file: Path) -> None:
    moments = [random.uniform(0.0, 8.0) for _ in range(12)]
    for turn in range(0, 12, 3):
        running = [Up(tmp_path / f"{turn + place}", migrated_file) for place in range(3)]
        begun = time.monotonic()
        try:
            for moment, one in sorted(
                zip(moments[turn : turn + 3], running, strict=True), key=lambda at: at[0]
            ):
                time.sleep(max(begun + moment - time.monotonic(), 0))
                one.process.terminate()
            for one in running:
                assert one.process.wait(AT_ONCE) in {0, -signal.SIGTERM}, (moments, one.said())
                assert one.alive() == [], (moments, one.said())
                assert "Traceback" not in one.said()
        finally:
            for one in running:
                one.end()


@pytest.mark.parametrize("words", [("up",), ("serve",), ("demo",), ("simulate-whatsapp",)])
def test_a_taken_port_is_said_before_anything_starts(tmp_path: Path, words: tuple[str, ...]) -> None:
    given = {"ASPAL_DATA_DIR": str(tmp_path), "ASPAL_DATABASE_URL": f"sqlite:///{tmp_path}/aspal.sqlite"}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "portal", *words, "--port", port],
            env={**os.environ, **given},
            capture_output=True,
            text=True,
            timeout=SOON,
            check=False,
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert f"Port {port} sedang dipakai" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


STUBBORN = (
    "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nopen('ready', 'w')\ntime.sleep(60)\n"
)


def test_a_child_that_does_not_stop_is_killed_after_its_time(tmp_path: Path) -> None:
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    others = psutil.Process().children()
    with Supervisor(tmp_path, dict(os.environ), grace=0.5) as children:
        children.keep("anak", "stubborn")
        wait_until((tmp_path / "ready").exists)
        begun = time.monotonic()
    assert 0.5 <= time.monotonic() - begun < 5
    assert set(psutil.Process().children()) <= set(others)


def test_pauses_grow_and_the_last_words_are_told(tmp_path: Path) -> None:
    (tmp_path / "dying.py").write_text(
        "import time\nprint(time.monotonic(), flush=True)\nraise SystemExit(3)\n"
    )
    with Supervisor(tmp_path, dict(os.environ)) as children:
        children.keep("anak", "dying")
        with pytest.raises(ChildFailed, match="5 kali"):
            children.watch()
    begun = [float(line) for line in (tmp_path / "anak.log").read_text().split()]
    pauses = [later - earlier for earlier, later in pairwise(begun)]
    assert len(begun) == 5
    assert all(later > 1.4 * earlier for earlier, later in pairwise(pauses)), pauses
