"""Make the databases of a release that later releases are migrated from in `tests/keeping/test_upgrades.py`.

    python scripts/released_fixture.py 0.1 fada733

checks the commit out beside the project, lets *its* commands furnish a database on each engine, and keeps
both in `tests/fixtures/released/` with the report card that the release itself made of them.
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

FIXTURES = ROOT / "tests" / "fixtures"
RELEASED = FIXTURES / "released"
PASSWORD = "kuda laut terbang\n"  # noqa: S105 - of invented people
DISPOSED_TODAY = """\
Tracking ID,Tanggal Laporan Masuk,Klasifikasi Laporan,Judul Laporan,Isi Laporan Awal,Instansi Terdisposisi,\
Status Laporan
6300001,3 Nov 2026,Pengaduan Tidak Berkadar Pengawasan,Jalan berlubang,Dekat pasar.,DPUPR,Terdisposisi
"""
STEPS = (
    ("migrate",),
    ("import-agencies", str(FIXTURES / "agencies.csv")),
    (
        "create-account",
        "--role",
        "admin",
        "--name",
        "Admin Uji",
        "--phone",
        "081200000001",
        "--password-stdin",
    ),
    (
        *("create-account", "--role", "liaison", "--name", "Penghubung Uji", "--phone", "081200000002"),
        *("--agency", "DPUPR", "--password-stdin"),
    ),
    ("import-lapor", str(FIXTURES / "lapor_export_2023.xlsx")),
    ("import-history", str(FIXTURES / "follow_up_history_2023.csv")),
)


def main(version: str, commit: str) -> None:
    """Write `<version>.sqlite.gz`, `<version>.sql.gz` and `<version>.json`."""
    RELEASED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="released-") as name:
        folder = Path(name)
        checkout = folder / "checkout"
        _git("worktree", "add", "--detach", str(checkout), commit)
        try:
            file = folder / "released.sqlite"
            told = _furnish(checkout, f"sqlite:///{file}", folder)
            (RELEASED / f"{version}.json").write_text(told)
            _pack(_whole(file), f"{version}.sqlite.gz")
            with services.postgres_cluster() as cluster:
                _furnish(checkout, cluster.dsn(), folder)
                _pack(_dump(cluster.dsn()), f"{version}.sql.gz")
        finally:
            _git("worktree", "remove", "--force", str(checkout))


def _furnish(checkout: Path, url: str, folder: Path) -> str:
    today = folder / "hari-ini.csv"
    today.write_text(DISPOSED_TODAY)
    for words in (*STEPS, ("import-lapor", str(today), "--notify")):
        _aspal(checkout, url, folder, *words)
    return _aspal(checkout, url, folder, "rapor", "2023", "--json")


def _aspal(checkout: Path, url: str, folder: Path, *words: str) -> str:
    given = {"ASPAL_DATABASE_URL": url, "ASPAL_DATA_DIR": str(folder), "ASPAL_SECRET_KEY": "x" * 40}
    command = [sys.executable, "-m", "portal", *words]
    done = subprocess.run(
        command,
        cwd=checkout,
        env={**os.environ, **given},
        input=PASSWORD,
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{words[0]}: {done.stderr}")
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
