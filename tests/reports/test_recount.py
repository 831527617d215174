"""`scripts/recount.py`, which shares no line with the portal, comes to the same rapor."""

from __future__ import annotations

import ast
import asyncio
import json
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some

from portal.agencies.tables import Agency
from portal.complaints.kinds import Bucket, Status
from portal.complaints.tables import Complaint
from portal.errors import Refusal
from portal.reports.figures import rapor
from portal.reports.measures import Truth
from scripts import recount
from tests.complaints import factories
from tests.complaints.factories import MONDAY, Office
from tests.complaints.test_state_table import ACTS, PEOPLE, STRAIGHT
from tests.reports.rows import Case, agency, put

SCRIPT = Path(recount.__file__)
DAYS = some.dates(date(2025, 12, 28), date(2027, 1, 4))
CASES = some.builds(
    Case,
    received=DAYS,
    status=some.sampled_from(Status),
    lapor=some.sampled_from([None, "", *Bucket]),
    disposed=some.none() | DAYS,
    answered=some.none() | DAYS,
    resolved=some.none() | DAYS,
    agency=some.sampled_from([None, 1, 2]),
    at=some.times(),
)


def test_it_is_short_and_imports_nothing_of_ours() -> None:
    text = SCRIPT.read_text()
    assert len(text.splitlines()) <= 150
    found = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {name.name for node in found if isinstance(node, ast.Import) for name in node.names}
    names |= {node.module or "" for node in found if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} - sys.stdlib_module_names == {"asyncpg"}


@hypothesis_settings(max_examples=40)
@given(cases=some.lists(CASES, max_size=30))
async def test_random_years_are_counted_alike(database: str, cases: list[Case]) -> None:
    await Complaint.delete(force=True)
    for code in ("JALAN", "SAMPAH"):
        if not await Agency.exists().where(Agency.code == code):
            await agency(code)
    if cases:
        await put(*cases)
    for year in (2025, 2026, 2027):
        assert await _told(year) == recount.recount(*await recount.read(_where(database)), year)


async def test_what_people_did_at_random_is_counted_alike(database: str) -> None:
    office = await factories.office()
    chance = random.Random(2026)
    for done in range(1, 25):
        by_chance = [
            (chance.choice(sorted(ACTS)), chance.choice(PEOPLE), chance.randint(1, 60)) for _ in range(6)
        ]
        await _walk(office, [*STRAIGHT[: chance.randint(0, len(STRAIGHT))], *by_chance])
        told = await _told(2026)
        assert told == recount.recount(*await recount.read(_where(database)), 2026)
        assert told["aspal"]["total"] + told["aspal"]["archived"] + told["aspal"]["postponed"] == done
    assert told["aspal"]["mean_days"]["received_to_closed"]["n"] > 0


async def test_the_command_prints_what_the_page_counts(database: str) -> None:
    await put(
        Case(date(2026, 3, 2), Status.RESOLVED, "resolved", answered=date(2026, 3, 9)),
        Case(date(2026, 3, 2), Status.RESOLVED, "in_progress", resolved=date(2026, 3, 11)),
        Case(date(2026, 3, 2)),
    )
    printed = json.loads(await asyncio.to_thread(_print, _where(database)))
    assert printed == json.loads(json.dumps(await _told(2026)))
    assert (printed["differing"], printed["not_in_lapor"], printed["lapor"]["resolved"]) == (1, 1, 1)
    # A page that is wrong must be found out: one complaint less is another rapor.
    await Complaint.delete().where(Complaint.status == Status.RECEIVED)
    assert printed != json.loads(json.dumps(await _told(2026)))


async def _walk(office: Office, steps: list[Any]) -> None:
    at = MONDAY
    complaint = await factories.recorded(office, at)
    for act, name, hours in steps:
        at += timedelta(hours=hours)
        row = await Complaint.objects().get(Complaint.id == complaint.id)
        assert row is not None
        try:
            await ACTS[act](row, getattr(office, name), at, office)
        except Refusal:
            continue


def _print(where: str) -> str:
    command = [sys.executable, SCRIPT, where, "2026"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _where(database: str) -> str:
    return database.removeprefix("sqlite:///")


async def _told(year: int) -> dict[str, Any]:
    """What the portal counts, in the shape of the script."""
    told = await rapor(year)
    found = told.as_json()
    both = {
        truth.value: {
            **told.by(truth).as_json(),
            "months": [[month.received, month.resolved] for month in told.months[truth]],
            "agencies": {
                str(row.agency): {"total": row.total, "resolved": row.resolved, "mean": row.mean.as_json()}
                for row in told.agencies[truth]
            },
        }
        for truth in Truth
    }
    names = ("year", "differing", "differing_numbers", "not_in_lapor", "unknown_status")
    return {**{name: found[name] for name in names}, **both}
