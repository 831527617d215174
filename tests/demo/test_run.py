"""`aspal demo` as a newcomer meets it: sign in, dispose of a complaint, see the phones ring, stop it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; from pathlib import Path; from portal.demo.run import run; sys.exit(run({}, {}, Path({!r})))"
)
INPUT = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], object], seconds: float) -> object:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str, str, str]]:
    """The demo, its words, and where portal and phones are."""
    ports, said = (free_port(), free_port()), tmp_path / "said.txt"
    with said.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", START.format(*ports, str(tmp_path / "demo"))],
            cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
    try:
        wait_for(lambda: "Ctrl-C" in said.read_text() or process.poll() is not None, 120)
        yield process, said.read_text(), *(f"http://127.0.0.1:{port}" for port in ports)
    finally:
        process.terminate()
        process.wait(timeout=30)


def workers(demo: subprocess.Popen[str]) -> list[psutil.Process]:
    """The demo's worker, which is started again when it dies."""
    found = []
    for child in psutil.Process(demo.pid).children():
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            found += [child] if "worker" in child.cmdline() else []
    return found


def posted(page: httpx.Response, **values: str) -> dict[str, str]:
    """The hidden fields of the page's main form with what is typed."""
    main = page.text.partition("<main")[2] or page.text
    return {**dict(INPUT.findall(main)), **values}


def test_a_newcomer_disposes_of_a_complaint_and_the_phones_ring(
    demo: tuple[subprocess.Popen[str], str, str, str],
):
    process, said, portal, phones = demo
    assert portal in said
    password = re.search(r"Kata sandi\s+(\S+)", said)
    assert password
    assert httpx.get(f"{phones}/_control/messages").json() == []
    with httpx.Client(base_url=portal, follow_redirects=True, timeout=30) as browser:
        page = browser.get("/sign-in")
        form = posted(page, identifier="admin@demo.example", password=password[1])
        page = browser.post("/sign-in", data=form)
        assert "menunggu Anda" in page.text
        number = re.search(r"ADU-\d{4}-\d{6}", browser.get("/complaints?status=verified").text)
        assert number
        path = f"/complaints/{number[0]}/disposition"
        page = browser.get(path)
        road = re.search(r'<option value="(\d+)"[^>]*>[^<]*(?:DPUPR|Pekerjaan Umum)', page.text)
        assert road
        shown = browser.post(path, data=posted(page, agency=road[1]))
        if shown.url.path == path:  # Another agency was suggested: what would happen is shown first.
            shown = browser.post(path, data=posted(shown, agency=road[1]))
        assert (shown.status_code, shown.url.path) == (200, f"/complaints/{number[0]}")
    rung = wait_for(lambda: httpx.get(f"{phones}/_control/messages").json(), 60)
    assert number[0] in str(rung)
    (worker,) = workers(process)
    worker.kill()
    wait_for(lambda: workers(process) not in ([], [worker]), 60)
    children = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 0
    assert not psutil.wait_procs(children, timeout=10)[1]
