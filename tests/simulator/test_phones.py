"""Phones that are off, come back, and are read."""

from __future__ import annotations

from tests.simulator.process import SimulatorProcess, wait_until
from tests.simulator.receiver import Receiver
from tests.simulator.sending import LIAISON, OPERATOR, send, template_body, text_body

DAY = 24 * 3600


def states(simulator: SimulatorProcess) -> list[str]:
    return [message["state"] for message in simulator.look("messages")]


def test_message_waits_for_a_phone_that_is_off(simulator: SimulatorProcess, receiver: Receiver):
    before = len(simulator.ledger())
    simulator.control(f"phones/{OPERATOR}/off")
    send(simulator)
    simulator.wait_until_told()
    assert (receiver.states(), len(simulator.ledger())) == (["sent"], before)
    simulator.control(f"phones/{OPERATOR}/on")
    simulator.wait_until_told()
    assert receiver.states() == ["sent", "delivered"]
    assert len(simulator.ledger()) == before + 1


def test_message_that_outlived_its_time_never_arrives(simulator: SimulatorProcess, receiver: Receiver):
    before = len(simulator.ledger())
    simulator.control(f"phones/{OPERATOR}/off")
    send(simulator)
    simulator.control("clock", {"advance": 31 * DAY})
    simulator.control(f"phones/{OPERATOR}/on")
    simulator.wait_until_told()
    assert (receiver.states(), len(simulator.ledger())) == (["sent"], before)
    assert states(simulator) == ["sent"]


def test_blocked_message_does_not_come_when_the_phone_does(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "blocked"}])
    simulator.control(f"phones/{OPERATOR}/off")
    send(simulator)
    simulator.control(f"phones/{OPERATOR}/on")
    assert [message["on_phone"] for message in simulator.look("messages")] == [False]


def test_reading_all_tells_each_message_once(simulator: SimulatorProcess, receiver: Receiver):
    send(simulator)
    send(simulator, text_body())
    send(simulator, template_body(LIAISON))
    simulator.wait_until_told()
    receiver.deliveries.clear()
    assert simulator.control(f"phones/{OPERATOR}/read")["messages"] == 2
    simulator.control(f"phones/{OPERATOR}/read")
    simulator.wait_until_told()
    assert receiver.states() == ["read", "read"]
    assert states(simulator) == ["read", "read", "delivered"]
    assert simulator.control("read") == {"read": 1}


def test_failed_message_is_not_on_the_phone_and_cannot_be_read(simulator: SimulatorProcess):
    simulator.control("faults", [{"fault": "not_on_whatsapp"}])
    send(simulator)
    assert simulator.control("read") == {"read": 0}
    wait_until(lambda: states(simulator) == ["failed"])


def test_phone_knows_on_off_and_read_only(simulator: SimulatorProcess):
    assert simulator.client.post(f"/_control/phones/{OPERATOR}/explode").status_code == 404


def test_reset_empties_phones_and_keeps_the_ledger(simulator: SimulatorProcess):
    send(simulator)
    before = len(simulator.ledger())
    simulator.control("reset")
    assert simulator.look("messages") == []
    assert len(simulator.ledger()) == before
