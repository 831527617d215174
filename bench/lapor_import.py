"""An export of 20,000 rows taken in by the real command while somebody reads the list of complaints."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from bench import pages, servers
from bench.report import Line
from portal import db
from portal.accounts.cookies import NAME
from portal.agencies.tables import Agency, Kind
from portal.lapor.export_columns import Column
from tests.lapor.files import write_xlsx

ROWS = 20_000
AGENCIES = 40
MOST_SECONDS, MOST_MB, MOST_PAGE_MS = 30.0, 300.0, 500.0
ASK_EACH = 0.2  # seconds
STATUSES = (
    *["Ditutup oleh Sistem"] * 13,
    "Terverifikasi",
    "Belum Terverifikasi",
    "Ditindaklanjuti oleh Instansi",
)
BODY = "Jalan di depan pasar berlubang dan tergenang sejak dua minggu. " * 8


@dataclass
class Watched:
    """What was seen from outside while the command ran."""

    seconds: float = 0.0
    kilobytes: int = 0
    pages: list[float] = field(default_factory=list)
    told: dict[str, object] = field(default_factory=dict)


def run(count: int = ROWS) -> list[Line]:
    """Import a new file, then the same file again."""
    with tempfile.TemporaryDirectory(prefix="aspal-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        cookie = asyncio.run(pages.prepared(url))
        asyncio.run(_agencies(url))
        path = write_xlsx(Path(folder) / "ekspor.xlsx", _rows(count))
        env = servers.environment(url, ASPAL_DATA_DIR=folder)
        with servers.web("portal.app:create_app", env) as port:
            first = _watched(path, env, port, cookie)
            again = _watched(path, env, port, cookie)
    whole = first.told.get("created") == count and again.told.get("unchanged") == count
    return [
        _seconds(f"import of {count:,} rows, seconds", first, whole=whole),
        _seconds("the same file again, seconds", again, whole=whole),
        _memory(first, again),
    ]


def _seconds(name: str, watched: Watched, *, whole: bool) -> Line:
    slowest = max(watched.pages, default=MOST_PAGE_MS + 1)
    middle = sorted(watched.pages)[len(watched.pages) // 2] if watched.pages else 0.0
    note = f"list of complaints meanwhile: p50 {middle:.0f} ms, slowest {slowest:.0f} ms"
    good = whole and watched.seconds < MOST_SECONDS and slowest < MOST_PAGE_MS
    return Line(name, watched.seconds, MOST_SECONDS, note, ok=good, at_most=True)


def _memory(*watched: Watched) -> Line:
    most = max(each.kilobytes for each in watched) / 1024
    return Line(
        "import, MB at the peak", most, MOST_MB, "the command and what unpacks the workbook", at_most=True
    )


def _watched(path: Path, env: Mapping[str, str], port: int, cookie: str) -> Watched:
    """Run the command, look at its memory and ask for a page again and again until it ends."""
    watched, begun = Watched(), time.perf_counter()
    command = [sys.executable, "-m", "portal", "import-lapor", str(path), "--json"]
    asked = 0.0
    with (
        subprocess.Popen(command, env=dict(env), stdout=subprocess.PIPE, text=True) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", cookies={NAME: cookie}, trust_env=False) as reader,
    ):
        while process.poll() is None:
            watched.kilobytes = max(watched.kilobytes, _peak(process.pid))
            if time.perf_counter() - asked > ASK_EACH:
                asked = time.perf_counter()
                reader.get("/complaints").raise_for_status()
                watched.pages.append((time.perf_counter() - asked) * 1000)
            time.sleep(0.1)
        watched.seconds = time.perf_counter() - begun
        watched.told = json.loads(process.stdout.read() if process.stdout else "{}")
    return watched


def _peak(number: int) -> int:
    """Kilobytes that a process and its children have held at most."""
    with suppress(psutil.Error, OSError):
        process = psutil.Process(number)
        return sum(_high_water(each.pid) for each in (process, *process.children(recursive=True)))
    return 0


def _high_water(number: int) -> int:
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{number}/status").read_text(encoding="ascii"))
    return int(found[1]) if found else 0


def _rows(count: int) -> Iterator[list[object]]:
    yield [
        Column.TRACKING_ID,
        Column.DATE,
        Column.TIME,
        Column.REPORTER,
        Column.CLASSIFICATION,
        Column.TITLE,
        Column.BODY_INITIAL,
        Column.AGENCY,
        Column.STATUS,
    ]
    for n in range(count):
        yield [
            str(6_000_000 + n),
            f"{n % 28 + 1} Jan 2026",
            "14.05",
            f"Pelapor Uji {n}",
            "Pengaduan Tidak Berkadar Pengawasan",
            f"Jalan berlubang nomor {n}",
            f"{n}. {BODY}",
            f"Dinas Contoh {n % (AGENCIES + 1)}",
            STATUSES[n % len(STATUSES)],
        ]


async def _agencies(url: str) -> None:
    db.use(db.connect(url))
    await db.open_pool()
    made = (
        Agency(code=f"D{n}", name=f"Dinas Contoh {n}", short_name=f"D{n}", kind=Kind.DINAS)
        for n in range(AGENCIES)
    )
    await Agency.insert(*made)
    await db.close()
