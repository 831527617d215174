"""The rows of a file as its page lists them: what each is about, and who holds it or would."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.agencies import queries as agencies
from portal.complaints import policies
from portal.complaints.kinds import Bucket
from portal.complaints.lapor_rows import place_of
from portal.complaints.tables import Complaint
from portal.lapor import names
from portal.lapor.batches.kinds import KINDS
from portal.lapor.batches.queries import PAGE_SIZE
from portal.lapor.batches.views import BatchView, RowView
from portal.lapor.export import ExportRow
from portal.lapor.export_columns import LAYOUT, Column
from portal.lapor.tables import BatchKind, LaporRow
from portal.workdays.words import dated

Told = dict[str, str]
NOT_NAMED = "tidak disebut"
NOT_KNOWN = "belum dikenali"
NOT_PASSED_ON = "belum diteruskan"
HELD = "ditahan: tidak sampai ke perangkat daerah"
READ = (
    LaporRow.id,
    LaporRow.sheet,
    LaporRow.row_number,
    LaporRow.tracking_id,
    LaporRow.outcome,
    LaporRow.sentence,
    LaporRow.changed,
    LaporRow.agency_text,
    LaporRow.status_text,
    LaporRow.imported_at,
    LaporRow.undone,
)


async def rows(batch: BatchView, *, outcome: str = "", after: int = 0) -> list[RowView]:
    """Rows behind a number, in the file's order, one more than a page."""
    query = (
        LaporRow.select(*READ, LaporRow.facts, LaporRow.cells)
        .where(LaporRow.batch == batch.id, LaporRow.id > after)
        .order_by(LaporRow.id)
        .limit(PAGE_SIZE + 1)
        .output(load_json=True)
    )
    if outcome:
        query = query.where(LaporRow.outcome == outcome)
    found = await query
    told = {**await _standing(found), **(await _foretold(found) if batch.is_export else {})}
    return [RowView(**(_without_contents(row) | (told.get(row["id"]) or _as_it_came(row)))) for row in found]


async def _standing(found: list[dict[str, Any]]) -> dict[int, Told]:
    """By row: the complaint that has its Tracking ID here."""
    wanted = {row["tracking_id"] for row in found} - {""}
    complaints = await Complaint.select(
        Complaint.tracking_id, Complaint.title, Complaint.received_at, Complaint.agency
    ).where(Complaint.tracking_id != "", Complaint.tracking_id.is_in(list(wanted) or [""]))
    called = await agencies.names()
    told = {
        row["tracking_id"]: _told(row["title"], row["received_at"], called.get(row["agency"], ""))
        for row in complaints
    }
    return {row["id"]: told[row["tracking_id"]] for row in found if row["tracking_id"] in told}


async def _foretold(found: list[dict[str, Any]]) -> dict[int, Told]:
    """By row that is not imported yet: what was understood of it."""
    waiting = [row for row in found if row["facts"] and row["imported_at"] is None]
    if not waiting:
        return {}
    lexicon, inspectorates = await names.lexicon(), await policies.inspectorates()
    called = await agencies.names()
    facts: list[ExportRow] = KINDS[BatchKind.EXPORT].rows(row["facts"] for row in waiting)  # type: ignore[assignment]
    told = {}
    for row, read in zip(waiting, facts, strict=True):
        meant = lexicon.row(read)
        holder = place_of(meant, inspectorates).agency
        word = called.get(holder, "") if holder is not None else _why_none(read, meant.agency, meant.bucket)
        told[row["id"]] = _told(read.title, read.received_at, word)
    return told


def _why_none(row: ExportRow, agency: int | None, bucket: Bucket | None) -> str:
    if not row.agency_name:
        return NOT_NAMED
    if agency is None:
        return NOT_KNOWN
    return NOT_PASSED_ON if bucket in {None, Bucket.UNVERIFIED} else HELD


def _as_it_came(row: Mapping[str, Any]) -> Told:
    """A row that was not understood, in the file's own words."""
    cells = {LAYOUT.column_named(name): cell for name, cell in row["cells"].items()}
    return {"title": cells.get(Column.TITLE, ""), "received": cells.get(Column.DATE, ""), "agency": ""}


def _told(title: str, received_at: Any, agency: str) -> Told:
    return {"title": title, "received": dated(received_at, clock.WIB), "agency": agency}


def _without_contents(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in {"facts", "cells"}}
