"""Day or month first: asked where a file gives reason to, answered once, and then the file is read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.errors import Conflict
from portal.lapor import moments
from portal.lapor.batches import lifecycle, uploads
from portal.lapor.batches.lifecycle import Batch
from portal.lapor.date_order import DateOrder, Numbers, numbers_of
from portal.lapor.refusals import RefusedRow
from portal.lapor.tables import BatchState, LaporBatch, LaporRow
from portal.permissions import Actor

SHOWN = 2
GONE = "Berkasnya tidak tersimpan lagi. Unggah lagi berkas itu, lalu tentukan urutan tanggalnya."


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A row in doubt: where it stands, what is written there, and the two days that it may be."""

    row_number: int
    sheet: str
    text: str
    day_first: str
    month_first: str


async def doubtful(batch_id: int) -> list[Doubtful]:
    """Every row of the batch whose date can be read two ways, in the file's order."""
    return [
        _doubtful(row["row_number"], row["sheet"], numbers)
        for row, numbers in await _in_doubt(batch_id)
        if numbers.is_ambiguous
    ]


def doubtful_of(rows: Iterable[RefusedRow]) -> list[Doubtful]:
    """As `doubtful`, of rows that are not written down."""
    told = [(row, numbers_of(row.doubt)) for row in rows if row.doubt]
    return [
        _doubtful(row.row_number, row.sheet, numbers)
        for row, numbers in told
        if numbers and numbers.is_ambiguous
    ]


async def is_asked(batch_id: int) -> bool:
    """Whether the order of the file's dates is in question, so that the file is needed once more."""
    return await LaporRow.exists().where(LaporRow.batch == batch_id, LaporRow.doubt != "")


async def question(batch_id: int) -> Sequence[Any]:
    """What the preview asks: two rows to judge by, with how many there are; empty where nothing is asked."""
    found = await _in_doubt(batch_id)
    shown = [
        _doubtful(row["row_number"], row["sheet"], numbers) for row, numbers in found if numbers.is_ambiguous
    ][:SHOWN]
    return [(len(found), shown)] if found else []


async def settle(batch: Batch, order: DateOrder, *, by: Actor, at: datetime) -> None:
    """Read the file again, with the month first or the day; raises Conflict where that comes too late."""
    if not uploads.path_of(batch.public_id).is_file():
        raise Conflict(GONE)
    async with db.transaction():
        again: dict[Any, Any] = {
            LaporBatch.state: BatchState.READING,
            LaporBatch.date_order: order,
            LaporBatch.messages: 0,
            LaporBatch.messages_anyway: 0,
        }
        # State in the WHERE: of two who answer at once, or answer and confirm, one wins.
        won = await (
            LaporBatch.update(again)
            .where(LaporBatch.id == batch.id, LaporBatch.state == BatchState.PREVIEW)
            .returning(LaporBatch.id)
        )
        if not won:
            raise Conflict("Berkas ini sedang dibaca atau sudah dikonfirmasi. Muat ulang halaman ini.")
        await LaporRow.delete().where(LaporRow.batch == batch.id)
        await lifecycle.note("lapor.date_order_settled", batch, by=by, at=at, order=order.value)
        await lifecycle.read_again(batch, by=by, at=at)


async def _in_doubt(batch_id: int) -> list[tuple[dict[str, Any], Numbers]]:
    rows = (
        await LaporRow.select(LaporRow.row_number, LaporRow.sheet, LaporRow.doubt)
        .where(LaporRow.batch == batch_id, LaporRow.doubt != "")
        .order_by(LaporRow.id)
    )
    return [(row, numbers) for row in rows if (numbers := numbers_of(row["doubt"]))]


def _doubtful(row_number: int, sheet: str, numbers: Numbers) -> Doubtful:
    day_first, month_first = (moments.shown(numbers.day(order)) for order in DateOrder)
    return Doubtful(row_number, sheet, numbers.text, day_first, month_first)
