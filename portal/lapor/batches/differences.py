"""Dates of the office's papers that differ from the recorded ones: listed, and taken when Kominfo says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.lapor.batches.applying import fate_columns
from portal.lapor.batches.kinds import KINDS
from portal.lapor.batches.lifecycle import ONE_IMPORT, Batch
from portal.lapor.tables import BatchKind, LaporRow, Outcome
from portal.lapor.taking import Order
from portal.permissions import Actor

SHOWN = 50
MOST = 100  # rows of one transaction


@dataclass(frozen=True, slots=True)
class DifferingRow:
    """A row with the dates that Kominfo may take."""

    id: int
    row_number: int
    tracking_id: str
    sentence: str


def spelt(tracking_id: str, different: Iterable[Sequence[str]]) -> list[dict[str, str]]:
    """Differences of one row as the command prints them."""
    return [
        {"tracking_id": tracking_id, "field": field, "recorded": recorded, "file": file}
        for field, recorded, file in different
    ]


async def listed(batch_id: int) -> list[dict[str, str]]:
    """Every difference of a batch."""
    found = (
        await LaporRow.select(LaporRow.tracking_id, LaporRow.different)
        .where(LaporRow.batch == batch_id, LaporRow.outcome == Outcome.DIFFERENT)
        .order_by(LaporRow.id)
        .output(load_json=True)
    )
    return [each for row in found for each in spelt(row["tracking_id"], row["different"])]


async def open_in(batch_id: int) -> list[DifferingRow]:
    """The first rows of an imported batch whose dates wait for a decision."""
    found = (
        await LaporRow.select(LaporRow.id, LaporRow.row_number, LaporRow.tracking_id, LaporRow.sentence)
        .where(*_waiting(batch_id))
        .order_by(LaporRow.id)
        .limit(SHOWN)
    )
    return [DifferingRow(**row) for row in found]


async def take(
    batch: Batch, wanted: Sequence[int] | None, *, by: Actor, at: datetime
) -> tuple[int, list[str]]:
    """Take the dates of these rows, or of all; how many were taken, and why others were not."""
    taken, refused, last = 0, list[str](), 0
    kind = KINDS[BatchKind.HISTORY]
    taker = await kind.taker()
    while True:
        async with db.lock(ONE_IMPORT):
            found = await _rows(batch.id, wanted, after=last)
            if not found:
                return taken, refused
            order = Order(by, at, batch.look, notify=False, act=batch.subject, take_differences=True)
            fates = await taker.take(kind.rows(row["facts"] for row in found), order)
            for row, fate in zip(found, fates, strict=True):
                if fate.outcome is Outcome.REFUSED:
                    refused.append(fate.sentence)
                    continue
                taken += fate.outcome is Outcome.CHANGED
                noted = fate_columns(fate)
                if fate.outcome is not Outcome.DIFFERENT:
                    noted[LaporRow.facts] = ""
                await LaporRow.update(noted).where(LaporRow.id == row["id"])
            last = found[-1]["id"]


async def _rows(batch_id: int, wanted: Sequence[int] | None, *, after: int) -> list[dict[str, Any]]:
    query = LaporRow.select(LaporRow.id, LaporRow.facts).where(*_waiting(batch_id), LaporRow.id > after)
    if wanted is not None:
        query = query.where(LaporRow.id.is_in(list(wanted) or [0]))
    found: list[dict[str, Any]] = await query.order_by(LaporRow.id).limit(MOST)
    return found


def _waiting(batch_id: int) -> tuple[Any, ...]:
    return (
        LaporRow.batch == batch_id,
        LaporRow.outcome == Outcome.DIFFERENT,
        LaporRow.imported_at.is_not_null(),
        LaporRow.facts != "",
    )
