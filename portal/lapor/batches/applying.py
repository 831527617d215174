"""The import itself: confirmed rows become complaints, a chunk and its progress in one transaction."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import clock, db
from portal.lapor.batches import lifecycle
from portal.lapor.batches.kinds import KINDS
from portal.lapor.batches.lifecycle import ONE_IMPORT, Batch
from portal.lapor.batches.reading import Report
from portal.lapor.tables import BatchState, LaporBatch, LaporRow, Outcome
from portal.lapor.taking import Fate, Order
from portal.permissions import Actor

CHUNK = 500  # rows; on SQLite other writers wait as long as a chunk takes
SO_FAR = """
SELECT count(imported_at) AS done, count(*) AS total FROM lapor_row
WHERE batch = {} AND (imported_at IS NOT NULL OR facts <> '')
"""
KEEP = "UPDATE lapor_row SET {column} = v.kept FROM {source} WHERE lapor_row.id = v.id"
KEPT_ON_POSTGRES = "json_to_recordset({}::text::json) AS v(id bigint, kept json)"
KEPT_ON_SQLITE = "(SELECT value->>'id' AS id, value->>'kept' AS kept FROM json_each({})) AS v"
PAUSE = 0.02  # seconds between chunks, or waiting writers would hardly ever find the database free


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is still to be imported, with what the preview said of it."""

    id: int
    facts: str
    foretold: Fate


async def apply(batch: Batch, *, by: Actor, report: Report) -> None:
    """Import what is left of the batch; a row done once is not done again, whoever was killed meanwhile."""
    done, total = await _so_far(batch)

    async def report_more(taken: int) -> None:
        await report(done + taken, total)

    while taken := await _chunk(batch, by, report_more):
        done += taken
        await asyncio.sleep(PAUSE)


async def waiting_rows(batch: Batch, limit: int = CHUNK) -> list[Waiting]:
    """The next rows to import, in the file's order."""
    found = (
        await LaporRow.select(
            LaporRow.id,
            LaporRow.facts,
            LaporRow.outcome,
            LaporRow.changed,
            LaporRow.sentence,
            LaporRow.different,
        )
        .where(LaporRow.batch == batch.id, LaporRow.imported_at.is_null(), LaporRow.facts != "")
        .order_by(LaporRow.id)
        .limit(limit)
        .output(load_json=True)
    )
    return [Waiting(row["id"], row["facts"], _foretold(row)) for row in found]


def _foretold(row: dict[str, Any]) -> Fate:
    different = tuple((field, recorded, file) for field, recorded, file in row["different"])
    return Fate(Outcome(row["outcome"]), tuple(row["changed"]), row["sentence"], different)


def fate_columns(fate: Fate) -> dict[Any, Any]:
    """A fate as a row keeps it."""
    return {
        LaporRow.outcome: fate.outcome,
        LaporRow.changed: json.dumps(fate.changed, ensure_ascii=False),
        LaporRow.sentence: fate.sentence,
        LaporRow.different: json.dumps(fate.different),
    }


async def _so_far(batch: Batch) -> tuple[int, int]:
    found = await db.rows(SO_FAR, batch.id)
    return int(found[0]["done"]), int(found[0]["total"])


async def _chunk(batch: Batch, by: Actor, report: Callable[[int], Awaitable[None]]) -> int:
    kind = KINDS[batch.kind]
    async with db.lock(ONE_IMPORT):
        # Inside the lock: a class settled a moment ago must hold for these rows.
        taker, at = await kind.taker(), clock.now()
        waiting = await waiting_rows(batch)
        if not waiting:
            await _finish(batch, by=by, at=at)
            return 0
        rows = kind.rows(row.facts for row in waiting)
        order = Order(
            by,
            at,
            batch.look,
            notify=batch.notify,
            act=batch.subject,
            take_differences=batch.take_differences,
        )
        fates = await taker.take(rows, order)
        await _note(waiting, fates, [taker.knows(row) for row in rows], at)
        await report(len(waiting))
    return len(waiting)


async def _note(
    waiting: Sequence[Waiting], fates: Sequence[Fate], known: Sequence[bool], at: datetime
) -> None:
    """Rows that are alike are written together: most came out as the preview said."""
    alike: dict[tuple[Fate | None, bool], list[int]] = defaultdict(list)
    for row, fate, is_known in zip(waiting, fates, known, strict=True):
        is_done = is_known and fate.outcome is not Outcome.DIFFERENT
        alike[None if fate == row.foretold else fate, is_done].append(row.id)
    for (other, is_done), ids in alike.items():
        noted: dict[Any, Any] = {LaporRow.imported_at: at}
        # Kept where a name is not known yet or a date differs: once that is decided the row is taken again.
        noted |= {LaporRow.facts: ""} if is_done else {}
        noted |= fate_columns(other) if other is not None else {}
        await LaporRow.update(noted).where(LaporRow.id.is_in(ids))
    await keep_on_rows("before", {row.id: fate.before for row, fate in zip(waiting, fates, strict=True)})


async def keep_on_rows(column: str, by_row: Mapping[int, Mapping[str, Any]]) -> None:
    """Write what belongs to each row alone, for hundreds of rows in one statement."""
    kept = [{"id": key, "kept": value} for key, value in by_row.items() if value]
    if kept:
        source = KEPT_ON_POSTGRES if db.is_postgres() else KEPT_ON_SQLITE
        await db.rows(KEEP.format(column=column, source=source), json.dumps(kept, ensure_ascii=False))


async def _finish(batch: Batch, *, by: Actor, at: datetime) -> None:
    ended: dict[Any, Any] = {LaporBatch.state: BatchState.DONE, LaporBatch.ended_at: at}
    await LaporBatch.update(ended).where(LaporBatch.id == batch.id)
    await lifecycle.note("lapor.imported", batch, by=by, at=at, kind=batch.kind.value)
