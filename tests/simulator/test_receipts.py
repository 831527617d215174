"""Receipts: their shape, read by an independent client, and everything that can happen to them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pywa import WhatsApp
from pywa.types import MessageStatus, RawUpdate
from pywa.types.others import Metadata

from portal.simulator.webhooks import signature
from tests.simulator.process import SimulatorProcess, wait_until
from tests.simulator.receiver import Delivery, Receiver
from tests.simulator.sending import OPERATOR, TEMPLATES, send, template_body, text_body, wamid

SECRET = "simulator-app-secret"
ORDERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"fault": "unordered"}, ["delivered", "sent"]),
    ({"fault": "duplicated"}, ["sent", "sent", "delivered", "delivered"]),
    ({"fault": "duplicated", "times": 3}, ["sent"] * 3 + ["delivered"] * 3),
    ({"fault": "read_without_delivered"}, ["sent", "read"]),
    ({"fault": "failed_after_sent"}, ["sent", "failed"]),
    ({"fault": "delivered_after_failed"}, ["sent", "failed", "delivered"]),
    ({"fault": "not_on_whatsapp"}, ["failed"]),
    ({"fault": "opted_out"}, ["failed"]),
    ({"fault": "fail", "code": 131047}, ["failed"]),
    ({"fault": "blocked"}, ["sent"]),
    ({"fault": "lost", "only": ["sent"]}, ["delivered"]),
    ({"fault": "lost"}, []),
]


def told(simulator: SimulatorProcess, receiver: Receiver, *faults: dict[str, Any]) -> list[str]:
    simulator.control("faults", list(faults))
    send(simulator)
    simulator.wait_until_told()
    return receiver.states()


def test_accepted_message_is_told_sent_then_delivered(simulator: SimulatorProcess, receiver: Receiver):
    message_id = wamid(send(simulator, template_body(callback="attempt-77")))
    simulator.wait_until_told()
    sent, delivered = receiver.statuses()
    assert [sent["status"], delivered["status"]] == ["sent", "delivered"]
    for status in (sent, delivered):
        assert (status["id"], status["recipient_id"]) == (message_id, "6281200000002")
        assert status["biz_opaque_callback_data"] == "attempt-77"
        assert isinstance(status["timestamp"], str)
        assert "conversation" not in status
    assert sent["pricing"] == {
        "billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility",
    }  # fmt: skip


def test_text_is_free_service_and_carries_no_callback_that_was_not_given(
    simulator: SimulatorProcess, receiver: Receiver
):
    send(simulator, text_body())
    simulator.wait_until_told()
    status = receiver.statuses()[0]
    assert status["pricing"]["type"] == "free_customer_service"
    assert "biz_opaque_callback_data" not in status


def test_pricing_comes_with_sent_and_one_other(simulator: SimulatorProcess, receiver: Receiver):
    send(simulator)
    simulator.wait_until_told()
    simulator.control("read")
    simulator.wait_until_told()
    assert [("pricing" in status) for status in receiver.statuses()] == [True, True, False]
    receiver.deliveries.clear()
    assert told(simulator, receiver, {"fault": "read_without_delivered"}) == ["sent", "read"]
    assert all("pricing" in status for status in receiver.statuses())


def test_signature_covers_the_exact_bytes(simulator: SimulatorProcess, receiver: Receiver):
    send(simulator)
    simulator.wait_until_told()
    assert receiver.posts()
    for post in receiver.posts():
        assert post.signature == signature(post.body, SECRET)


def test_independent_client_reads_every_receipt(simulator: SimulatorProcess, receiver: Receiver):
    message_id = wamid(send(simulator))
    simulator.wait_until_told()
    simulator.control("read")
    told(simulator, receiver, {"fault": "failed_after_sent", "code": 131049})
    read = [_read_by_pywa(post) for post in receiver.posts()]
    assert [each.status.value for each in read] == ["sent", "delivered", "read", "sent", "failed"]
    assert read[0].id == message_id
    assert read[0].tracker == "attempt-1"
    assert read[0].metadata == Metadata("6280000000000", "100000000000001")
    assert read[0].from_user.wa_id == "6281200000002"
    assert abs(read[0].timestamp - datetime.now(UTC)) < timedelta(minutes=1)
    assert read[-1].error is not None
    assert read[-1].error.code == 131049


@pytest.mark.parametrize(("fault", "states"), ORDERS, ids=[str(fault) for fault, _ in ORDERS])
def test_receipts_arrive_as_the_fault_says(
    simulator: SimulatorProcess, receiver: Receiver, fault: dict[str, Any], states: list[str]
):
    assert told(simulator, receiver, fault) == states


def test_failed_receipt_names_its_code(simulator: SimulatorProcess, receiver: Receiver):
    told(simulator, receiver, {"fault": "opted_out"})
    [error] = receiver.statuses()[0]["errors"]
    assert error["code"] == 131050
    assert error.keys() == {"code", "title", "message", "error_data", "href"}


def test_duplicates_are_the_same_bytes(simulator: SimulatorProcess, receiver: Receiver):
    told(simulator, receiver, {"fault": "duplicated"})
    assert sorted(Counter(post.body for post in receiver.posts()).values()) == [2, 2]


def test_delayed_receipts_wait_for_the_virtual_clock(simulator: SimulatorProcess, receiver: Receiver):
    simulator.control("faults", [{"fault": "delayed", "seconds": 3600}])
    send(simulator)
    assert simulator.look("stats")["webhooks"]["pending"] == 2
    simulator.control("clock", {"advance": 3601})
    simulator.wait_until_told()
    assert receiver.states() == ["sent", "delivered"]


def test_batches_fill_changes_and_entries(simulator: SimulatorProcess, receiver: Receiver):
    simulator.control("faults", [{"fault": "batched", "size": 20, "seconds": 30}])
    for number in range(10):
        send(simulator, template_body(callback=f"attempt-{number}"))
    simulator.wait_until_told()
    [post] = receiver.posts()
    assert len(post.statuses) == 20
    assert [len(entry["changes"]) for entry in post.payload["entry"]] == [2, 2, 2, 1]
    assert len(post.values[0]["statuses"]) == 3
    assert {status["biz_opaque_callback_data"] for status in post.statuses} == {
        f"attempt-{number}" for number in range(10)
    }


def test_a_batch_that_does_not_fill_is_sent_after_its_time(simulator: SimulatorProcess, receiver: Receiver):
    told(simulator, receiver, {"fault": "batched", "size": 100, "seconds": 0.1})
    assert [len(post.statuses) for post in receiver.posts()] == [2]


def test_receipt_can_come_before_the_answer(simulator: SimulatorProcess, receiver: Receiver):
    simulator.control("faults", [{"fault": "before_answer"}])
    answer = send(simulator)
    assert receiver.states()[:1] == ["sent"]
    assert receiver.statuses()[0]["id"] == wamid(answer)


def test_forged_receipts_come_beside_the_true_ones(simulator: SimulatorProcess, receiver: Receiver):
    faults = [{"fault": name} for name in ("tampered", "foreign_number", "unknown_wamid")]
    told(simulator, receiver, *faults)
    honest = [post for post in receiver.posts() if post.statuses[0]["status"] != "read"]
    tampered, foreign, unknown = [post for post in receiver.posts() if post.statuses[0]["status"] == "read"]
    assert [post.statuses[0]["status"] for post in honest] == ["sent", "delivered"]
    assert tampered.signature != signature(tampered.body, SECRET)
    assert foreign.signature == signature(foreign.body, SECRET)
    assert foreign.values[0]["metadata"]["phone_number_id"] == "999999999999999"
    assert unknown.statuses[0]["id"] != honest[0].statuses[0]["id"]


def test_receipts_of_one_message_keep_their_order_among_many(simulator: SimulatorProcess, receiver: Receiver):
    for number in range(100):
        send(simulator, template_body(callback=str(number)))
    simulator.wait_until_told()
    order: dict[str, list[str]] = {}
    for status in receiver.statuses():
        order.setdefault(status["biz_opaque_callback_data"], []).append(status["status"])
    assert order == {str(number): ["sent", "delivered"] for number in range(100)}


def test_phone_shows_the_words_of_the_template(simulator: SimulatorProcess):
    send(simulator, template_body(OPERATOR, "ADU-2026-000007", "Jumat"))
    [message] = simulator.look("messages", to=OPERATOR)
    body = str(TEMPLATES["aspal_disposisi_v1"]["body"])
    assert message["text"] == body.replace("{{1}}", "ADU-2026-000007").replace("{{2}}", "Jumat")
    wait_until(lambda: simulator.look("messages")[0]["state"] == "delivered")


def _read_by_pywa(post: Delivery) -> MessageStatus:
    client = WhatsApp(phone_id="100000000000001", token="simulator-access-token", server=None)
    update = RawUpdate(post.body, hmac_header=post.signature, update_hash="0")
    return MessageStatus.from_update(client, update)
