"""Answers that go wrong, before and after the message was taken."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.simulator.process import SimulatorProcess
from tests.simulator.sending import LIAISON, OPERATOR, send, template_body, wamid

UNKNOWN: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"fault": "reset"}, httpx.ReadError),
    ({"fault": "cut_body"}, httpx.RemoteProtocolError),
    ({"fault": "timeout", "seconds": 5}, httpx.ReadTimeout),
    ({"fault": "slow_body", "seconds": 20}, httpx.ReadTimeout),
]


@pytest.fixture
def at_once(simulator: SimulatorProcess) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as threads:
        yield threads
        simulator.control("reset")


@pytest.mark.parametrize(("fault", "error"), UNKNOWN, ids=[fault["fault"] for fault, _ in UNKNOWN])
def test_the_client_learns_nothing_although_the_phone_got_it(
    simulator: SimulatorProcess, fault: dict[str, Any], error: type[Exception]
):
    before = len(simulator.ledger())
    simulator.control("faults", [fault])
    with pytest.raises(error):
        send(simulator, timeout=0.4)
    assert len(simulator.ledger()) == before + 1


@pytest.mark.parametrize("fault", [{"fault": "reset_before"}, {"fault": "reset", "accepted": False}])
def test_reset_before_accept_leaves_nothing(simulator: SimulatorProcess, fault: dict[str, Any]):
    before = len(simulator.ledger())
    simulator.control("faults", [fault])
    with pytest.raises(httpx.ReadError):
        send(simulator)
    assert len(simulator.ledger()) == before
    assert simulator.look("messages") == []


def test_proxy_answers_html_with_and_without_having_passed_it_on(simulator: SimulatorProcess):
    for accepted in (True, False):
        before = len(simulator.look("messages"))
        simulator.control("faults", [{"fault": "proxy_502", "accepted": accepted}])
        answer = send(simulator)
        assert (answer.status_code, answer.headers["content-type"]) == (502, "text/html")
        assert len(simulator.look("messages")) == before + accepted


def test_server_errors_with_and_without_json(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "error_json", "code": 131016}])
    assert send(simulator).json()["error"]["code"] == 131016
    simulator.control("faults", [{"fault": "error_plain", "status": 504}])
    answer = send(simulator)
    assert (answer.status_code, answer.headers["content-type"]) == (504, "text/plain")
    assert len(simulator.look("messages")) == 2


@pytest.mark.parametrize("status", [503, 429])
def test_the_edge_turns_away_without_a_body_and_passes_nothing_on(simulator: SimulatorProcess, status: int):
    simulator.control("faults", [{"fault": "edge", "status": status, "retry_after": 120}])
    answer = send(simulator)
    assert (answer.status_code, answer.content) == (status, b"")
    assert answer.headers["retry-after"] == "120"
    assert simulator.look("messages") == []
    simulator.control("faults", [{"fault": "edge"}])
    answer = send(simulator)
    assert (answer.status_code, "retry-after" in answer.headers) == (503, False)


def test_an_outage_meets_what_is_no_send_too_and_does_not_count_it(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "proxy_502", "accepted": False, "limit": 1}])
    assert [nothing(simulator).status_code for _ in range(3)] == [502, 502, 502]
    assert send(simulator).status_code == 502
    assert nothing(simulator).json()["error"]["code"] == 100
    simulator.control("faults", [{"fault": "edge", "match": {"to": OPERATOR}}])
    assert nothing(simulator).status_code == 400


def nothing(simulator: SimulatorProcess) -> httpx.Response:
    """A post to the messages that names nobody and says nothing."""
    return send(simulator, {"messaging_product": "whatsapp"})


def test_truncated_json_comes_with_200(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "truncated"}])
    answer = send(simulator)
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        answer.json()


def test_slow_body_is_whole_in_the_end(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "slow_body", "seconds": 0.2}])
    answer = send(simulator)
    assert wamid(answer) == simulator.look("messages")[0]["wamid"]
    assert answer.elapsed.total_seconds() > 0.15


def test_timeout_before_accept_is_refused_when_it_is_over(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "timeout", "seconds": 0.1, "accepted": False}])
    assert send(simulator).json()["error"]["code"] == 131016
    assert simulator.look("messages") == []


def test_account_is_locked_for_a_while(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "reject", "code": 131031, "match": {"after": 60, "until": 120}}])
    statuses = []
    for _ in range(3):
        statuses.append(send(simulator).status_code)
        simulator.control("clock", {"advance": 60})
    assert statuses == [200, 403, 200]


def test_hold_after_accept_answers_when_released(simulator: SimulatorProcess, at_once: ThreadPoolExecutor):
    simulator.control("faults", [{"fault": "hold", "limit": 1}])
    waiting = at_once.submit(send, simulator)
    [hold] = simulator.wait_for_hold()
    assert hold["accepted"]
    assert len(simulator.look("messages")) == 1
    assert not waiting.done()
    assert simulator.control("holds/release") == {"released": 1}
    assert wamid(waiting.result(timeout=5)) == simulator.look("messages")[0]["wamid"]
    assert simulator.look("holds") == []


def test_hold_before_accept_takes_the_message_only_when_released(
    simulator: SimulatorProcess, at_once: ThreadPoolExecutor
):
    simulator.control("faults", [{"fault": "hold", "accepted": False}])
    waiting = at_once.submit(send, simulator)
    [hold] = simulator.wait_for_hold()
    assert not hold["accepted"]
    assert simulator.look("messages") == []
    simulator.control("holds/release")
    assert waiting.result(timeout=5).status_code == 200
    assert len(simulator.look("messages")) == 1


def test_one_of_two_holds_is_released(simulator: SimulatorProcess, at_once: ThreadPoolExecutor):
    simulator.control("faults", [{"fault": "hold"}])
    waiting = {to: at_once.submit(send, simulator, template_body(to)) for to in (LIAISON, OPERATOR)}
    chosen = simulator.wait_for_hold(count=2)[0]
    simulator.control(f"holds/release?hold_id={chosen['id']}")
    assert waiting[chosen["to"]].result(timeout=5).status_code == 200
    assert [hold["id"] for hold in simulator.look("holds")] != [chosen["id"]]
    assert len(simulator.look("holds")) == 1


def test_resets_leave_nothing_open(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "reset_before"}])
    before = len(list(Path(f"/proc/{simulator.process.pid}/fd").iterdir()))
    for _ in range(10):
        with pytest.raises(httpx.ReadError):
            send(simulator)
    assert len(list(Path(f"/proc/{simulator.process.pid}/fd").iterdir())) <= before + 2
