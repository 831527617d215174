"""The signed-in list of 50 and one complaint at 100,000 complaints, against a bare page of the same size."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from bench import generate, load, servers
from bench.report import Line
from portal import clock, db
from portal.accounts import creation, sign_in
from portal.accounts.cookies import NAME
from portal.accounts.sessions import Browser

LIST = "/complaints?status=answered"
LEAST_RATIO = 0.2
ROUNDS = 6
"""The pages are asked for in turn, a second each: a machine that is shared runs now faster, now slower."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of one server."""

    port: int
    path: str
    cookie: str = ""


def run(count: int = 100_000, url: str = "") -> list[Line]:
    """Fill a database, ask for list, detail and the bare page in turn, and compare."""
    with tempfile.TemporaryDirectory(prefix="aspal-bench-") as folder:
        url = url or f"sqlite:///{Path(folder) / 'bench.sqlite'}"
        session = asyncio.run(prepared(url))
        generate.fill(url, count)
        with servers.web("portal.app:create_app", servers.environment(url, ASPAL_DATA_DIR=folder)) as port:
            cookie = asyncio.run(load.entered(port, LIST, f"{NAME}={session}"))
            listing, detail = Asked(port, LIST, cookie), Asked(port, number(count), cookie)
            size = str(asyncio.run(_pace(listing)).size)
            with servers.web("bench.bare:create_app", servers.environment(url, BARE_BYTES=size)) as bare:
                return _lines(*asyncio.run(_in_turn([listing, detail, Asked(bare, "/")])), count)


async def _in_turn(asked: list[Asked]) -> list[load.Pace]:
    """The middle round of each page, after one that counts for nothing; failures of all."""
    rounds = [[await _pace(each) for each in asked] for _ in range(ROUNDS + 1)][1:]
    return [_middle(list(paces)) for paces in zip(*rounds, strict=True)]


async def _pace(asked: Asked) -> load.Pace:
    return await load.measure(asked.port, asked.path, cookie=asked.cookie, seconds=1)


def _middle(paces: list[load.Pace]) -> load.Pace:
    found = sorted(paces, key=lambda pace: pace.per_second)[len(paces) // 2]
    return replace(found, failures=sum(pace.failures for pace in paces))


def _lines(listing: load.Pace, detail: load.Pace, bare: load.Pace, count: int) -> list[Line]:
    ratio = listing.per_second / bare.per_second
    broken = listing.failures + detail.failures + bare.failures
    note = (
        f"{listing.per_second:.0f} of {bare.per_second:.0f} req/s, {listing.size} B, p95 {listing.p95:.1f} ms"
    )
    shown = f"{detail.per_second:.0f} req/s, {detail.size} B, p95 {detail.p95:.1f} ms"
    return [
        Line(f"list of 50 at {count:,}", ratio, LEAST_RATIO, note, ok=ratio >= LEAST_RATIO and not broken),
        Line("detail / list", detail.per_second / listing.per_second, 1.0, shown),
    ]


def number(count: int) -> str:
    """The address of the newest complaint of so many."""
    received = generate.received(count - 1, count)
    return f"/complaints/ADU-{received.year}-{count:06}"


async def prepared(url: str) -> str:
    """Migrate the database and give back the cookie of an admin who is signed in."""
    db.use(db.connect(url))
    await db.open_pool()
    await db.migrate()
    account = await creation.create_account(
        role="admin",
        email="admin@contoh.go.id",
        phone="0812 3000 0001",
        name="Admin Kominfo",
        agency_code="",
        password="hanya untuk mengukur",  # noqa: S106
        at=clock.now(),
    )
    entered = await sign_in.enter(account, "Admin Kominfo", Browser("127.0.0.1"), at=clock.now())
    await db.close()
    return str(entered.token)
