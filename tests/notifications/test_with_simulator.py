"""The whole way against the simulator, a process that shares no code with us: out, to the phone, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.notifications import kinds, receipts
from tests.notifications.conftest import Configure, send_all
from tests.notifications.samples import DISPOSED, person, put, state_of, whole
from tests.simulator.process import SimulatorProcess, simulator_process
from tests.simulator.receiver import Receiver, running_receiver

TEMPLATES = {
    name: {"parameters": len(kind.parameters), "body": kind.numbered_text}
    for name, kind in kinds.templates().items()
}


@pytest.fixture(scope="module")
def simulator() -> Iterator[SimulatorProcess]:
    """A simulator that knows our templates and no others."""
    with simulator_process(templates=TEMPLATES, sent_after=0, delivered_after=0.02) as running:
        yield running


@pytest.fixture
def receiver(simulator: SimulatorProcess, configure: Configure) -> Iterator[Receiver]:
    """The simulator is our provider and posts its webhooks to a listener."""
    configure(
        WHATSAPP_PROVIDER="meta_cloud",
        META_CLOUD_URL=simulator.base_url,
        META_CLOUD_PHONE_NUMBER_ID="100000000000001",
        META_CLOUD_TOKEN="simulator-access-token",
        META_CLOUD_APP_SECRET="simulator-app-secret",
        META_CLOUD_VERIFY_TOKEN="simulator-verify-token",
        WHATSAPP_PAIR_SECONDS=0,
    )
    simulator.control("reset")
    with running_receiver() as running:
        simulator.control("webhook", {"url": running.url})
        yield running
        simulator.control("webhook", {"url": None})


async def bring_back(client: AsyncTestClient[Any], simulator: SimulatorProcess, receiver: Receiver) -> None:
    """Hand the simulator's posts, byte for byte, to the real application; then let the worker read them."""
    simulator.wait_until_told()
    for post in receiver.posts():
        headers = {"x-hub-signature-256": post.signature, "content-type": "application/json"}
        answer = await client.post("/webhooks/whatsapp/meta_cloud", content=post.body, headers=headers)
        assert answer.status_code == (401 if b"tampered" in post.body else 200)
    await receipts.process(at=clock.now())


async def test_a_message_reaches_the_phone_and_its_receipts_come_back(client, simulator, receiver):
    [key] = await put(DISPOSED, person())
    await send_all()
    assert await state_of(key) == "accepted"
    await bring_back(client, simulator, receiver)
    assert await state_of(key) == "delivered"
    [shown] = simulator.look("messages", to="+628120000001")
    assert "ADU-2026-000001" in str(shown)


async def test_a_lost_answer_is_settled_without_a_second_message(client, simulator, receiver):
    simulator.control("faults", [{"fault": "reset"}])
    [key] = await put(DISPOSED, person())
    await send_all()
    assert await state_of(key) == "unknown"
    await bring_back(client, simulator, receiver)
    assert await state_of(key) == "delivered"
    await send_all()
    assert len(simulator.look("messages", to="+628120000001")) == 1


async def test_a_number_without_whatsapp_fails_by_webhook(client, simulator, receiver):
    simulator.control("faults", [{"fault": "not_on_whatsapp"}])
    [key] = await put(DISPOSED, person())
    await send_all()
    await bring_back(client, simulator, receiver)
    row = await whole(key)
    assert (row["state"], row["reason"]) == ("failed", "Nomor tidak terdaftar di WhatsApp.")


@pytest.mark.parametrize("fault", ["duplicated", "unordered", "batched", "before_answer", "unknown_wamid"])
async def test_odd_webhooks_end_the_same(client, simulator, receiver, fault):
    simulator.control("faults", [{"fault": fault}])
    [key] = await put(DISPOSED, person())
    await send_all()
    await bring_back(client, simulator, receiver)
    assert await state_of(key) == "delivered"


async def test_forged_webhooks_change_nothing(client, simulator, receiver):
    simulator.control("faults", [{"fault": "foreign_number"}, {"fault": "lost"}])
    [key] = await put(DISPOSED, person())
    await send_all()
    await bring_back(client, simulator, receiver)
    assert await state_of(key) == "accepted"


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ({"fault": "proxy_502"}, "unknown"),
        ({"fault": "truncated"}, "unknown"),
        ({"fault": "cut_body"}, "unknown"),
        ({"fault": "error_plain"}, "unknown"),
        ({"fault": "error_json", "code": 131000}, "retry"),
        ({"fault": "reject", "code": 131031}, "retry"),
        ({"fault": "reject", "code": 132015}, "dead"),
    ],
)
async def test_answers_are_read_as_they_must(sqlite_database, simulator, receiver, fault, state):
    simulator.control("faults", [fault])
    [key] = await put(DISPOSED, person())
    await send_all()
    assert await state_of(key) == state
