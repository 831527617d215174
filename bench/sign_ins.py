"""Sign-ins a second at one web process, and what a reader notices of them: a Monday morning at eight.

Every person comes once, by the page and its form, from one of the offices' addresses, as a proxy names them.
They come at their pace whether or not the ones before are in, so a queue would show. The reader asks for the
list as steadily, first alone and then beside them.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench import generate, pages, servers
from bench.report import Line
from portal import clock, db
from portal.accounts import cookies, creation
from portal.agencies.tables import Agency
from tests.services import postgres_cluster
from tests.support.visits import send

LEAST = 20.0
OFFERED = 22.0
"""Sign-ins a second: a little more than must be reached, since one that comes late would miss it."""

SECONDS = 10.0
OFFICES = 20
COMPLAINTS = 10_000
READS = 10.0
"""Lists a second, as of some fifty people at work."""

MOST_RATIO, MOST_MS = 1.5, 60.0
"""Pages are not slowed where p95 stays within the ratio, or below what a list may take at a million."""

# What an office would run with: a committed row survives a power cut.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
PASSWORD = "hanya untuk mengukur"  # noqa: S105

PATIENCE = 60.0

Act = Callable[[int], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Steady:
    """What came of acts at a given pace; p95 in milliseconds."""

    per_second: float
    p95: float
    failures: int


def run(seconds: float = SECONDS) -> list[Line]:
    """On SQLite, then on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="aspal-bench-") as folder:
        lines = _measured("SQLite", f"sqlite:///{Path(folder) / 'bench.sqlite'}", folder, seconds)
        with postgres_cluster(**DURABLE) as cluster:
            return [*lines, *_measured("PostgreSQL", cluster.dsn(), folder, seconds)]


def _measured(engine: str, url: str, folder: str, seconds: float) -> list[Line]:
    cookie = asyncio.run(pages.prepared(url))
    generate.fill(url, COMPLAINTS)
    asyncio.run(_people(url, int(seconds * OFFERED)))
    env = servers.environment(url, ASPAL_DATA_DIR=folder, ASPAL_TRUSTED_PROXIES="127.0.0.1")
    with servers.web("portal.app:create_app", env) as port:
        alone, during, entered = asyncio.run(_morning(f"http://127.0.0.1:{port}", cookie, seconds))
    return _lines(engine, alone, during, entered)


def _lines(engine: str, alone: Steady, during: Steady, entered: Steady) -> list[Line]:
    most = max(MOST_RATIO * alone.p95, MOST_MS)
    came = f"{OFFERED:g}/s came, {entered.failures} refused, p95 {entered.p95:.0f} ms for page and form"
    read = f"{alone.p95:.1f} ms alone, {alone.failures + during.failures} failed"
    unbroken = not alone.failures and not during.failures
    return [
        Line(
            f"sign-ins/s on {engine}",
            entered.per_second,
            LEAST,
            came,
            ok=entered.per_second >= LEAST and not entered.failures,
        ),
        Line(
            f"list beside sign-ins on {engine}, p95 ms",
            during.p95,
            round(most, 1),
            read,
            ok=during.p95 <= most and unbroken,
            at_most=True,
        ),
    ]


async def _morning(base: str, cookie: str, seconds: float) -> tuple[Steady, Steady, Steady]:
    async with httpx.AsyncHTTPTransport() as wire:

        async def read(_: int) -> bool:
            client = _browser(base, wire)
            client.cookies.set(cookies.NAME, cookie)
            return (await client.get(pages.LIST)).status_code == httpx.codes.OK

        async def enter(number: int) -> bool:
            client = _browser(base, wire, {"x-forwarded-for": f"10.0.0.{number % OFFICES + 1}"})
            typed = {"identifier": _email(number), "password": PASSWORD}
            return cookies.NAME in (await send(client, "/sign-in", typed, of="/sign-in")).cookies

        await _paced(READS, 2.0, read)
        alone = await _paced(READS, seconds, read)
        during, entered = await asyncio.gather(_paced(READS, seconds, read), _paced(OFFERED, seconds, enter))
        return alone, during, entered


def _browser(
    base: str, wire: httpx.AsyncBaseTransport, headers: dict[str, str] | None = None
) -> httpx.AsyncClient:
    """Someone with cookies of their own; the connections are those of the proxy, and stay open."""
    return httpx.AsyncClient(
        base_url=base, transport=wire, trust_env=False, headers=headers, timeout=PATIENCE
    )


async def _paced(per_second: float, seconds: float, act: Act) -> Steady:
    """Begin an act at each beat and wait for all of them."""
    begun = time.perf_counter()

    async def one(number: int) -> tuple[bool, float]:
        due = begun + number / per_second
        await asyncio.sleep(due - time.perf_counter())
        went_well = await act(number)
        return went_well, (time.perf_counter() - due) * 1000

    found = await asyncio.gather(*(one(number) for number in range(int(per_second * seconds))))
    took = time.perf_counter() - begun
    good = sum(went_well for went_well, _ in found)
    times = sorted(each for _, each in found)
    return Steady(good / took, times[int(len(times) * 0.95)], len(found) - good)


async def _people(url: str, count: int) -> None:
    """So many operators with passwords as the portal keeps them."""
    db.use(db.connect(url))
    await db.open_pool()
    try:
        agency = await Agency.select(Agency.code).order_by(Agency.id).first()
        for number in range(count):
            await creation.create_account(
                role="operator",
                email=_email(number),
                phone=f"0812 4000 {number:04}",
                name=f"Petugas {number}",
                agency_code=agency["code"] if agency else "",
                password=PASSWORD,
                at=clock.now(),
            )
    finally:
        await db.close()


def _email(number: int) -> str:
    return f"petugas{number}@contoh.example"
