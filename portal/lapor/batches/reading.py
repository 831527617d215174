"""The preview: every row of the file with what it would do, and nothing about complaints written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from portal import clock, db
from portal.db import bulk
from portal.errors import Conflict
from portal.lapor import file_dates, taking
from portal.lapor.batches import pairs
from portal.lapor.batches.kinds import KINDS, AnyRow, Parsed, understood
from portal.lapor.batches.lifecycle import Batch
from portal.lapor.class_rules import key_of, shown
from portal.lapor.export import ExportRow
from portal.lapor.history import HistoryRow
from portal.lapor.refusals import RefusedRow
from portal.lapor.tables import (
    NAME_OF_SHEET,
    TEXT_OF_AGENCY,
    TEXT_OF_NAME,
    TEXT_OF_NUMBER,
    TEXT_OF_STATUS,
    BatchState,
    LaporBatch,
    LaporRow,
    Outcome,
)
from portal.lapor.taking import Fate

CHUNK = 500
Report = Callable[[int, int], Awaitable[None]]
Chunk = list[AnyRow | RefusedRow]


async def read(batch: Batch, path: Path, *, at: datetime, report: Report) -> Batch:
    """Write the rows of the file down and return the batch with the file's date; raises NotAnExport.

    Goes on where an earlier attempt ended.
    """
    kind = KINDS[batch.kind]
    parsed = await asyncio.to_thread(kind.open, path, at.astimezone(clock.WIB).date(), batch.date_order)
    written = await LaporRow.count().where(LaporRow.batch == batch.id)
    batch = await _note_header(batch, parsed)
    taker = await kind.taker()
    async for chunk in chunks(parsed, skip=written):
        forecast = await taker.foretell(understood(chunk), look=batch.look, at=at)
        async with db.transaction():
            await bulk.insert(LaporRow, list(_rows(batch, chunk, forecast.fates)))
            await _add_messages(batch, forecast.messages, forecast.messages_anyway)
            await pairs.note(_new(chunk, forecast.fates), at=at)
            written += len(chunk)
            await report(written, parsed.total)
    await _finish(batch)
    return batch


def _new(chunk: Chunk, fates: Sequence[Fate]) -> list[ExportRow]:
    pairs_of = zip(understood(chunk), fates, strict=True)
    return [row for row, fate in pairs_of if fate.outcome is Outcome.NEW and isinstance(row, ExportRow)]


async def chunks(parsed: Parsed, *, skip: int = 0) -> AsyncIterator[Chunk]:
    """The rows some hundreds at a time; reading leaves the event loop free."""
    rows: Iterator[Any] = iter(parsed)
    await asyncio.to_thread(_pass, rows, skip)
    while chunk := await asyncio.to_thread(_next, rows):
        yield chunk


def _pass(rows: Iterator[Any], count: int) -> None:
    for _row in islice(rows, count):
        pass


def _next(rows: Iterator[Any]) -> Chunk:
    return list(islice(rows, CHUNK))


def _rows(batch: Batch, chunk: Chunk, fates: Sequence[Fate]) -> Iterator[dict[str, Any]]:
    ahead = iter(fates)
    for row in chunk:
        if isinstance(row, RefusedRow):
            yield _record(batch, row, Fate(Outcome.REFUSED, sentence=row.sentence)) | _doubtful(row)
        else:
            yield _record(batch, row, next(ahead)) | _understood(row)


def _record(batch: Batch, row: AnyRow | RefusedRow, fate: Fate) -> dict[str, Any]:
    return {
        "batch": batch.id,
        "sheet": row.sheet[:NAME_OF_SHEET],
        "row_number": row.row_number,
        "outcome": fate.outcome,
        "sentence": fate.sentence,
        "changed": fate.changed,
        "different": fate.different,
        "cells": row.raw,
    }


NOT_UNDERSTOOD = {
    "tracking_id": "",
    "facts": "",
    "agency_text": "",
    "status_text": "",
    "class_text": "",
    "class_folded": "",
    "category_text": "",
    "category_number": "",
    "district_text": "",
    "doubt": "",
}


def _doubtful(row: RefusedRow) -> dict[str, Any]:
    return {**NOT_UNDERSTOOD, "doubt": row.doubt}


def _understood(row: AnyRow) -> dict[str, Any]:
    return {
        "tracking_id": row.tracking_id,
        "facts": taking.written(row),
        "agency_text": row.agency_name[:TEXT_OF_AGENCY],
        "status_text": "" if isinstance(row, HistoryRow) else row.status_raw[:TEXT_OF_STATUS],
        "class_text": "" if isinstance(row, HistoryRow) else shown(row.classification_raw),
        "class_folded": "" if isinstance(row, HistoryRow) else key_of(row.classification_raw),
        "doubt": "",
        **_names(row),
    }


def _names(row: AnyRow) -> dict[str, str]:
    if isinstance(row, HistoryRow):
        return {"category_text": "", "category_number": "", "district_text": ""}
    return {
        "category_text": shown(row.category)[:TEXT_OF_NAME],
        "category_number": row.category_id[:TEXT_OF_NUMBER],
        "district_text": shown(row.district)[:TEXT_OF_NAME],
    }


async def _note_header(batch: Batch, parsed: Parsed) -> Batch:
    stated = file_dates.stated_in(parsed.above, uploaded_at=batch.uploaded_at)
    noted: dict[Any, Any] = {
        LaporBatch.total: parsed.total,
        LaporBatch.known_columns: json.dumps(list(parsed.header), ensure_ascii=False),
        LaporBatch.unknown_columns: json.dumps(parsed.unknown_columns, ensure_ascii=False),
        LaporBatch.hidden_sheets: json.dumps(parsed.contents.hidden, ensure_ascii=False),
        LaporBatch.other_sheets: json.dumps(parsed.contents.others, ensure_ascii=False),
        LaporBatch.period_text: stated.period,
    }
    if batch.generated_at is None:
        # What a person said of the file stands against what is written in it.
        noted |= {
            LaporBatch.generated_at: stated.generated_at,
            LaporBatch.generated_text: stated.generated_text,
        }
    await LaporBatch.update(noted).where(LaporBatch.id == batch.id)
    return replace(batch, generated_at=batch.generated_at or stated.generated_at)


async def _add_messages(batch: Batch, messages: int, anyway: int) -> None:
    if messages:
        more: dict[Any, Any] = {
            LaporBatch.messages: LaporBatch.messages + messages,
            LaporBatch.messages_anyway: LaporBatch.messages_anyway + anyway,
        }
        await LaporBatch.update(more).where(LaporBatch.id == batch.id)


async def _finish(batch: Batch) -> None:
    # Compare and set: somebody may have given the file up meanwhile.
    ready = await (
        LaporBatch.update({LaporBatch.state: BatchState.PREVIEW})
        .where(LaporBatch.id == batch.id, LaporBatch.state == BatchState.READING)
        .returning(LaporBatch.id)
    )
    if not ready:
        raise Conflict("Impor ini sudah dibatalkan.")
