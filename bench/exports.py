"""An export of 100,000 complaints made by a real worker while somebody reads the list."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import httpx
import psutil

from bench import generate, lists, servers
from bench.report import Line
from portal import clock, db
from portal.accounts import actors
from portal.accounts.cookies import NAME
from portal.complaints.exports import asking
from portal.complaints.exports.asking import Format
from portal.jobs import queue

ROWS = 100_000
MOST_SECONDS, MOST_MB, MOST_PAGE_MS = 30.0, 250.0, 120.0
ASK_EACH = 0.1  # seconds
PATIENCE = 300.0


@dataclass
class Watched:
    """What was seen from outside while the worker wrote."""

    seconds: float = 0.0
    megabytes: float = 0.0
    pages: list[float] = field(default_factory=list)
    rows: int = 0


def run(count: int = ROWS) -> list[Line]:
    """Both kinds of file, on both engines."""
    return [line for engine in ("SQLite", "PostgreSQL") for line in _measured(engine, count)]


def _measured(engine: str, count: int) -> list[Line]:
    with lists.database(engine) as (url, folder):
        visitors = asyncio.run(lists.prepared(url))
        generate.fill(url, count)
        env = servers.environment(url, ASPAL_DATA_DIR=folder)
        with servers.web("portal.app:create_app", env) as port:
            return [
                line
                for form in Format
                for line in _lines(f"{engine}, {form}", _watched(url, env, port, visitors, form), count)
            ]


def _lines(name: str, seen: Watched, count: int) -> list[Line]:
    whole = seen.rows == count
    p95 = sorted(seen.pages)[int(len(seen.pages) * 0.95)] if seen.pages else 0.0
    note = f"{seen.rows:,} rows, {len(seen.pages)} pages read meanwhile"
    return [
        _line(f"{name}: export of {count:,}, seconds", seen.seconds, MOST_SECONDS, note, whole=whole),
        _line(f"{name}: worker's memory, MB", seen.megabytes, MOST_MB, note, whole=whole),
        _line(f"{name}: list meanwhile, p95 ms", p95, MOST_PAGE_MS, note, whole=whole),
    ]


def _line(name: str, value: float, most: float, note: str, *, whole: bool) -> Line:
    return Line(name, value, most, note, ok=whole and value <= most, at_most=True)


def _watched(url: str, env: dict[str, str], port: int, visitors: lists.Visitors, form: Format) -> Watched:
    with servers.process("-m", "portal", "worker", env=env) as worker:
        return asyncio.run(_watch(url, psutil.Process(worker.pid), port, visitors.admin, form))


async def _watch(url: str, worker: psutil.Process, port: int, cookie: str, form: Format) -> Watched:
    db.use(db.connect(url))
    await db.open_pool()
    try:
        admin = await actors.acting("account:1", clock.now())
        if admin is None:
            raise RuntimeError("Nobody may export.")
        job = await asking.ask({}, form, by=admin, at=clock.now())
        return await _until_done(job, worker, f"http://127.0.0.1:{port}/complaints", cookie)
    finally:
        await db.close()


async def _until_done(job: str, worker: psutil.Process, address: str, cookie: str) -> Watched:
    seen, end, begun = Watched(), time.monotonic() + PATIENCE, 0.0
    async with httpx.AsyncClient(cookies={NAME: cookie}, trust_env=False, timeout=30) as client:
        while time.monotonic() < end:
            row = await queue.find(job)
            if row is None or row.state == "failed":
                raise RuntimeError(f"The export failed: {row.error if row else 'it is gone'}")
            if row.state == "running":
                begun = begun or time.monotonic()
                seen.pages.append(await _ask(client, address))
                seen.megabytes = max(seen.megabytes, worker.memory_info().rss / 1e6)
            if row.state == "done":
                seen.seconds, seen.rows = time.monotonic() - begun, int(row.result["rows"])
                return seen
            await asyncio.sleep(ASK_EACH)
    raise RuntimeError("The export took too long.")


async def _ask(client: httpx.AsyncClient, address: str) -> float:
    begun = time.perf_counter()
    answer = await client.get(address)
    answer.raise_for_status()
    return (time.perf_counter() - begun) * 1000
