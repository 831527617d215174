"""The guide is followed as it stands, on a clean folder tree: release, settings, start, backup, drill."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getuser
from importlib import metadata
from pathlib import Path

import httpx
import pytest

from portal.settings import ROOT, Settings
from tests.crash.processes import START_SECONDS

ENGLISH, INDONESIAN = ROOT / "docs" / "running.md", ROOT / "docs" / "menjalankan.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
UNITS = ROOT / "deploy" / "systemd"
RELEASE = ("portal", "templates", "static", "deploy", "docs", "piccolo_conf.py", "pyproject.toml")
PLACES = re.compile(r"(?<![\w/.])/(?:opt|etc|var/lib|var/backups|usr/local/bin)/aspal|(?<![\w/.])/tmp/")
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)([^\\]*)", re.MULTILINE)
HEAD, SH = "#!/bin/sh\nset -eu\n", "sh"


def blocks(path: Path) -> list[tuple[str, str]]:
    """The guide's blocks of commands, each with its mark."""
    return BLOCK.findall(path.read_text(encoding="utf-8"))


def test_both_languages_type_the_same() -> None:
    assert blocks(ENGLISH) == blocks(INDONESIAN)
    headings = [len(re.findall(r"^## ", path.read_text(), re.MULTILINE)) for path in (ENGLISH, INDONESIAN)]
    assert headings == [13, 13]


def test_every_setting_of_the_guide_is_one_of_ours() -> None:
    known = {f"ASPAL_{name.upper()}" for name in Settings.model_fields}
    example = (ROOT / "deploy" / "aspal.env.example").read_text()
    named = set(re.findall(r"ASPAL_[A-Z_]+[A-Z]\b", ENGLISH.read_text() + example))
    assert named - known - {"ASPAL_META_CLOUD"} == set()


class Server:
    """A folder that stands for a server's root."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("ASPAL_")}
        self.env |= {"PATH": f"{root}/usr/local/bin:{self.env['PATH']}", "ASPAL_RUN_AS": getuser()}

    def moved(self, text: str) -> str:
        """The text with every place of the guide below our root."""
        return PLACES.sub(lambda found: f"{self.root}{found[0]}", text)

    def type(self, commands: str) -> str:
        """What the shell says; the package index is out of reach, so pip's lines are done by `installed`."""
        script = HEAD + re.sub(r"^\.venv/bin/pip .*$", "", self.moved(commands), flags=re.MULTILINE)
        done = subprocess.run(
            ["/bin/sh"], input=script, env=self.env, text=True, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 0, f"{commands}\n{done.stderr}"
        return done.stdout

    def installed(self) -> None:
        """Stand in for pip: the packages of this run, and the command as it makes it."""
        venv = self.root / "opt/aspal/0.2/.venv"
        site = next((venv / "lib").glob("python3*")) / "site-packages"
        (site / "packages.pth").write_text(f"{venv.parent}\n{sysconfig.get_path('purelib')}\n")
        command = venv / "bin" / "aspal"
        command.write_text(f"#!{venv}/bin/python\nfrom portal.cli import main\nmain()\n")
        command.chmod(0o755)

    def started(self, unit: str) -> list[str]:
        """The command of a unit, with the settings as systemd would hand them over."""
        (line,) = re.findall(r"^ExecStart=(.*)$", (UNITS / unit).read_text(), re.MULTILINE)
        return self.moved(line.replace("--port 8000 --workers 2", f"--port {self.port} --workers 1")).split()

    @property
    def port(self) -> int:
        """One that nobody else uses while tests run side by side."""
        return 20_000 + os.getpid() % 10_000

    def settings(self) -> dict[str, str]:
        """The settings file as systemd reads it."""
        lines = (self.root / "etc/aspal/aspal.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """Debian's folders, with section 2 done and the release unpacked."""
    made = Server(tmp_path)
    for place in ("opt/aspal/0.2", "etc/aspal", "var/lib/aspal", "var/backups/aspal", "usr/local/bin", "tmp"):
        (tmp_path / place).mkdir(parents=True)
    for name in RELEASE:
        source, target = ROOT / name, tmp_path / "opt/aspal/0.2" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    wrapper = tmp_path / "opt/aspal/0.2/deploy/aspal"
    wrapper.write_text(made.moved(wrapper.read_text()))
    example = tmp_path / "opt/aspal/0.2/deploy/aspal.env.example"
    example.write_text(made.moved(example.read_text()))
    return made


def test_the_lock_is_what_this_run_runs_on() -> None:
    """What the test cannot install itself it compares."""
    lock = (ROOT / "requirements.lock").read_text()
    pinned = {name: version for name, version, marker in PINNED.findall(lock) if ";" not in marker}
    assert len(pinned) > 30
    wrong = {name: version for name, version in pinned.items() if metadata.version(name) != version}
    assert wrong == {}


def test_the_guide_leads_to_a_portal_with_a_backup_that_comes_back(server: Server) -> None:
    release, settings, start, backup, drill = [text for mark, text in blocks(ENGLISH) if mark == SH]
    server.type(release)
    server.installed()
    server.type(settings)
    assert len(server.settings()["ASPAL_SECRET_KEY"]) >= 32
    assert "Basis data: mutakhir" in server.type(start)
    with running(server):
        wait_for_health(server)
        assert "Cadangan selesai" in server.type(backup)
        server.type(drill)
    assert not (server.root / "tmp" / "aspal-drill").exists()
    assert (server.root / "tmp" / "drill.json").stat().st_size > 100


@contextmanager
def running(server: Server) -> Iterator[None]:
    """Both units, as systemd would start them."""
    env = {**server.env, **server.settings()}
    log = (server.root / "units.log").open("wb")
    units = [server.started(unit) for unit in ("aspal-web.service", "aspal-worker.service")]
    children = [subprocess.Popen(unit, env=env, cwd="/", stdout=log, stderr=log) for unit in units]
    try:
        yield
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=20)
        log.close()


def wait_for_health(server: Server) -> None:
    """Until web and worker are both there."""
    end = time.monotonic() + 2 * START_SECONDS
    while time.monotonic() < end:
        try:
            if httpx.get(f"http://127.0.0.1:{server.port}/health/full").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError((server.root / "units.log").read_text())


def test_units_are_well_formed(server: Server) -> None:
    """By systemd itself where it is there; everywhere their programs are those of the guide."""
    server.type(next(text for mark, text in blocks(ENGLISH) if mark == SH))
    server.installed()
    for path in UNITS.iterdir():
        text = server.moved(path.read_text())
        (server.root / path.name).write_text(text)
        for program in re.findall(r"^Exec\w+=(\S+)", text, re.MULTILINE):
            assert os.access(program, os.X_OK), program
    if verifier := shutil.which("systemd-analyze"):
        units = [server.root / path.name for path in UNITS.iterdir()]
        command = [verifier, "verify", "--man=no", *units]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        # The user is made in the guide's second section.
        complaints = [line for line in told.stderr.splitlines() if "aspal" in line and "User" not in line]
        assert complaints == []


def test_the_nightly_dump_is_a_script_that_a_shell_reads() -> None:
    for script in ("nightly-dump", "aspal"):
        subprocess.run(["/bin/sh", "-n", ROOT / "deploy" / script], check=True)
