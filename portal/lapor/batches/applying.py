"""The import itself: confirmed rows become complaints, a chunk and its progress in one transaction."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import clock, db
from portal.lapor.batches import lifecycle
from portal.lapor.batches.kinds import KINDS, AnyRow
from portal.lapor.batches.lifecycle import ONE_IMPORT, Batch
from portal.lapor.batches.reading import Report
from portal.lapor.tables import BatchState, LaporBatch, LaporRow
from portal.lapor.taking import Fate, Order, Taker
from portal.permissions import Actor

CHUNK = 250  # rows; on SQLite other writers wait as long as a chunk takes
SO_FAR = """
SELECT count(imported_at) AS done, count(*) AS total FROM lapor_row
WHERE batch = {} AND (imported_at IS NOT NULL OR facts <> '')
"""
PAUSE = 0.02  # seconds between chunks, or waiting writers would hardly ever find the database free


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that is still to be imported."""

    id: int
    facts: str


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
        await LaporRow.select(LaporRow.id, LaporRow.facts)
        .where(LaporRow.batch == batch.id, LaporRow.imported_at.is_null(), LaporRow.facts != "")
        .order_by(LaporRow.row_number)
        .limit(limit)
    )
    return [Waiting(**row) for row in found]


async def note_fates(rows: Sequence[int], fates: Sequence[Fate], **also: Any) -> None:
    """Rows of one fate are written together: an import of thousands knows only a few fates."""
    by_fate: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row, fate in zip(rows, fates, strict=True):
        by_fate[fate.outcome.value, json.dumps(fate.changed, ensure_ascii=False), fate.sentence].append(row)
    for (outcome, changed, sentence), ids in by_fate.items():
        noted: dict[Any, Any] = {"outcome": outcome, "changed": changed, "sentence": sentence, **also}
        await LaporRow.update(noted).where(LaporRow.id.is_in(ids))


async def _so_far(batch: Batch) -> tuple[int, int]:
    found = await db.rows(SO_FAR, batch.id)
    return int(found[0]["done"]), int(found[0]["total"])


async def _chunk(batch: Batch, by: Actor, report: Callable[[int], Awaitable[None]]) -> int:
    kind = KINDS[batch.kind]
    taker = await kind.taker()
    async with db.lock(ONE_IMPORT):
        at = clock.now()
        waiting = await waiting_rows(batch)
        if not waiting:
            await _finish(batch, by=by, at=at)
            return 0
        rows = kind.rows(row.facts for row in waiting)
        order = Order(by, at, notify=batch.notify, act=batch.subject)
        fates = await taker.take(rows, order)
        await note_fates([row.id for row in waiting], fates, imported_at=at)
        await _forget_facts(waiting, rows, taker)
        await report(len(waiting))
    return len(waiting)


async def _forget_facts(waiting: Sequence[Waiting], rows: Sequence[AnyRow], taker: Taker[Any]) -> None:
    # Kept where a name is not known yet: once it is, the row is taken in again.
    known = [each.id for each, row in zip(waiting, rows, strict=True) if taker.knows(row)]
    if known:
        await LaporRow.update({LaporRow.facts: ""}).where(LaporRow.id.is_in(known))


async def _finish(batch: Batch, *, by: Actor, at: datetime) -> None:
    ended: dict[Any, Any] = {LaporBatch.state: BatchState.DONE, LaporBatch.ended_at: at}
    await LaporBatch.update(ended).where(LaporBatch.id == batch.id)
    await lifecycle.note("lapor.imported", batch, by=by, at=at, kind=batch.kind.value)
