"""What worker, pages and a simulated WhatsApp of that release do: messages sent, lost and refused."""

from __future__ import annotations

import os
import re
from pathlib import Path

import httpx

from portal import clock, db, jobs
from portal.complaints import dispositions
from portal.complaints.exports import asking
from portal.complaints.exports.asking import Format
from portal.jobs import desk as jobs_desk
from portal.jobs import queue
from portal.lapor.batches import lifecycle
from portal.lapor.batches.lifecycle import Upload
from portal.lapor.tables import BatchKind
from portal.notifications import desk, holding
from portal.notifications.tables import Attempt
from release_0_1_0 import cases
from tests.browser import office as offices
from tests.browser.world import PASSWORD, World
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.crash.processes import Program
from tests.lapor.office import export, row
from tests.simulator.process import wait_until

FAULTS = [
    {"fault": "reset", "match": {"nth": [1, 2, 3]}},
    {"fault": "reject", "code": 131026, "match": {"nth": [4, 5]}},
    {"fault": "error_plain", "status": 500, "match": {"nth": [6, 7]}},
    {"fault": "not_on_whatsapp", "match": {"nth": [8, 9]}},
    {"fault": "lost", "match": {"nth": [10, 11, 12, 13, 14]}},
    {"fault": "lost", "only": ["delivered", "read"], "match": {"nth": [15, 16, 17]}},
]
MOVING = """
SELECT (SELECT count(*) FROM job WHERE state IN ('waiting', 'running')) + (SELECT count(*) FROM delivery
  WHERE state IN ('waiting', 'claimed', 'retry') AND due_at < {}) AS n
"""
"""What was accepted and lost its receipts stays so."""

MOMENTS = ("claimed", "retry", "unknown", "sent", "read", "expired", "dead", "superseded")
"""States that a message passes through, or reaches after days: nobody can stop there by a verb."""


async def ask_for_work(world: World) -> None:
    """An export and a recap, for the worker."""
    for form in Format:
        await asking.ask({"status": "resolved"}, form, by=world.admin, at=clock.now())


def run(url: str, folder: Path, number: str) -> None:
    """Let everything that waits come to its end while some of it goes wrong."""
    with offices._phones() as phones:
        told = offices._whatsapp(phones) | {"ASPAL_WHATSAPP_PAIR_SECONDS": "1"}
        with offices.running_portal(url, folder, **told) as (base, born, _):
            phones.control("webhook", {"url": f"{base}/webhooks/whatsapp/meta_cloud"})
            phones.control("faults", FAULTS)
            worker = Program(born, "worker")
            try:
                worker.start()
                _give_back_on_the_page(base, number)
                wait_until(lambda: offices.in_database(url, _is_settled), 120)
            finally:
                worker.end()


async def _is_settled() -> bool:
    return not (await db.rows(MOVING, clock.now()))[0]["n"]


def _give_back_on_the_page(base: str, number: str) -> None:
    """This release writes the permitted act into the audit as refused, too."""
    with httpx.Client(base_url=base, trust_env=False, timeout=30) as client:
        _post(client, "/sign-in", identifier="penghubung.dpupr@demo.example", password="keliru-sekali")
        entered = _post(client, "/sign-in", identifier="operator.dpupr@demo.example", password=PASSWORD)
        assert entered.status_code == 303, entered.text
        gone = _post(client, f"/complaints/{number}/return", reason="Bukan wewenang kami.")
        assert gone.status_code == 303, gone.text


def _post(client: httpx.Client, path: str, **fields: str) -> httpx.Response:
    shown = client.get(path)
    found = re.search(r'name="_csrf_token" value="([^"]+)"', shown.text)
    assert found, shown.text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.text))
    return client.post(path, data=hidden | {"_csrf_token": found[1], **fields})


async def leave_unfinished(world: World, folder: Path) -> None:
    """The worker is gone: files that wait, jobs that wait or were given up, messages in every other state."""
    by, at = world.admin, clock.now()
    await _desk_of_messages(world)
    await _held_and_waiting(world)
    for name, then in (("menunggu", "reading"), ("batal", "withdrawn")):
        file = export(folder, row("6300009"), name=f"ekspor-{name}.csv")
        key = await lifecycle.receive(
            Upload(BatchKind.EXPORT, file.name, file.read_bytes()), by=by, at=clock.now()
        )
        if then == "withdrawn":
            batch = await lifecycle.find(key)
            assert batch is not None
            await lifecycle.withdraw(batch, by=by, at=at)
    preview = await lifecycle.find(world.batches["preview"])
    assert preview is not None
    await lifecycle.confirm(preview, notify=False, by=by, at=at)
    given_up = await jobs.enqueue("complaints.export", {}, by=by, at=at, title="Ekspor yang dibatalkan")
    found = await queue.find(given_up)
    assert found is not None
    await jobs_desk.cancel(found, by=by, at=at)
    await db.rows(
        "UPDATE job SET state = 'running', attempts = 1 WHERE id = (SELECT max(id) FROM job j2) - 1"
    )


async def _desk_of_messages(world: World) -> None:
    """Sent by hand, cancelled."""
    failed = await db.rows("SELECT id FROM delivery WHERE state IN ('failed', 'unknown') ORDER BY id LIMIT 2")
    await desk.sent_by_hand(failed[0]["id"], by=world.admin, at=clock.now())


async def dispose(team: Office) -> None:
    """Now, because people are told who hold their roles at that moment."""
    complaint = await factories.verified(team, clock.now() - factories.DAY)
    await dispositions.dispose(complaint, to=team.dpupr, by=team.admin, at=clock.now())


async def _held_and_waiting(world: World) -> None:
    team = await cases.office(world)
    for _ in range(2):
        await dispose(team)
    await holding.hold_unsent("Ditahan untuk uji coba.", at=clock.now())
    for _ in range(len(MOMENTS)):
        await dispose(team)
    waiting = await db.rows("SELECT id FROM delivery WHERE state = 'waiting' ORDER BY id")
    assert len(waiting) > len(MOMENTS) + 2, len(waiting)
    await desk.withdraw(waiting[0]["id"], by=world.admin, at=clock.now())
    for state, message in zip(MOMENTS, waiting[1:], strict=False):
        await db.rows("UPDATE delivery SET state = {}, attempts = 1 WHERE id = {}", state, message["id"])
    call = Attempt(delivery=waiting[1]["id"], token="berjalan", provider="meta_cloud", started_at=clock.now())
    await call.save()


def in_database_of() -> str:
    """The database of this run."""
    return os.environ["ASPAL_DATABASE_URL"]
