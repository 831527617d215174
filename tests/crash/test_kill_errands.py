"""kill -9 of web and job, on both engines: an act is done once or not at all, an import goes on."""

from __future__ import annotations

from pathlib import Path

from tests.crash import acts
from tests.crash.errands import POINTS, Errand
from tests.crash.stage import Stage


async def test_an_act_is_whole_or_not_there(
    engine: str, errand: int, stage: Stage, office: acts.Office, database_in_use: None, tmp_path: Path
) -> None:
    await stage.settle()
    try:
        await POINTS[errand % len(POINTS)](Errand(stage, office, tmp_path, errand))
    finally:
        stage.worker.start_if_killed()
        stage.web.start_if_killed()
    await stage.settle()
