"""Lists, one complaint and search at a million complaints, on both engines, beside the same at ten thousand.

Times are those of one reader on loopback, so that what is measured is the server and not a queue before it.
`BENCH_COMPLAINTS` makes it smaller for a first look.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import generate, load, pages, servers
from bench.report import Line
from portal import clock, db
from portal.accounts import creation, sign_in
from portal.accounts.cookies import NAME
from portal.accounts.sessions import Browser
from portal.web import keyset
from tests.services import postgres_cluster

MANY, FEW = 1_000_000, 10_000
MOST_MS, MOST_RATIO = 60.0, 1.5
LEAST_MS = 4.0
"""Below this a ratio says more about the machine than about us."""

SECONDS = 3.0
RARE_TEXTS = 60
"""A rare word stands in so many texts, however many there are: pages of as many hits are compared."""

ADMINS = {
    "newest": "/complaints",
    "by deadline": "/complaints?sort=due",
    "last resolved": "/complaints?sort=resolved",
    "by state": "/complaints?status=answered",
    "by agency and state": "/complaints?agency=7&status=disposed",
    "by category and district": "/complaints?category=5&district=3",
    "of a year": "/complaints?year=2019",
    "for me": "/complaints?mine=1",
    "overdue": "/complaints?due=overdue",
    "rare word": "/complaints?q={rare}",
    "common word": "/complaints?q=jalan",
    "word of all": "/complaints?q=warga",
    "a small agency's common word": f"/complaints?q=jalan&agency={generate.SMALL}",
    "long common word": "/complaints?q=ditindaklanjuti",
    "two words": "/complaints?q=lampu+kata00012",
    "beginning of a word": "/complaints?q=lam",
    "no such word": "/complaints?q=tidakadasama",
    "whole number": "/complaints/numbers?q=jalan&total=1",
}
AGENCYS = {
    "an agency's newest": "/complaints",
    "an agency's own desk": "/complaints?mine=1",
    "an agency's common word": "/complaints?q=jalan",
    "an agency's rare word": "/complaints?q={rare}",
}


@dataclass(frozen=True, slots=True)
class Visitors:
    """The cookies of somebody who sees everything, and of an operator of one agency."""

    admin: str
    operator: str


def run() -> list[Line]:
    """Both engines in turn, each with few and with many."""
    many = int(os.environ.get("BENCH_COMPLAINTS", MANY))
    lines = []
    for engine in ("SQLite", "PostgreSQL"):
        few = _measured(engine, FEW)
        lines += _lines(engine, few, _measured(engine, many), many)
    return lines


def _lines(engine: str, few: dict[str, load.Pace], many: dict[str, load.Pace], count: int) -> Iterator[Line]:
    for name, pace in many.items():
        ratio = pace.p95 / max(few[name].p95, LEAST_MS)
        note = f"p50 {pace.p50:.1f}, {ratio:.2f} × of {few[name].p95:.1f} at {FEW:,}; {pace.size} B"
        ok = pace.p95 <= MOST_MS and ratio <= MOST_RATIO and not pace.failures
        yield Line(f"{engine}, {count:,}: {name}, p95 ms", pace.p95, MOST_MS, note, ok=ok, at_most=True)


def _measured(engine: str, count: int) -> dict[str, load.Pace]:
    with database(engine) as (url, folder):
        visitors = asyncio.run(prepared(url))
        generate.fill(url, count)
        newest = asyncio.run(_seat(url))
        with servers.web("portal.app:create_app", servers.environment(url, ASPAL_DATA_DIR=folder)) as port:
            return _paces(port, visitors, newest, count)


def _paces(port: int, visitors: Visitors, newest: dict[str, str], count: int) -> dict[str, load.Pace]:
    addresses = {
        **{name: (path, visitors.admin) for name, path in ADMINS.items()},
        "far behind": (_deep(count), visitors.admin),
        **{f"one {status} complaint": (path, visitors.admin) for status, path in newest.items()},
        **{name: (path, visitors.operator) for name, path in AGENCYS.items()},
    }
    rare = generate.word_of(RARE_TEXTS, count)
    return {
        name: _pace(port, path.replace("{rare}", rare), cookie) for name, (path, cookie) in addresses.items()
    }


def _pace(port: int, path: str, cookie: str) -> load.Pace:
    ask = f"{NAME}={cookie}"
    part = "hx-request: true\r\n" if "/numbers" in path else ""
    asyncio.run(load.measure(port, path, cookie=ask, seconds=0.5, connections=1, headers=part))
    return asyncio.run(load.measure(port, path, cookie=ask, seconds=SECONDS, connections=1, headers=part))


def _deep(count: int) -> str:
    """A page in the middle of everything."""
    middle = count // 2
    return f"/complaints?after={keyset.encode([0, generate.received(middle, count).isoformat(), middle])}"


@contextmanager
def database(engine: str) -> Iterator[tuple[str, str]]:
    """The address of an empty database of that engine, and a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="aspal-bench-") as folder:
        if engine == "SQLite":
            yield f"sqlite:///{Path(folder) / 'bench.sqlite'}", folder
            return
        with postgres_cluster(shared_buffers="512MB", maintenance_work_mem="256MB") as cluster:
            yield cluster.dsn(), folder


async def prepared(url: str) -> Visitors:
    """A migrated database with its two visitors; the operator's agency comes with the complaints."""
    admin = await pages.prepared(url)
    db.use(db.connect(url))
    await db.open_pool()
    account = await creation.create_account(
        role="reviewer",
        email="operator@contoh.go.id",
        phone="0812 3000 0002",
        name="Operator Contoh",
        agency_code="",
        password="hanya untuk mengukur",  # noqa: S106
        at=clock.now(),
    )
    entered = await sign_in.enter(account, "Operator Contoh", Browser("127.0.0.1"), at=clock.now())
    await db.close()
    return Visitors(admin, str(entered.token))


async def _seat(url: str) -> dict[str, str]:
    """Seat the second visitor at an agency, and give back the newest complaint's address for two states."""
    db.use(db.connect(url))
    await db.open_pool()
    await db.rows("UPDATE assignment SET role = 'operator', agency = 7 WHERE role = 'reviewer'")
    found = await db.rows(
        "SELECT status, max(number) AS number FROM complaint "
        "WHERE status IN ('verified', 'answered') GROUP BY status"
    )
    await db.close()
    return {row["status"]: f"/complaints/{row['number']}" for row in found}
