"""A folder that stands for a server's root, a user of its own on it, and the guide's lines typed there."""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from portal.settings import ROOT
from tests.crash.processes import START_SECONDS
from tests.services import Cluster, ServiceMissing, free_port

ENGLISH, INDONESIAN = ROOT / "docs" / "running.md", ROOT / "docs" / "menjalankan.md"
UNITS = ROOT / "deploy" / "systemd"
RELEASE = ("portal", "templates", "static", "deploy", "docs", "piccolo_conf.py", "pyproject.toml")
FOLDERS = (
    *("opt/aspal", "etc/systemd/system", "etc/nginx/sites-available", "etc/nginx/sites-enabled"),
    *("etc/caddy", "usr/local/bin", "var/lib", "var/backups", "srv", "root"),
)
PLACES = re.compile(
    r"(?<![\w/.])/(?:opt|etc|var/lib|var/backups|usr/local/bin)/aspal"
    r"|(?<![\w/.])/(?:etc/(?:systemd|nginx|caddy)|srv)/"
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONTINUED = re.compile(r"\\\n\s*")
PASSWORD = "Tenang-Mengaspal-27"

NOT_HERE = {
    r"apt install .*": "changes the machine; what the tests need of it installs `tests.provision`",
    r"useradd .*": "the test has a throwaway user of its own",
    r"editor .*": "is a person",
    r"pip download .*": "needs the package index",
    r"\S+/pip install .*": "needs the packages; `installed` stands in, and the lock is compared",
    r"systemctl .*": "no systemd runs here; the units' own commands are started instead, and verified",
    r"certbot .*": "needs a name that the world knows; a self-signed certificate stands in",
    r"podman .*": "no container engine is here, so the Containerfile is built nowhere in our tests",
    r"0 1 \* \* \* podman .*": "the same",
}
"""Whole lines that the tests do not run, and why. Everything else in the guides is typed."""


def blocks(path: Path) -> list[tuple[str, str]]:
    """The guide's blocks of commands, each with its mark."""
    return BLOCK.findall(path.read_text(encoding="utf-8"))


def reason_against(line: str) -> str:
    """Why a line is not run; empty for one that is."""
    return next((why for pattern, why in NOT_HERE.items() if re.fullmatch(pattern, line)), "")


def runnable(block: str) -> str:
    """The block without the lines that are named in NOT_HERE."""
    lines = CONTINUED.sub(" ", block).splitlines()
    return "\n".join(line for line in lines if not reason_against(line))


def is_open_to_all(path: Path) -> bool:
    """Whether another user reaches it: /root is closed."""
    return all(place.stat().st_mode & 0o001 for place in [path, *path.parents] if place.is_dir())


def shared_python() -> Path:
    """A Python of this version that the throwaway user can run, too; raises ServiceMissing."""
    found = [Path(sys.executable).resolve(), Path("/usr/bin/python3").resolve()]
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    for python in found:
        if python.exists() and python.name in {version, "python3"} and is_open_to_all(python.parent):
            return python
    raise ServiceMissing(f"No {version} outside of /root. Type: apt-get install python3-venv.")


@contextmanager
def throwaway_user() -> Iterator[str]:
    """A user that was not there before and is gone afterwards; as somebody else than root, oneself."""
    if os.geteuid() != 0:
        yield pwd.getpwuid(os.geteuid()).pw_name
        return
    name = f"aspaluji{secrets.token_hex(4)}"
    subprocess.run(["useradd", "--system", "--user-group", "--shell", "/usr/sbin/nologin", name], check=True)
    try:
        yield name
    finally:
        subprocess.run(["userdel", name], check=True)


@dataclass
class Server:
    """`user` runs the portal; root types, from a home of its own (oneself, where nobody is root)."""

    root: Path
    user: str
    cluster: Cluster | None = None
    port: int = field(default_factory=free_port)

    @property
    def group(self) -> str:
        """The user's own."""
        return subprocess.run(
            ["id", "-gn", self.user], capture_output=True, text=True, check=True
        ).stdout.strip()

    @property
    def env(self) -> dict[str, str]:
        """What a fresh sign-in knows; nothing of the tests' own."""
        known = {
            "PATH": f"{self.root}/usr/local/bin:{self.root}/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "ASPAL_RUN_AS": self.user,
        }
        if self.cluster:
            known |= {"PGHOST": "127.0.0.1", "PGPORT": str(self.cluster.port)}
            known["PATH"] = f"{self.cluster.programs}:{known['PATH']}"
        return known

    @property
    def home(self) -> Path:
        """Where the commands are typed."""
        return self.root / "root"

    def moved(self, text: str) -> str:
        """The text with the guide's places below our root, its user ours, and the tests' PostgreSQL."""
        text = PLACES.sub(lambda found: f"{self.root}{found[0]}", text)
        text = text.replace("-o aspal -g aspal", f"-o {self.user} -g {self.group}")
        text = text.replace("install -d -g aspal", f"install -d -g {self.group}")
        text = text.replace("chgrp aspal", f"chgrp {self.group}")
        text = text.replace("createuser aspal", f"createuser {self.user}")
        text = text.replace("--owner=aspal", f"--owner={self.user}")
        # The tests' cluster knows its superuser by name and listens on TCP alone.
        text = text.replace("runuser -u postgres --", "env PGUSER=aspal PGDATABASE=postgres")
        as_user = f"runuser -u {self.user} --" if os.geteuid() == 0 else "env"
        text = text.replace("runuser -u aspal --", as_user)
        if self.cluster:
            where = f"?host=127.0.0.1&port={self.cluster.port}"
            text = text.replace("?host=/var/run/postgresql", where)
        return text.replace("0812XXXXXXXX", "081200000001")

    def type(self, block: str) -> str:
        """What a shell says to the lines of a block that can be run here; a password is typed where asked."""
        script = self.root / "typed.sh"
        script.write_text(f"set -eu\n{self.moved(runnable(block))}\n")
        done = subprocess.run(
            ["/bin/sh", script],
            input=f"{PASSWORD}\n",
            env=self.env,
            cwd=self.home,
            text=True,
            capture_output=True,
            check=False,
            timeout=120,
            start_new_session=True,  # without a terminal, so that a password is read from the input
        )
        assert done.returncode == 0, f"{script.read_text()}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def unpack(self, version: str) -> None:
        """A release in its folder, with the places of this root in it."""
        place = self.root / "opt/aspal" / version
        for name in RELEASE:
            source, target = ROOT / name, place / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
        for path in (place / "deploy").rglob("*"):
            if path.is_file():
                path.write_text(self.moved(path.read_text()))

    def installed(self, version: str) -> None:
        """Stand in for pip: the packages of this run, and the command as pip makes it."""
        venv = self.root / "opt/aspal" / version / ".venv"
        site = next((venv / "lib").glob("python3*")) / "site-packages"
        (site / "packages.pth").write_text(f"{venv.parent}\n{self._packages()}\n")
        command = venv / "bin" / "aspal"
        command.write_text(f"#!{venv}/bin/python\nfrom portal.cli import main\nmain()\n")
        command.chmod(0o755)

    def _packages(self) -> Path:
        """Where the user can read them."""
        own = Path(sysconfig.get_path("purelib"))
        if os.geteuid() != 0 or is_open_to_all(own):
            return own
        copied = self.root / "opt/packages"
        if not copied.exists():
            shutil.copytree(own, copied)
        return copied

    def settings(self) -> dict[str, str]:
        """The settings file as systemd hands it over."""
        lines = (self.root / "etc/aspal/aspal.env").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    def started(self, unit: str) -> list[str]:
        """The command of a unit that the guide copied."""
        text = (self.root / "etc/systemd/system" / unit).read_text()
        (line,) = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
        return line.replace("--port 8000 --workers 2", f"--port {self.port} --workers 1").split()

    def unit_env(self) -> dict[str, str]:
        """What systemd hands to a unit: the settings, and the home of its user."""
        return {**self.env, "HOME": pwd.getpwnam(self.user).pw_dir, **self.settings()}

    def as_user(self) -> dict[str, object]:
        """For Popen: the portal's user, where root may become it."""
        return {"user": self.user, "group": self.group, "extra_groups": []} if os.geteuid() == 0 else {}

    def run_unit(self, unit: str) -> str:
        """A unit that runs once, as systemd would."""
        done = subprocess.run(
            self.started(unit),
            env=self.unit_env(),
            cwd=self.root / "opt/aspal/current",
            capture_output=True,
            text=True,
            check=False,
            **self.as_user(),  # type: ignore[call-overload]
        )
        assert done.returncode == 0, done.stderr
        return str(done.stdout)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Both units, as systemd would start them, until both are well."""
        env = self.unit_env()
        log = (self.root / "units.log").open("ab")
        where = self.root / "opt/aspal/current"
        units = [self.started(unit) for unit in ("aspal-web.service", "aspal-worker.service")]
        children = [
            subprocess.Popen(unit, env=env, cwd=where, stdout=log, stderr=log, **self.as_user())  # type: ignore[call-overload]
            for unit in units
        ]
        try:
            self._wait_for_health()
            yield
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=30)
            log.close()

    def _wait_for_health(self) -> None:
        end = time.monotonic() + 2 * START_SECONDS
        while time.monotonic() < end:
            try:
                answer = httpx.get(f"http://127.0.0.1:{self.port}/health/full", trust_env=False)
                # A backup that has not been made yet is no reason to wait.
                if answer.status_code == 200 or "unwell" in answer.text:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        raise AssertionError((self.root / "units.log").read_text())


@contextmanager
def clean_server(folder: Path, cluster: Cluster | None = None) -> Iterator[Server]:
    """Debian's folders with the release unpacked; everybody may pass through, as on a server."""
    folder.chmod(0o755)
    with throwaway_user() as user:
        for place in FOLDERS:
            (folder / place).mkdir(parents=True)
        (folder / "root").chmod(0o700)
        # What `python3` means on the server.
        (folder / "bin").mkdir()
        (folder / "bin/python3").symlink_to(shared_python())
        server = Server(folder, user, cluster)
        server.unpack("0.2")
        yield server
