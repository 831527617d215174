"""Make the databases of a release that later releases are migrated from in `tests/keeping/test_upgrades.py`.

    python scripts/released_fixture.py 0.1.0 af7739b

checks the commit out beside the project, lets *its* code furnish a database on each engine, and keeps both
in `tests/fixtures/released/` with the report card that the release itself made of them. What is written
stands in `scripts/release_<version>/`, which fails where a table stays empty. `0.1-early` is the commit
fada733 with 18 migrations, written by commands alone.
"""

from __future__ import annotations

import gzip
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests import services  # noqa: E402

RELEASED = ROOT / "tests" / "fixtures" / "released"


def main(version: str, commit: str) -> None:
    """Write `<version>.sqlite.gz`, `<version>.sql.gz` and `<version>.json`."""
    RELEASED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="released-") as name:
        folder = Path(name)
        checkout = folder / "checkout"
        _git("worktree", "add", "--detach", str(checkout), commit)
        try:
            file = folder / "released.sqlite"
            told = _furnish(version, checkout, f"sqlite:///{file}", folder / "sqlite")
            (RELEASED / f"{version}.json").write_text(told)
            _pack(_whole(file), f"{version}.sqlite.gz")
            with services.postgres_cluster() as cluster:
                _furnish(version, checkout, cluster.dsn(), folder / "postgres")
                _pack(_dump(cluster.dsn()), f"{version}.sql.gz")
        finally:
            _git("worktree", "remove", "--force", str(checkout))


def _furnish(version: str, checkout: Path, url: str, folder: Path) -> str:
    """Let the release write, back up and report; returns what it says of 2023."""
    folder.mkdir()
    place = {"ASPAL_DATABASE_URL": url, "ASPAL_DATA_DIR": str(folder)}
    _run(checkout, place, "portal", "migrate")
    dump = folder / "cadangan" / "aspal.dump"
    if url.startswith("postgresql"):
        _run(checkout, place, "portal", "backup", str(dump.parent), may_fail=True)
        dump.parent.mkdir()
        subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", url], check=True)
    for _ in range(2):
        # The second one finds the folder in use.
        _run(checkout, place, "portal", "backup", str(dump.parent), may_fail=True)
    _run(checkout, place, f"release_{version.replace('.', '_')}", str(folder))
    return _run(checkout, place, "portal", "rapor", "2023", "--json")


def _run(checkout: Path, place: dict[str, str], module: str, *words: str, may_fail: bool = False) -> str:
    settings = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ASPAL_")},
        **place,
        "PYTHONPATH": f"{checkout}:{ROOT / 'scripts'}",
        "ASPAL_SECRET_KEY": "x" * 40,
        "ASPAL_BASE_URL": "https://aspal.contoh.example",
        "ASPAL_DEMO": "1",  # lets the clock be moved
    }
    command = [sys.executable, "-m", module, *words]
    done = subprocess.run(command, cwd=checkout, env=settings, text=True, capture_output=True, check=False)
    if done.returncode and not may_fail:
        sys.exit(f"{module} {words}: {done.stderr}")
    return done.stdout


def _whole(file: Path) -> bytes:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    return file.read_bytes()


def _dump(url: str) -> bytes:
    dumped = subprocess.run(
        ["pg_dump", "--inserts", "--no-owner", "--no-privileges", url], capture_output=True, check=True
    ).stdout
    # Lines for psql alone, which the test does not need.
    return b"\n".join(line for line in dumped.splitlines() if not line.startswith(b"\\"))


def _pack(content: bytes, name: str) -> None:
    (RELEASED / name).write_bytes(gzip.compress(content, 9, mtime=0))
    print(f"{name}: {(RELEASED / name).stat().st_size} bytes")


def _git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
