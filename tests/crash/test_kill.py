"""kill -9 at every point of a delivery, on both engines: ledger against tables (WHATSAPP §7)."""

from __future__ import annotations

from portal import db
from tests.crash import acts, comparison
from tests.crash.points import POINTS, Round
from tests.crash.stage import Stage


async def test_nothing_is_lost_and_every_doubt_is_seen(
    engine: str, number: int, stage: Stage, office: acts.Office, database_in_use: None
) -> None:
    await stage.settle()
    complaints = await acts.prepare(office)
    stage.before = await stage.deliveries()
    one = Round(
        stage,
        lambda: acts.act(office, complaints),
        messages=acts.MESSAGES,
        second=number // len(POINTS) % 2 == 1,
    )
    await POINTS[number % len(POINTS)](one)
    stage.simulator.control("faults", [])
    stage.worker.start_if_killed()
    await stage.settle()

    assert await _states(stage.before) == {"sent": acts.MESSAGES, "cancelled": acts.WITHDRAWN}
    found = comparison.problems(stage.simulator.ledger(), *await comparison.tables())
    assert not found, "\n".join(found)


async def _states(before: int) -> dict[str, int]:
    found = await db.rows("SELECT state FROM delivery WHERE id > {}", before)
    cancelled = sum(row["state"] == "cancelled" for row in found)
    return {"sent": len(found) - cancelled, "cancelled": cancelled}
