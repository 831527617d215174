"""The office of these tests: portal, worker and simulated WhatsApp as real processes, and its people."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from portal import clock, db
from portal.accounts import creation
from portal.agencies import imports, seeding
from portal.notifications import kinds
from portal.permissions import JobActor
from tests.crash.processes import Nursery, Program, nursery
from tests.simulator.process import SimulatorProcess, simulator_process, wait_until
from tests.support.proofs import answered

FIXTURES = Path(__file__).parents[1] / "fixtures"
T = TypeVar("T")

PASSWORD = "Tenang-Mengaspal-27"
START_SECONDS = 60
MAKER = JobActor("job:browser-tests", "Uji coba")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in."""

    role: str
    name: str
    email: str
    phone: str
    agency: str = ""


ADMIN = Person("admin", "Admin Contoh", "admin@contoh.example", "+6281200000001")
LIAISON = Person("liaison", "Penghubung Contoh", "penghubung@contoh.example", "+6281200000002", "DPUPR")
OPERATOR = Person("operator", "Operator Contoh", "operator@contoh.example", "+6281200000003", "DPUPR")
PEOPLE = (ADMIN, LIAISON, OPERATOR)


@dataclass(frozen=True, slots=True)
class Office:
    """`base` is where the portal answers; `simulator` holds the phones."""

    base: str
    url: str
    simulator: SimulatorProcess
    web: Program
    worker: Program


@contextmanager
def running_portal(url: str, folder: Path, **settings: str) -> Iterator[tuple[str, Nursery, Program]]:
    """`aspal serve` at one database: its address, what bears more processes, and the process itself."""
    port = _free_port()
    base = f"http://127.0.0.1:{port}"
    told = {
        "ASPAL_DATABASE_URL": url,
        "ASPAL_BASE_URL": base,
        "ASPAL_DEMO": "1",  # lets the clock be moved
        **settings,
    }
    with nursery({**os.environ, **told}, folder / "portal.log") as born:
        web = Program(born, "serve", "--port", str(port))
        try:
            web.start()
            wait_until(lambda: _answers(web, base), START_SECONDS)
            yield base, born, web
        finally:
            web.end()


@contextmanager
def running_office(url: str, folder: Path) -> Iterator[Office]:
    """Portal, worker and phones, joined as in a real office."""
    with _phones() as simulator, running_portal(url, folder, **_whatsapp(simulator)) as (base, born, web):
        worker = Program(born, "worker")
        try:
            worker.start()
            simulator.control("webhook", {"url": f"{base}/webhooks/whatsapp/meta_cloud"})
            yield Office(base, url, simulator, web, worker)
        finally:
            worker.end()


def in_database(url: str, work: Callable[[], Awaitable[T]]) -> T:
    """Do something in the database beside the processes, and return what came of it."""

    async def do() -> T:
        # An application of an earlier test may have fixed the clock.
        clock.allow_moving(True)
        db.use(db.connect(url))
        await db.open_pool()
        try:
            await clock.refresh()
            return await work()
        finally:
            await db.close()

    return asyncio.run(do())


async def found() -> None:
    """Agencies, districts, categories and people, by the portal's own verbs."""
    at = clock.now()
    await imports.apply_file(FIXTURES / "agencies.csv", by=MAKER, at=at)
    await seeding.load_districts(FIXTURES / "districts.csv")
    await seeding.load_categories(FIXTURES / "categories.csv")
    for person in PEOPLE:
        await answered(
            await creation.create_account(
                role=person.role,
                email=person.email,
                phone=person.phone,
                name=person.name,
                agency_code=person.agency,
                password=PASSWORD,
                at=at,
            ),
            at,
        )


def _phones() -> AbstractContextManager[SimulatorProcess]:
    templates = {
        kind.template: {"parameters": len(kind.parameters), "body": kind.numbered_text}
        for kind in kinds.templates().values()
    }
    labels = {person.phone: person.name for person in PEOPLE}
    return simulator_process(templates=templates, labels=labels, sent_after=0.02, delivered_after=0.1)


def _whatsapp(simulator: SimulatorProcess) -> dict[str, str]:
    return {
        "ASPAL_POLL_SECONDS": "0.1",
        "ASPAL_WHATSAPP_PROVIDER": "meta_cloud",
        "ASPAL_WHATSAPP_PAIR_SECONDS": "0",
        "ASPAL_META_CLOUD_URL": simulator.base_url,
        "ASPAL_META_CLOUD_PHONE_NUMBER_ID": "100000000000001",
        "ASPAL_META_CLOUD_TOKEN": "simulator-access-token",
        "ASPAL_META_CLOUD_APP_SECRET": "simulator-app-secret",
        "ASPAL_META_CLOUD_VERIFY_TOKEN": "simulator-verify-token",
    }


def _answers(web: Program, base: str) -> bool:
    web.check()
    try:
        return httpx.get(f"{base}/sign-in", trust_env=False, timeout=5).is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
