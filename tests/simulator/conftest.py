"""One simulator process for the whole folder, emptied before each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator.process import SimulatorProcess, simulator_process
from tests.simulator.receiver import Receiver, running_receiver
from tests.simulator.sending import LIAISON, OPERATOR, TEMPLATES

SETTINGS = {
    "templates": TEMPLATES,
    "labels": {LIAISON: "Pejabat Penghubung", OPERATOR: "Admin Operator"},
    "sent_after": 0,
    "delivered_after": 0.02,
    "retry_delays": [0.02, 0.05],
    "webhook_timeout": 2,
}


@pytest.fixture(scope="session")
def simulator_for_all() -> Iterator[SimulatorProcess]:
    with simulator_process(**SETTINGS) as running:
        yield running


@pytest.fixture
def simulator(simulator_for_all: SimulatorProcess) -> SimulatorProcess:
    """Empty, without faults, telling nobody."""
    simulator_for_all.control("webhook", {"url": None})
    simulator_for_all.control("reset")
    return simulator_for_all


@pytest.fixture
def receiver(simulator: SimulatorProcess) -> Iterator[Receiver]:
    """A webhook address with which the simulator has shaken hands."""
    with running_receiver() as running:
        simulator.control("webhook", {"url": running.url})
        yield running
        simulator.control("webhook", {"url": None})
        simulator.control("reset")
