"""Rows that held a name nobody knew, once it is known: foretold anew, or taken in again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal import clock, db, jobs
from portal.complaints.looks import Look
from portal.lapor.batches.applying import CHUNK, fate_columns
from portal.lapor.batches.kinds import KINDS
from portal.lapor.batches.lifecycle import ONE_IMPORT, Batch
from portal.lapor.tables import BatchKind, BatchState, LaporBatch, LaporRow, Outcome
from portal.lapor.taking import Fate, Order, Taker
from portal.permissions import Actor

RETAKE = "lapor.retake"
TITLE = "Menyambungkan pengaduan yang sudah diimpor"


class Name(StrEnum):
    """What was not known."""

    AGENCY = "agency_text"
    STATUS = "status_text"
    CLASS = "class_folded"
    CATEGORY = "category_text"
    DISTRICT = "district_text"
    TRACKING = "tracking_id"


TELLS_MORE = frozenset({Name.AGENCY, Name.STATUS, Name.CLASS})
"""Without these names nobody can be told of a row."""


# The newest row that came for a Tracking ID: an older one would bring yesterday's state back.
NEWEST = """
SELECT r.id, r.facts, b.uploaded_at, b.generated_at FROM lapor_row r JOIN lapor_batch b ON b.id = r.batch
WHERE r.{name} = {{}} AND r.id > {{}} AND r.facts <> '' AND r.imported_at IS NOT NULL AND b.kind = 'export'
AND NOT EXISTS (
  SELECT 1 FROM lapor_row o JOIN lapor_batch p ON p.id = o.batch
  WHERE o.tracking_id = r.tracking_id AND o.tracking_id <> '' AND o.imported_at IS NOT NULL
  AND p.kind = 'export'
  AND (coalesce(p.generated_at, p.uploaded_at), o.id) > (coalesce(b.generated_at, b.uploaded_at), r.id)
)
ORDER BY r.id LIMIT {{}}
"""


async def mend(batch: Batch, name: Name, text: str, *, by: Actor, at: datetime) -> None:
    """After a name became known: foretell the preview's rows anew, and ask for the imported ones by a job."""
    await foretell_again(batch, name, text, at)
    if await db.rows(NEWEST.format(name=name), text, 0, 1):
        await jobs.enqueue(
            RETAKE,
            {"name": name.value, "text": text},
            by=by,
            at=at,
            title=TITLE,
            unique_key=f"{RETAKE}:{name}:{text[:60]}",
        )


async def retake(name: Name, text: str, *, by: Actor, report: Callable[[int], Awaitable[None]]) -> int:
    """Take in again what was imported without the name; how many complaints changed."""
    changed = done = last = 0
    kind = KINDS[BatchKind.EXPORT]
    while True:
        async with db.lock(ONE_IMPORT):
            taker = await kind.taker()
            found = await db.rows(NEWEST.format(name=name), text, last, CHUNK)
            if not found:
                return changed
            for look, of_file in _by_file(found).items():
                order = Order(by, clock.now(), look, notify=False, act=f"{RETAKE}:{text}"[:60])
                changed += await _take_again(taker, of_file, order)
            done, last = done + len(found), found[-1]["id"]
            await report(done)


def _by_file(found: Sequence[dict[str, Any]]) -> dict[Look, list[dict[str, Any]]]:
    files: dict[Look, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        files[Look.of_file(row["generated_at"], row["uploaded_at"])].append(row)
    return files


async def _take_again(taker: Taker[Any], found: Sequence[dict[str, Any]], order: Order) -> int:
    rows = KINDS[BatchKind.EXPORT].rows(row["facts"] for row in found)
    fates = await taker.take(rows, order)
    known = [row["id"] for row, said in zip(found, rows, strict=True) if taker.knows(said)]
    if known:
        await LaporRow.update({LaporRow.facts: ""}).where(LaporRow.id.is_in(known))
    return sum(fate.outcome is Outcome.CHANGED for fate in fates)


async def foretell_again(batch: Batch, name: Name, text: str, at: datetime) -> None:
    """What the rows of a preview that hold the text would do now."""
    last, kind = 0, KINDS[batch.kind]
    while batch.state is BatchState.PREVIEW:
        found = await _previewed(batch, name, text, after=last)
        if not found:
            return
        rows = kind.rows(row["facts"] for row in found)
        forecast = await (await kind.taker()).foretell(rows, look=batch.look, at=at)
        async with db.transaction():
            await _note(found, forecast.fates)
            more = forecast.messages - forecast.messages_anyway if name in TELLS_MORE else 0
            await LaporBatch.update({LaporBatch.messages: LaporBatch.messages + more}).where(
                LaporBatch.id == batch.id
            )
        last = found[-1]["id"]


async def _note(found: Sequence[dict[str, Any]], fates: Sequence[Fate]) -> None:
    alike: dict[Fate, list[int]] = defaultdict(list)
    for row, fate in zip(found, fates, strict=True):
        alike[fate].append(row["id"])
    for fate, ids in alike.items():
        await LaporRow.update(fate_columns(fate)).where(LaporRow.id.is_in(ids))


async def _previewed(batch: Batch, name: Name, text: str, *, after: int) -> list[dict[str, Any]]:
    column = LaporRow._meta.get_column_by_name(name)
    found: list[dict[str, Any]] = (
        await LaporRow.select(LaporRow.id, LaporRow.facts)
        .where(LaporRow.batch == batch.id, column == text, LaporRow.id > after, LaporRow.facts != "")
        .order_by(LaporRow.id)
        .limit(CHUNK)
    )
    return found
