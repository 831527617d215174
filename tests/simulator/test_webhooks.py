"""The handshake that comes first, and retries until somebody answers with 2xx."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.process import SimulatorProcess, simulator_process, wait_until
from tests.simulator.receiver import Receiver, running_receiver
from tests.simulator.sending import send


@pytest.fixture
def stranger() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


def test_setting_the_address_shakes_hands(simulator: SimulatorProcess, stranger: Receiver):
    assert simulator.control("webhook", {"url": stranger.url}) == {"url": stranger.url, "verified": True}
    assert [each.method for each in stranger.deliveries] == ["GET"]


def test_refused_handshake_is_told_and_nothing_is_posted(simulator: SimulatorProcess, stranger: Receiver):
    stranger.shakes_hands = False
    answer = simulator.client.post("/_control/webhook", json={"url": stranger.url})
    assert answer.status_code == 422
    assert "403" in answer.json()["detail"]
    send(simulator)
    simulator.wait_until_told()
    assert stranger.posts() == []
    assert simulator.look("stats")["webhooks"]["given_up"] == 2


def test_address_where_nobody_answers_is_told(simulator: SimulatorProcess):
    answer = simulator.client.post("/_control/webhook", json={"url": "http://127.0.0.1:9/"})
    assert "no answer" in answer.json()["detail"]


def test_a_portal_that_starts_later_still_gets_its_receipts(stranger: Receiver):
    stranger.shakes_hands = False
    config = {
        "webhook_url": stranger.url,
        "retry_delays": [0.05] * 100,
        "sent_after": 0,
        "delivered_after": 0,
    }
    with simulator_process(**config) as simulator:
        send(simulator)
        wait_until(lambda: len(stranger.deliveries) >= 2)
        stranger.shakes_hands = True
        simulator.wait_until_told()
        assert sorted(stranger.states()) == ["delivered", "sent"]
        assert [each.method for each in stranger.deliveries[-3:]] == ["GET", "POST", "POST"]


def test_refused_receipt_comes_again_with_the_same_bytes(simulator: SimulatorProcess, receiver: Receiver):
    receiver.answers = [500, 302, 200]
    simulator.control("faults", [{"fault": "blocked"}])
    send(simulator)
    simulator.wait_until_told()
    posts = receiver.posts()
    assert [post.status for post in posts] == [500, 302, 200]
    assert len({post.body for post in posts}) == 1
    counts = simulator.look("stats")["webhooks"]
    assert (counts["posted"], counts["retried"], counts["accepted"]) == (3, 2, 1)


def test_after_the_last_retry_the_receipt_is_given_up(simulator: SimulatorProcess, receiver: Receiver):
    receiver.answers = [503] * 3
    simulator.control("faults", [{"fault": "blocked"}])
    send(simulator)
    simulator.wait_until_told()
    assert len(receiver.posts()) == 3
    assert simulator.look("stats")["webhooks"]["given_up"] == 1


def test_forged_receipts_are_not_retried(simulator: SimulatorProcess, receiver: Receiver):
    receiver.answers = [401]
    simulator.control("faults", [{"fault": "tampered"}, {"fault": "lost"}])
    send(simulator)
    simulator.wait_until_told()
    assert [post.status for post in receiver.posts()] == [401]


def test_without_an_address_nothing_is_queued(simulator: SimulatorProcess):
    send(simulator)
    assert simulator.look("stats")["webhooks"]["pending"] == 0
