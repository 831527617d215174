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
from portal.complaints.kinds import Classification
from portal.complaints.looks import Look
from portal.lapor import class_rules, file_dates, filetypes, names, status_rules
from portal.lapor.batches import (
    applying,
    decisions,
    differences,
    lifecycle,
    ordering,
    pairs,
    queries,
    reading,
    uploads,
)
from portal.lapor.batches.kinds import KINDS, Parsed, understood
from portal.lapor.batches.lifecycle import Batch, Opening
from portal.lapor.batches.ordering import Doubtful
from portal.lapor.date_order import DateOrder
from portal.lapor.export import ExportRow
from portal.lapor.history import HistoryRow
from portal.lapor.refusals import NotAnExport, RefusedRow
from portal.lapor.tables import BatchKind, Outcome
from portal.lapor.taking import Fate
from portal.permissions import Actor


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import did, or with `dry_run` would do; `refused` holds row numbers with their sentences.

    So does `remarks`, of rows that were taken. `look` is the date of the file, `is_dated` False where that is
    the day of its import, because the file has none.
    """

    look: Look
    is_dated: bool = False
    period: str = ""
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: Sequence[tuple[int, str]] = ()
    remarks: Sequence[tuple[int, str]] = ()
    different: Sequence[dict[str, str]] = ()
    doubtful_dates: Sequence[Doubtful] = ()
    hidden_sheets: Sequence[str] = ()
    other_sheets: Sequence[str] = ()
    unmatched_agencies: Sequence[str] = ()
    unknown_statuses: Sequence[str] = ()
    unknown_classes: Sequence[tuple[str, int]] = ()
    unknown_categories: Sequence[str] = ()
    unknown_districts: Sequence[str] = ()
    possible_pairs: Sequence[dict[str, Any]] = ()
    messages: int = 0

    @property
    def differing(self) -> int:
        """How many complaints have dates that differ."""
        return len({each["tracking_id"] for each in self.different})

    def as_json(self) -> dict[str, Any]:
        """One object for `--json`."""
        return {
            "generated_at": self.look.at.isoformat() if self.is_dated else None,
            "counts_as_seen": self.look.at.isoformat(),
            "period": self.period,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": len(self.refused),
            "refused_rows": [{"row": number, "sentence": sentence} for number, sentence in self.refused],
            "remarks": [{"row": number, "sentence": sentence} for number, sentence in self.remarks],
            "different": list(self.different),
            "doubtful_dates": [
                {"row": each.row_number, "sheet": each.sheet, "text": each.text}
                for each in self.doubtful_dates
            ],
            "hidden_sheets": list(self.hidden_sheets),
            "other_sheets": list(self.other_sheets),
            "unmatched_agencies": sorted(self.unmatched_agencies),
            "unknown_statuses": sorted(self.unknown_statuses),
            "unknown_classes": [{"text": text, "rows": count} for text, count in self.unknown_classes],
            "unknown_categories": sorted(self.unknown_categories),
            "unknown_districts": sorted(self.unknown_districts),
            "possible_pairs": list(self.possible_pairs),
            "messages": self.messages,
        }


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be imported; nobody is told unless `notify`.

    `generated` is the file's date as somebody types it, instead of what is written in it; `date_order` says
    whether day or month stands first in its dates.
    """

    kind: BatchKind = BatchKind.EXPORT
    dry_run: bool = False
    notify: bool = False
    generated: str = ""
    take_differences: bool = False
    date_order: DateOrder | None = None


async def import_file(path: Path, *, by: Actor, at: datetime, **wished: Any) -> Summary:
    """Import LAPOR!'s export as a `Wish`; raises NotAnExport, BadInput for a date that cannot be."""
    return await _import(path, Wish(BatchKind.EXPORT, **wished), by=by, at=at)


async def import_history(path: Path, *, by: Actor, at: datetime, **wished: Any) -> Summary:
    """Import the office's own dates as a `Wish`; raises NotAnExport where the file holds none."""
    return await _import(path, Wish(BatchKind.HISTORY, **wished), by=by, at=at)


async def _import(path: Path, wish: Wish, *, by: Actor, at: datetime) -> Summary:
    generated_at = file_dates.given(wish.generated, at=at) if wish.generated else None
    if wish.dry_run:
        return await _foretell(path, wish, generated_at, at=at)
    try:
        await asyncio.to_thread(filetypes.type_of, path)
        measured = await asyncio.to_thread(uploads.measure, path)
    except PermissionError:
        raise NotAnExport(f"Berkas {path} tidak boleh dibaca. Periksa izinnya.") from None
    async with db.transaction():
        opening = Opening(wish.kind, path.name, measured, generated_at, wish.date_order)
        batch = await lifecycle.open_batch(opening, by=by, at=at)
    batch = await _read(batch, path, at)
    batch = replace(batch, notify=wish.notify, take_differences=wish.take_differences)
    await lifecycle.take_as_confirmed(batch, by=by, at=at)
    await applying.apply(batch, by=by, report=_silent)
    return await _summary(batch, notify=wish.notify)


async def _read(batch: Batch, path: Path, at: datetime) -> Batch:
    try:
        return await reading.read(batch, path, at=at, report=_silent)
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
        batch.look,
        is_dated=batch.generated_at is not None,
        period=view.period_text,
        rows=view.counts.total,
        created=view.counts[Outcome.NEW],
        updated=view.counts[Outcome.CHANGED],
        unchanged=view.counts[Outcome.UNCHANGED],
        refused=await queries.refusals(batch.id),
        remarks=await queries.remarks(batch.id),
        different=await differences.listed(batch.id),
        doubtful_dates=await ordering.doubtful(batch.id),
        hidden_sheets=tuple(view.hidden_sheets),
        other_sheets=tuple(view.other_sheets),
        unmatched_agencies=[name.text for name in await decisions.unmatched_agencies(batch.id)],
        unknown_statuses=[name.text for name in await decisions.unknown_statuses(batch.id)],
        unknown_classes=[(name.text, name.count) for name in await decisions.unknown_classes(batch.id)],
        unknown_categories=[name.text for name in await decisions.unknown_categories(batch.id)],
        unknown_districts=[name.text for name in await decisions.unknown_districts(batch.id)],
        possible_pairs=await pairs.left_open(batch.id),
        messages=view.messages if notify else view.messages_anyway,
    )


@dataclass(slots=True)
class _Tally:
    """What a file of that date would do, counted without writing anything."""

    look: Look
    is_dated: bool
    period: str
    outcomes: Counter[str] = field(default_factory=Counter)
    refused: list[tuple[int, str]] = field(default_factory=list)
    remarks: list[tuple[int, str]] = field(default_factory=list)
    different: list[dict[str, str]] = field(default_factory=list)
    agencies: dict[str, None] = field(default_factory=dict)
    statuses: dict[str, None] = field(default_factory=dict)
    classes: Counter[str] = field(default_factory=Counter)
    categories: dict[tuple[str, str], None] = field(default_factory=dict)
    districts: dict[str, None] = field(default_factory=dict)
    pairs: list[dict[str, Any]] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)
    messages: int = 0


async def _foretell(path: Path, wish: Wish, generated_at: datetime | None, *, at: datetime) -> Summary:
    kind = KINDS[wish.kind]
    parsed = await asyncio.to_thread(kind.open, path, at.astimezone(clock.WIB).date(), wish.date_order)
    stated = file_dates.stated_in(parsed.above, uploaded_at=at)
    made = generated_at or stated.generated_at
    taker = await kind.taker()
    tally = _Tally(Look.of_file(made, at), made is not None, stated.period)
    async for chunk in reading.chunks(parsed):
        rows = understood(chunk)
        forecast = await taker.foretell(rows, look=tally.look, at=at)
        tally.outcomes.update(fate.outcome for fate in forecast.fates)
        refused = [row for row in chunk if isinstance(row, RefusedRow)]
        tally.refused += [(row.row_number, row.sentence) for row in refused]
        tally.doubtful += ordering.doubtful_of(refused)
        for row, fate in zip(rows, forecast.fates, strict=True):
            if fate.sentence:
                told = tally.refused if fate.outcome is Outcome.REFUSED else tally.remarks
                told.append((row.row_number, fate.sentence))
            tally.different += differences.spelt(row.tracking_id, fate.different)
        tally.agencies |= dict.fromkeys(row.agency_name for row in rows if row.agency_name)
        tally.statuses |= dict.fromkeys(row.status_raw for row in rows if not isinstance(row, HistoryRow))
        tally.classes.update(row.classification_raw for row in rows if not isinstance(row, HistoryRow))
        await _tally_names(tally, [row for row in rows if not isinstance(row, HistoryRow)], forecast.fates)
        tally.messages += forecast.messages if wish.notify else forecast.messages_anyway
    return await _tallied(tally, parsed)


async def _tally_names(tally: _Tally, rows: Sequence[ExportRow], fates: Sequence[Fate]) -> None:
    tally.categories |= dict.fromkeys((row.category, row.category_id) for row in rows if row.category)
    tally.districts |= dict.fromkeys(row.district for row in rows if row.district)
    new = [row for row, fate in zip(rows, fates, strict=False) if fate.outcome is Outcome.NEW]
    tally.pairs += [
        {
            "row": each.row_number,
            "tracking_id": each.tracking_id,
            "complaint": each.number,
            "likeness": each.likeness,
        }
        for each in await pairs.find(new)
    ]


async def _tallied(tally: _Tally, parsed: Parsed) -> Summary:
    resolve, sort = await agencies.resolver(), await status_rules.sorter()
    lexicon = await names.lexicon()

    def named(text: str, number: str) -> int | None:
        return lexicon.category(text) or lexicon.category_number(number)

    return Summary(
        tally.look,
        is_dated=tally.is_dated,
        period=tally.period,
        rows=parsed.total,
        created=tally.outcomes[Outcome.NEW],
        updated=tally.outcomes[Outcome.CHANGED],
        unchanged=tally.outcomes[Outcome.UNCHANGED],
        refused=sorted(tally.refused),
        remarks=tally.remarks,
        different=tally.different,
        doubtful_dates=tally.doubtful,
        hidden_sheets=parsed.contents.hidden,
        other_sheets=parsed.contents.others,
        unmatched_agencies=_unknown(tally.agencies, resolve),
        unknown_statuses=_unknown(tally.statuses, sort),
        unknown_classes=await _held(tally.classes),
        unknown_categories=[text for text, number in tally.categories if not named(text, number)],
        unknown_districts=_unknown(tally.districts, lexicon.district),
        possible_pairs=tally.pairs,
        messages=tally.messages,
    )


async def _held(classes: Counter[str]) -> list[tuple[str, int]]:
    """Spellings that are one together, as the page of a batch counts them."""
    sort, held = await class_rules.sorter(), dict[str, tuple[str, int]]()
    for text, count in classes.items():
        if sort(text) is Classification.HELD:
            shown = class_rules.shown(text)
            other, before = held.get(class_rules.key_of(text), (shown, 0))
            held[class_rules.key_of(text)] = (min(other, shown), before + count)
    return sorted(held.values(), key=lambda each: (-each[1], each[0]))


def _unknown(texts: Iterable[str], find: Any) -> list[str]:
    return [text for text in texts if find(text) is None]
