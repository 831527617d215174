"""The simulator as a program: it starts, says where, and ends when told, whatever is going on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from portal.simulator.config import REPOSITORY, ConfigError, load_config
from tests.simulator.process import simulator_process
from tests.simulator.sending import TEMPLATES, send


def test_it_ends_at_once_while_answers_are_held():
    with simulator_process(faults=[{"fault": "hold"}]) as simulator, ThreadPoolExecutor() as threads:
        waiting = threads.submit(send, simulator)
        simulator.wait_for_hold()
        started = time.monotonic()
        assert simulator.stop() == 0
        assert time.monotonic() - started < 3
        assert waiting.exception() is None or isinstance(waiting.exception(), httpx.HTTPError)


def test_the_same_seed_gives_the_same_ids():
    ids = []
    for _ in range(2):
        with simulator_process(seed=7) as simulator:
            ids.append(send(simulator).json()["messages"][0]["id"])
    assert ids[0] == ids[1]


def test_port_that_is_taken_is_told(tmp_path: Path):
    with simulator_process() as simulator:
        port = httpx.URL(simulator.base_url).port
        ended = _run("--port", str(port), "--config", _config(tmp_path))
    assert ended.returncode == 1
    assert str(port) in ended.stderr


@pytest.mark.parametrize(
    "settings",
    ['{"sead": 1}', '{"seed": "x"}', '{"faults": [{"fault": "meteor"}]}', "{", '{"faults": "none.json"}'],
)
def test_wrong_settings_are_told(tmp_path: Path, settings: str):
    path = tmp_path / "config.json"
    path.write_text(settings, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"sead|seed|meteor|malformed|truncated|none\.json"):
        load_config(path)


def test_wrong_settings_end_the_program_with_2(tmp_path: Path):
    ended = _run("--config", _config(tmp_path, sead=1))
    assert ended.returncode == 2
    assert "sead" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_faults_and_templates_may_stand_in_files_of_their_own(tmp_path: Path):
    Path(tmp_path, "plan.json").write_text('[{"fault": "lost"}]', encoding="utf-8")
    Path(tmp_path, "templates.json").write_text(json.dumps(TEMPLATES), encoding="utf-8")
    config = load_config(Path(_config(tmp_path, faults="plan.json", templates="templates.json")))
    assert [rule.fault.value for rule in config.faults] == ["lost"]
    assert config.templates is not None
    assert config.templates["aspal_disposisi_v1"].parameters == 2
    assert config.ledger_path == tmp_path / "config.ledger.jsonl"


def _config(folder: Path, **settings: object) -> str:
    path = folder / "config.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return str(path)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "portal.simulator", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=20, check=False)
