"""What the pages of an import show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal import db
from portal.complaints.looks import Look
from portal.jobs import queue
from portal.lapor.batches import decisions
from portal.lapor.batches.views import BatchRow, BatchView, Counts, Kept
from portal.lapor.tables import LaporBatch, LaporRow, Outcome

PAGE_SIZE = 50
MOST_NAMES = 50
COUNTS = "SELECT outcome, count(*) AS n FROM lapor_row WHERE batch = {} GROUP BY outcome"


async def listing(*, before: int | None = None) -> list[BatchRow]:
    """Batches, the newest first, one more than a page so that the page knows whether there is a next."""
    query = LaporBatch.select(*_named(BatchRow)).order_by(LaporBatch.id, ascending=False)
    if before is not None:
        query = query.where(LaporBatch.id < before)
    return [BatchRow(**row) for row in await query.limit(PAGE_SIZE + 1)]


async def show(public_id: str) -> BatchView | None:
    """One batch with its counts and whatever in it nobody knows yet."""
    derived = {"job", "counts", "waiting", "decisions"}
    columns = _named(BatchView, without=derived)
    found = (
        await LaporBatch.select(*columns, LaporBatch.job)
        .where(LaporBatch.public_id == public_id)
        .output(load_json=True)
        .first()
    )
    if found is None:
        return None
    return BatchView(
        **{**found, "job": await queue.find(found["job"]) if found["job"] else None},
        counts=await counts(found["id"]),
        waiting=await LaporRow.count().where(
            LaporRow.batch == found["id"], LaporRow.imported_at.is_null(), LaporRow.facts != ""
        ),
        decisions=await decisions.open_in(found["id"]),
    )


async def counts(batch_id: int) -> Counts:
    """How many rows are new, changed, unchanged and refused."""
    return Counts({row["outcome"]: row["n"] for row in await db.rows(COUNTS, batch_id)})


async def refusals(batch_id: int) -> list[tuple[int, str]]:
    """Every refused row's number with its sentence."""
    found = (
        await LaporRow.select(LaporRow.row_number, LaporRow.sentence)
        .where(LaporRow.batch == batch_id, LaporRow.outcome == Outcome.REFUSED)
        .order_by(LaporRow.id)
    )
    return [(row["row_number"], row["sentence"]) for row in found]


async def remarks(batch_id: int) -> list[tuple[int, str]]:
    """What is to be known of rows that were taken all the same."""
    found = (
        await LaporRow.select(LaporRow.row_number, LaporRow.sentence)
        .where(LaporRow.batch == batch_id, LaporRow.outcome != Outcome.REFUSED, LaporRow.sentence != "")
        .order_by(LaporRow.id)
    )
    return [(row["row_number"], row["sentence"]) for row in found]


async def kept_row(public_id: str, row_number: int, sheet: str = "") -> Kept | None:
    """One row as it came; a file of one table names no sheet."""
    found = await _kept(
        LaporRow.batch._.public_id == public_id, LaporRow.row_number == row_number, LaporRow.sheet == sheet
    )
    return found[0] if found else None


async def kept_rows_of(tracking_id: str) -> list[Kept]:
    """Every row that ever came for a Tracking ID, the newest first."""
    return await _kept(LaporRow.tracking_id == tracking_id) if tracking_id else []


async def last_seen() -> datetime | None:
    """When LAPOR! was last looked at: the newest date of an export that was imported to its end.

    Midnight stands for a day of which the hour is not known.
    """
    found = await db.rows(
        "SELECT uploaded_at, generated_at FROM lapor_batch WHERE state = 'done' AND kind = 'export' "
        "ORDER BY coalesce(generated_at, uploaded_at) DESC LIMIT 1"
    )
    return Look.of_file(found[0]["generated_at"], found[0]["uploaded_at"]).at if found else None


async def _kept(*conditions: Any) -> list[Kept]:
    batch = LaporRow.batch._
    found = (
        await LaporRow.select(
            LaporRow.sheet,
            LaporRow.row_number,
            LaporRow.tracking_id,
            LaporRow.outcome,
            LaporRow.sentence,
            LaporRow.changed,
            LaporRow.cells,
            batch.public_id.as_alias("batch_public_id"),
            batch.kind.as_alias("batch_kind"),
            batch.file_name.as_alias("file_name"),
            batch.uploaded_at.as_alias("uploaded_at"),
        )
        .where(*conditions)
        .order_by(LaporRow.id, ascending=False)
        .limit(MOST_NAMES)
        .output(load_json=True)
    )
    return [Kept(**row) for row in found]


def _named(shape: type[Any], *, without: Sequence[str] | set[str] = ()) -> list[Any]:
    fields = [name for name in shape.__dataclass_fields__ if name not in without]
    return [LaporBatch._meta.get_column_by_name(name) for name in fields]
