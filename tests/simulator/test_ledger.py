"""The ledger: what the phones got, only ever appended to."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.simulator.ledger import Ledger, read_ledger
from tests.simulator.process import SimulatorProcess, simulator_process
from tests.simulator.sending import OPERATOR, send, template_body, wamid


@pytest.mark.parametrize("fsync", [True, False])
def test_lines_are_appended_and_what_stood_there_stays(tmp_path: Path, fsync: bool):
    path = tmp_path / "new" / "ledger.jsonl"
    for number in range(3):
        ledger = Ledger(path, fsync=fsync)
        ledger.append({"number": number})
        ledger.close()
    assert [line["number"] for line in read_ledger(path)] == [0, 1, 2]


def test_ledger_that_was_never_written_is_empty(tmp_path: Path):
    assert read_ledger(tmp_path / "none.jsonl") == []


def test_one_line_for_each_message_a_phone_got(simulator: SimulatorProcess):
    before = len(simulator.ledger())
    message_id = wamid(
        send(simulator, template_body(OPERATOR, "ADU-2026-000007", "Jumat", callback="attempt-9"))
    )
    [line] = simulator.ledger()[before:]
    assert line["wamid"] == message_id
    assert line["to"] == "6281200000002"
    assert line["template"] == "aspal_disposisi_v1"
    assert line["parameters"] == ["ADU-2026-000007", "Jumat"]
    assert line["callback"] == "attempt-9"
    assert simulator.look("ledger")[before:] == [line]


def test_ledger_outlives_a_killed_simulator(tmp_path: Path):
    path = str(tmp_path / "ledger.jsonl")
    with simulator_process(ledger_path=path) as simulator:
        send(simulator)
        simulator.process.kill()
        simulator.process.wait()
    with simulator_process(ledger_path=path, seed=2) as simulator:
        send(simulator)
        assert len({line["wamid"] for line in simulator.ledger()}) == 2
