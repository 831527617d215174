"""Deliveries a second with a provider that answers at once: real worker processes, real durability.

Measured from the first claim to the last accepted, by the worker's own rows; each delivery has an attempt of
its own, committed before the call.
"""

from __future__ import annotations

import asyncio
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import servers
from bench.report import Line
from portal import clock, db
from portal.accounts.roles import RoleCode
from portal.accounts.tables import Account, AccountState, Assignment
from portal.agencies.tables import Agency
from portal.complaints import notices
from portal.complaints.kinds import Status
from portal.complaints.notices import Cause
from portal.complaints.tables import Complaint
from portal.notifications.message import Recipient
from tests.services import postgres_cluster

DELIVERIES = 2_000
PEOPLE = 5
"""At each agency: a liaison and operators, as a disposition tells them."""

AGENCIES = 40

LEAST_ON_SQLITE = 160.0
LEAST_ON_POSTGRES = 600.0
PATIENCE = 300.0
POLL = 0.25

# What an office would run with: a committed row survives a power cut.
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}

PACE = """
SELECT count(*) AS attempts, min(a.started_at) AS begun, max(a.ended_at) AS ended FROM attempt a
"""
LEFT = "SELECT count(*) AS n FROM delivery WHERE state <> 'accepted'"
WORKING = "SELECT count(*) AS n FROM delivery WHERE state IN ('waiting', 'claimed')"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tables say when all is sent."""

    per_second: float
    seconds: float
    attempts: int
    left: int


def run(count: int = DELIVERIES) -> list[Line]:
    """One worker on SQLite, two on PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="aspal-bench-") as folder:
        sqlite = _measured(f"sqlite:///{Path(folder) / 'bench.sqlite'}", count, folder, workers=1)
        with postgres_cluster(**DURABLE) as cluster:
            postgres = _measured(cluster.dsn(), count, folder, workers=2)
    return [
        _line("deliveries/s on SQLite", sqlite, LEAST_ON_SQLITE, count),
        _line("deliveries/s on PostgreSQL, two workers", postgres, LEAST_ON_POSTGRES, count),
    ]


def _line(name: str, outcome: Outcome, least: float, count: int) -> Line:
    whole = outcome.attempts == count and not outcome.left
    note = f"{count:,} in {outcome.seconds:.1f} s, {outcome.attempts:,} attempts committed before their calls"
    return Line(name, outcome.per_second, least, note, ok=whole and outcome.per_second >= least)


def _measured(url: str, count: int, folder: str, *, workers: int) -> Outcome:
    asyncio.run(_migrate(url))
    asyncio.run(_enqueue(url, count))
    with ExitStack() as running:
        port = running.enter_context(_stub())
        env = servers.environment(url, ASPAL_DATA_DIR=folder, **_provider(port))
        children = [
            running.enter_context(servers.process("-m", "portal", "worker", env=env)) for _ in range(workers)
        ]
        return asyncio.run(_outcome(url, children))


def _provider(port: int) -> dict[str, str]:
    secrets = dict.fromkeys(("TOKEN", "APP_SECRET", "VERIFY_TOKEN", "PHONE_NUMBER_ID"), "1")
    return {
        "ASPAL_WHATSAPP_PROVIDER": "meta_cloud",
        "ASPAL_WHATSAPP_PAIR_SECONDS": "0",
        "ASPAL_META_CLOUD_URL": f"http://127.0.0.1:{port}",
        **{f"ASPAL_META_CLOUD_{name}": value for name, value in secrets.items()},
    }


@contextmanager
def _stub() -> Iterator[int]:
    port = servers.free_port()
    with servers.process("-m", "bench.stub", str(port)) as child:
        servers.wait_for(port, child)
        yield port


async def _outcome(url: str, children: Sequence[subprocess.Popen[bytes]]) -> Outcome:
    db.use(db.connect(url))
    await db.open_pool()
    try:
        await _all_sent(children)
        pace = (await db.rows(PACE))[0]
        left = (await db.rows(LEFT))[0]["n"]
    finally:
        await db.close()
    seconds = (_moment(pace["ended"]) - _moment(pace["begun"])).total_seconds()
    return Outcome(pace["attempts"] / seconds, seconds, pace["attempts"], left)


async def _all_sent(children: Sequence[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + PATIENCE
    while (await db.rows(WORKING))[0]["n"]:
        if time.monotonic() > end or any(child.poll() is not None for child in children):
            raise RuntimeError("The measured worker did not send everything.")
        await asyncio.sleep(POLL)


def _moment(value: Any) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


async def _migrate(url: str) -> None:
    db.use(db.connect(url))
    await db.open_pool()
    await db.migrate()
    await db.close()


async def _enqueue(url: str, count: int) -> None:
    """One disposition for so many complaints, each told to the whole agency, in real words."""
    db.use(db.connect(url))
    await db.open_pool()
    try:
        at = clock.now()
        people = await _people(at)
        async with db.transaction():
            for complaint in await _lying(count // PEOPLE, list(people), at):
                cause = Cause(f"measured:{complaint.id}", "job:bench")
                await notices.send(complaint, "disposed", people[complaint.agency], cause, at=at)
    finally:
        await db.close()


async def _lying(count: int, agencies: Sequence[int], at: datetime) -> list[Complaint]:
    """Complaints that lie with agencies; no clock runs, so that nobody is reminded beside."""
    made = [
        Complaint(
            number=f"ADU-2026-{n:06}",
            title="Lampu jalan padam",
            classification="complaint",
            channel="lapor",
            received_at=at,
            recorded_at=at,
            taken_into_care_at=at,
            status=Status.DISPOSED,
            agency=agencies[n % len(agencies)],
        )
        for n in range(count)
    ]
    for complaint in made:
        await complaint.save()
    return made


async def _people(at: datetime) -> dict[int, list[Recipient]]:
    found: dict[int, list[Recipient]] = defaultdict(list)
    for n in range(AGENCIES):
        agency = Agency(code=f"OPD{n:02}", name=f"Dinas Contoh {n}", short_name=f"Dincon {n}")
        await agency.save()
        for place in range(PEOPLE):
            role = RoleCode.OPERATOR if place else RoleCode.LIAISON
            found[agency.id].append(await _person(role, agency.id, place, at))
    return found


async def _person(role: str, agency: int, place: int, at: datetime) -> Recipient:
    name, phone = f"Petugas {agency}-{place}", f"+62812{agency:04}{place:04}"
    row = Account(
        public_id=f"measured-{agency}-{place}",
        name=name,
        folded=name.lower(),
        phone=phone,
        phone_proven_at=at,
        state=AccountState.ACTIVE,
        created_at=at,
        created_by="job:bench",
    )
    await row.save()
    held = Assignment(
        account=row.id, role=role, agency=agency, starts_at=at, recorded_at=at, recorded_by="job:bench"
    )
    await held.save()
    return Recipient(f"account:{row.id}", name, phone, proven=True)
