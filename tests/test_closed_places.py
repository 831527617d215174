"""A database or folder that cannot be written to, is not there, or is full: one sentence from every command.

Root passes over permission bits, so the commands run without the capability to do so; that is how they meet a
closed folder on a server, where they have an account of their own.
"""

from __future__ import annotations

import ctypes
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from portal.cli import app
from tests.test_up import free_port

FIXTURES = Path(__file__).parent / "fixtures"
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2
FULL_AT = 40_000
LONGEST = 60

OWN_FOLDER = {"demo"}
"""It works in a folder of its own, whatever the settings say."""

LASTING = {"serve", "worker", "up", "simulate-whatsapp"}
"""They go on until they are told to stop, and live through a full disk."""

ARGUMENTS = {
    "migrate": (),
    "serve": ("--port", str(free_port())),
    "worker": (),
    "up": ("--port", str(free_port())),
    "simulate-whatsapp": ("--port", str(free_port())),
    "create-account": (
        "--role",
        "admin",
        "--name",
        "Admin Uji",
        "--phone",
        "081230000001",
        "--password-stdin",
    ),
    "import-agencies": (str(FIXTURES / "agencies.csv"),),
    "import-lapor": (str(FIXTURES / "lapor_export_2023.xlsx"),),
    "import-history": (str(FIXTURES / "follow_up_history_2023.csv"),),
    "backup": ("{folder}/cadangan",),
    "restore": ("{folder}/cadangan",),
    "check": (),
    "rapor": ("2023",),
}
WRITING = {"create-account", "import-agencies", "import-lapor", "backup"}


def names() -> set[str]:
    """Every command as it is typed."""
    return {each.name or each.callback.__name__ for each in app.registered_commands if each.callback}


def test_every_command_is_tried() -> None:
    assert names() == set(ARGUMENTS) | OWN_FOLDER


def as_on_a_server(largest: int | None = None) -> Callable[[], None]:
    """What a child does first: permission bits bind it, and its files end at so many bytes."""
    prctl = ctypes.CDLL(None).prctl

    def prepare() -> None:
        for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
        if largest:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return prepare


def typed(command: str, folder: Path, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    given = {"ASPAL_DATA_DIR": str(folder), "ASPAL_DATABASE_URL": f"sqlite:///{folder}/aspal.sqlite"}
    words = [word.format(folder=folder) for word in ARGUMENTS[command]]
    return subprocess.run(
        [sys.executable, "-m", "portal", command, *words],
        env={**os.environ, **given},
        input="kuda laut terbang\n",
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
        preexec_fn=as_on_a_server(largest),
    )


@pytest.fixture
def folder(tmp_path: Path, migrated_file: Path) -> Iterator[Path]:
    """A data folder with a database, which may be closed and is opened again for the tests' own clearing."""
    made = tmp_path / "data"
    made.mkdir()
    shutil.copy(migrated_file, made / "aspal.sqlite")
    yield made
    for path in (tmp_path, made):
        path.chmod(0o755)


def insist_on_a_sentence(done: subprocess.CompletedProcess[str], status: int, named: str) -> None:
    assert (done.returncode, done.stdout) == (status, ""), done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert named in done.stderr


@pytest.mark.parametrize("command", sorted(ARGUMENTS))
def test_a_database_that_can_only_be_read_is_said(folder: Path, command: str) -> None:
    (folder / "aspal.sqlite").chmod(0o444)
    insist_on_a_sentence(typed(command, folder), 1, f"{folder}/aspal.sqlite tidak dapat ditulisi")
    assert sorted(path.name for path in folder.iterdir()) == ["aspal.sqlite"]


@pytest.mark.parametrize("command", sorted(ARGUMENTS))
def test_a_folder_that_can_only_be_read_is_said(folder: Path, command: str) -> None:
    folder.chmod(0o555)
    insist_on_a_sentence(typed(command, folder), 1, f"{folder} tidak dapat ditulisi")


@pytest.mark.parametrize("command", sorted(ARGUMENTS))
def test_a_folder_that_is_not_there_and_cannot_be_made_is_said(folder: Path, command: str) -> None:
    folder.parent.chmod(0o555)
    missing = folder.parent / "lain"
    insist_on_a_sentence(typed(command, missing), 1, f"{folder.parent} tidak dapat ditulisi")


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    insist_on_a_sentence(typed("check", tmp_path / "data"), 1, "bukan folder")


@pytest.mark.parametrize("command", sorted(set(ARGUMENTS) - LASTING))
def test_a_full_disk_is_said(folder: Path, command: str) -> None:
    done = typed(command, folder, FULL_AT)
    assert "Traceback" not in done.stdout + done.stderr
    if command in WRITING or done.returncode:
        assert done.returncode in {1, 2}
        assert len(done.stderr.splitlines()) == 1, done.stderr


def test_a_file_that_is_no_database_is_said(folder: Path) -> None:
    (folder / "aspal.sqlite").write_bytes(b"not a database at all, but long enough to be read as one" * 100)
    for command in ("check", "migrate", "rapor"):
        insist_on_a_sentence(typed(command, folder), 1, "rusak atau bukan basis data")


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("postgresql://aspal@127.0.0.1:{port}/tidak_ada", "belum ada"),
        ("postgresql://orang@127.0.0.1:{port}/postgres", "menolak nama"),
        ("postgresql://aspal@127.0.0.1:1/postgres", "tidak menjawab"),
        ("postgresql://aspal@tidak.ada.invalid/postgres", "tidak dikenal"),
    ],
)
def test_a_postgres_that_cannot_be_reached_is_said(cluster: object, url: str, named: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "portal", "check"],
        env={**os.environ, "ASPAL_DATABASE_URL": url.format(port=cluster.port)},  # type: ignore[attr-defined]
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    insist_on_a_sentence(done, 1, named)
