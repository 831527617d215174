"""Importing a file from the command line: taken as confirmed, and told in numbers."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from portal import clock, db
from portal.agencies import queries as agencies
from portal.lapor import filetypes, status_rules
from portal.lapor.batches import applying, decisions, lifecycle, queries, reading, uploads
from portal.lapor.batches.kinds import KINDS, understood
from portal.lapor.batches.lifecycle import Batch
from portal.lapor.history import HistoryRow
from portal.lapor.refusals import NotAnExport, RefusedRow
from portal.lapor.tables import BatchKind, Outcome
from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did, or with `dry_run` would do; `refused` holds row numbers with their sentences."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: Sequence[tuple[int, str]] = ()
    unmatched_agencies: Sequence[str] = ()
    unknown_statuses: Sequence[str] = ()
    messages: int = 0

    def as_json(self) -> dict[str, Any]:
        """One object for `--json`."""
        return {
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
            "refused_rows": [{"row": number, "sentence": sentence} for number, sentence in self.refused],
            "unmatched_agencies": list(self.unmatched_agencies),
            "unknown_statuses": list(self.unknown_statuses),
            "messages": self.messages,
        }


async def import_file(
    path: Path, *, by: Actor, at: datetime, dry_run: bool = False, notify: bool = False
) -> Summary:
    """Import LAPOR!'s export; raises NotAnExport where it is none. Nobody is told unless `notify`."""
    return await _import(BatchKind.EXPORT, path, by=by, at=at, dry_run=dry_run, notify=notify)


async def import_history(path: Path, *, by: Actor, at: datetime, dry_run: bool = False) -> Summary:
    """Import the office's own dates; raises NotAnExport where the file holds none."""
    return await _import(BatchKind.HISTORY, path, by=by, at=at, dry_run=dry_run, notify=False)


async def _import(
    kind: BatchKind, path: Path, *, by: Actor, at: datetime, dry_run: bool, notify: bool
) -> Summary:
    if dry_run:
        return await _foretell(kind, path, notify=notify, at=at)
    try:
        await asyncio.to_thread(filetypes.type_of, path)
        measured = await asyncio.to_thread(uploads.measure, path)
    except PermissionError:
        raise NotAnExport(f"Berkas {path} tidak boleh dibaca. Periksa izinnya.") from None
    async with db.transaction():
        batch = await lifecycle.open_batch(kind, path.name, measured, by=by, at=at)
    await _read(batch, path, at)
    await lifecycle.take_as_confirmed(batch, notify=notify, by=by, at=at)
    await applying.apply(replace(batch, notify=notify), by=by, report=_silent)
    return await _summary(batch, notify=notify)


async def _read(batch: Batch, path: Path, at: datetime) -> None:
    try:
        await reading.read(batch, path, at=at, report=_silent)
    except NotAnExport as refusal:
        await lifecycle.fail(batch, refusal.sentence, at=at)
        raise


async def _silent(done: int, total: int) -> None:
    """A command shows no progress."""


async def _summary(batch: Batch, *, notify: bool) -> Summary:
    view = await queries.show(batch.public_id)
    if view is None:
        raise LookupError(batch.public_id)
    return Summary(
        rows=view.counts.total,
        created=view.counts[Outcome.NEW],
        updated=view.counts[Outcome.CHANGED],
        unchanged=view.counts[Outcome.UNCHANGED],
        refused=await queries.refusals(batch.id),
        unmatched_agencies=[name.text for name in await decisions.unmatched_agencies(batch.id)],
        unknown_statuses=[name.text for name in await decisions.unknown_statuses(batch.id)],
        messages=view.messages if notify else view.messages_anyway,
    )


@dataclass(slots=True)
class _Tally:
    """What a file would do, counted without writing anything."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    agencies: dict[str, None] = field(default_factory=dict)
    statuses: dict[str, None] = field(default_factory=dict)
    messages: int = 0


async def _foretell(kind: BatchKind, path: Path, *, notify: bool, at: datetime) -> Summary:
    parsed = await asyncio.to_thread(KINDS[kind].open, path, at.astimezone(clock.WIB).date())
    taker, tally = await KINDS[kind].taker(), _Tally()
    async for chunk in reading.chunks(parsed):
        rows = understood(chunk)
        forecast = await taker.foretell(rows, at=at)
        tally.outcomes.update(fate.outcome for fate in forecast.fates)
        tally.refused += [(row.row_number, row.sentence) for row in chunk if isinstance(row, RefusedRow)]
        tally.refused += [
            (row.row_number, fate.sentence)
            for row, fate in zip(rows, forecast.fates, strict=True)
            if fate.outcome is Outcome.REFUSED
        ]
        tally.agencies |= dict.fromkeys(row.agency_name for row in rows if row.agency_name)
        tally.statuses |= dict.fromkeys(row.status_raw for row in rows if not isinstance(row, HistoryRow))
        tally.messages += forecast.messages if notify else forecast.messages_anyway
    return await _tallied(tally, parsed.total)


async def _tallied(tally: _Tally, total: int) -> Summary:
    resolve, sort = await agencies.resolver(), await status_rules.sorter()
    return Summary(
        rows=total,
        created=tally.outcomes[Outcome.NEW],
        updated=tally.outcomes[Outcome.CHANGED],
        unchanged=tally.outcomes[Outcome.UNCHANGED],
        refused=sorted(tally.refused),
        unmatched_agencies=_unknown(tally.agencies, resolve),
        unknown_statuses=_unknown(tally.statuses, sort),
        messages=tally.messages,
    )


def _unknown(texts: Iterable[str], find: Any) -> list[str]:
    return [text for text in texts if find(text) is None]
