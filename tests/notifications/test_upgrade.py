"""Messages of the release before know since when they are due, and its calls which of them were answered."""

from __future__ import annotations

import asyncpg
import pytest

from portal import db
from tests.keeping import released
from tests.services import Cluster

COLUMNS = """
SELECT d.state, d.may_wait, d.recorded_at, d.first_due_at, a.outcome, a.code, a.is_answer, a.failure
FROM delivery d LEFT JOIN attempt a ON a.delivery = d.id
"""


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_what_0_1_0_left_is_filled(engine: str, cluster: Cluster, tmp_path) -> None:
    if engine == "sqlite":
        url = released.put_sqlite("0.1.0", tmp_path / "aspal.sqlite")
    else:
        url = cluster.dsn(await new_database(cluster))
        await released.put_postgres("0.1.0", url)
    db.use(db.connect(url))
    await db.open_pool()
    try:
        await db.migrate()
        rows = await db.rows(COLUMNS)
    finally:
        await db.close()
    assert rows
    assert all(row["first_due_at"] is not None for row in rows)
    assert all(row["first_due_at"] == row["recorded_at"] for row in rows if not row["may_wait"])
    answered = [row for row in rows if row["outcome"] == "accepted"]
    assert answered
    assert all(row["is_answer"] for row in answered)
    assert not any(row["is_answer"] for row in rows if row["outcome"] in {"open", "unknown"})
    assert {row["failure"] for row in rows if row["outcome"]} == {""}


async def new_database(cluster: Cluster) -> str:
    connection = await asyncpg.connect(cluster.dsn())
    try:
        await connection.execute("CREATE DATABASE released_messages")
    finally:
        await connection.close()
    return "released_messages"
