"""The year the office knows by heart: 41 complaints, 28 resolved, 15.6 days to the first follow-up."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal import db
from portal.agencies import imports
from portal.lapor import importing
from portal.permissions import JobActor
from portal.reports.figures import rapor_json

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
BY = JobActor("job:test")


@pytest.mark.parametrize("with_agencies", [True, False])
async def test_the_rapor_of_2023_comes_out_of_export_and_history(database: str, with_agencies: bool):
    if with_agencies:
        await imports.apply_file(FIXTURES / "agencies.csv", by=BY, at=AT)
    await importing.import_file(FIXTURES / "lapor_export_2023.xlsx", by=BY, at=AT)
    await importing.import_history(FIXTURES / "follow_up_history_2023.csv", by=BY, at=AT)
    told = await rapor_json(2023)
    for figures in (told, told["lapor"], told["aspal"]):
        assert [figures[name] for name in ("total", "unverified", "not_followed_up")] == [41, 1, 9]
        assert [figures[name] for name in ("in_progress", "resolved", "archived")] == [3, 28, 0]
        assert figures["completed_percent"] == 68.3
        first = figures["mean_days"]["received_to_first_follow_up"]
        assert (first["calendar"], first["n"]) == (15.6, 31)
        assert figures["mean_days"]["received_to_closed"]["n"] == 28
    assert (told["headed_by"], told["differing"]) == ("lapor", 0)
    assert await db.rows("SELECT id FROM delivery") == []
