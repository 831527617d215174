"""Undoing an import row by row, but for rows that somebody acted on since or that a later file has seen."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns import ForeignKey
from piccolo.table import TABLE_REGISTRY

from portal import clock, db
from portal.complaints import undoing as complaints
from portal.complaints.tables import Complaint
from portal.lapor.batches import lifecycle
from portal.lapor.batches.applying import PAUSE, keep_on_rows
from portal.lapor.batches.lifecycle import ONE_IMPORT, Batch
from portal.lapor.batches.reading import Report
from portal.lapor.tables import BatchState, LaporBatch, LaporRow, Outcome, Undoing
from portal.notifications import outbox
from portal.permissions import Actor

CHUNK = 200  # rows of one transaction
SHOWN = 50
EVERY = 2**62
MOOT = "Tidak diperlukan lagi: impornya dibatalkan."
WHY = {
    "later": "sudah dilihat lagi di berkas yang diimpor sesudahnya",
    "acted": "sudah ditindaklanjuti di ASPAL",
    # Going back could show an agency again what is about itself.
    "restricted": "kini berkadar pengawasan atau belum jelas; ubah dengan Perbaiki data",
    "old": "keadaan semulanya belum dicatat oleh versi ASPAL waktu itu",
}
BROUGHT = frozenset({"complaint_text", "reporter", "disposition", "clock", "entry"})
"""What an import itself hangs on a complaint; a row in any other table is somebody's work."""

# The indexes of Tracking IDs leave out the empty ones; a query that does not say so reads whole tables.
LATER = """EXISTS (
  SELECT 1 FROM lapor_row o WHERE o.tracking_id = r.tracking_id AND o.tracking_id <> '' AND o.batch <> r.batch
  AND o.imported_at > r.imported_at AND o.outcome <> 'refused')"""
# What follows from an import or its undoing is no act: a name learnt later lets a row be taken in again. Of a
# changed complaint that got new deadlines since, the old ones would be wrong.
ACTED = """EXISTS (
  SELECT 1 FROM entry e WHERE e.complaint = c.id AND e.recorded_at > r.imported_at
  AND e.kind NOT IN ('changed_in_lapor', 'import_undone')
  AND NOT (r.outcome = 'new' AND e.kind = 'deadline_moved'))"""
WORKED_ON = "r.outcome = 'new' AND EXISTS (SELECT 1 FROM {table} x WHERE x.{column} = c.id)"
HAS_BEFORE = "length(cast(r.before AS text)) > 2"
BLOCKED = """
SELECT id, row_number, sheet, outcome, number, reason FROM (
  SELECT r.id, r.row_number, r.sheet, r.outcome, c.number,
    CASE WHEN [later] THEN 'later' WHEN [acted] THEN 'acted'
    WHEN r.outcome = 'changed' AND NOT [has_before] THEN 'old'
    WHEN r.outcome = 'changed' AND c.classification IN ('supervisory', 'held') THEN 'restricted'
    ELSE '' END AS reason
  FROM lapor_row r JOIN complaint c ON c.tracking_id = r.tracking_id AND c.tracking_id <> ''
  WHERE r.batch = {} AND r.imported_at IS NOT NULL AND r.undone = '' AND r.id > {} AND r.id <= {}
  AND (r.outcome IN ('new', 'changed') OR r.outcome = 'different' AND [has_before])
) found WHERE reason <> '' ORDER BY id
"""
COUNTS = f"""
SELECT sum(CASE WHEN r.outcome = 'new' THEN 1 ELSE 0 END) AS leaving,
  sum(CASE WHEN r.outcome = 'changed' OR r.outcome = 'different' AND {HAS_BEFORE} THEN 1 ELSE 0 END)
  AS going_back
FROM lapor_row r WHERE r.batch = {{}} AND r.imported_at IS NOT NULL AND r.undone = ''
"""  # noqa: S608 - our own words
LEFT = """
SELECT count(*) AS n, sum(CASE WHEN undone = '' THEN 1 ELSE 0 END) AS waiting FROM lapor_row
WHERE batch = {} AND (imported_at IS NOT NULL OR undone <> '')
"""
MESSAGES = """
SELECT d.state, d.recipient_name FROM delivery d JOIN notification n ON n.id = d.notification
WHERE n.act = {} ORDER BY d.id
"""
UNSENT = frozenset({"waiting", "retry", "held"})
NEVER_SENT = frozenset({"cancelled", "failed", "expired", "dead", "superseded"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that keeps the import, and why."""

    id: int
    row_number: int
    sheet: str
    outcome: str
    number: str
    reason: str

    @property
    def why(self) -> str:
        """The reason in words."""
        return WHY[self.reason]


@dataclass(frozen=True, slots=True)
class Statement:
    """What undoing would do. `kept` are the first of `kept_count`; `sent` names who has a message already."""

    leaving: int
    returning: int
    kept: Sequence[Kept]
    kept_count: int
    unsent: int
    sent: Sequence[str]

    @property
    def does_anything(self) -> bool:
        """Whether a complaint would leave or change."""
        return self.leaving + self.returning > 0


async def statement(batch: Batch) -> Statement:
    """What undoing the batch would do now, for whoever has to decide."""
    counts = (await db.rows(COUNTS, batch.id))[0]
    kept = await blocked(batch.id)
    staying = sum(each.outcome == Outcome.NEW for each in kept)
    messages = await db.rows(MESSAGES, batch.subject)
    sent = [row["recipient_name"] for row in messages if row["state"] not in UNSENT | NEVER_SENT]
    return Statement(
        leaving=int(counts["leaving"] or 0) - staying,
        returning=int(counts["going_back"] or 0) - (len(kept) - staying),
        kept=kept[:SHOWN],
        kept_count=len(kept),
        unsent=sum(row["state"] in UNSENT for row in messages),
        sent=list(dict.fromkeys(sent)),
    )


async def blocked(batch_id: int, *, after: int = 0, until: int = EVERY) -> list[Kept]:
    """The rows that keep the import, in the file's order."""
    return [Kept(**row) for row in await db.rows(_blocked_sql(), batch_id, after, until)]


async def run(batch: Batch, *, by: Actor, report: Report) -> None:
    """Take back what is left of the import; a row done once is not done again, whoever was killed."""
    while await _chunk(batch, by):
        found = (await db.rows(LEFT, batch.id))[0]
        await report(found["n"] - found["waiting"], found["n"])
        await asyncio.sleep(PAUSE)


async def _chunk(batch: Batch, by: Actor) -> int:
    async with db.lock(ONE_IMPORT):
        at = clock.now()
        found = await _next_rows(batch)
        if not found:
            await _finish(batch, by=by, at=at)
            return 0
        keys = await _hold([row["tracking_id"] for row in found])
        first, last = found[0]["id"], found[-1]["id"]
        kept = {each.id: each for each in await blocked(batch.id, after=first - 1, until=last)}
        open_rows = [row for row in found if row["id"] not in kept]
        lost = await _take_back(batch, open_rows, keys, by, at)
        reasons = {key: each.reason for key, each in kept.items()} | dict.fromkeys(lost, "acted")
        await _note(found, reasons)
    return len(found)


async def _next_rows(batch: Batch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        await LaporRow.select(LaporRow.id, LaporRow.tracking_id, LaporRow.outcome, LaporRow.before)
        .where(
            LaporRow.batch == batch.id, LaporRow.imported_at.is_not_null(), LaporRow.undone == Undoing.NOT_YET
        )
        .order_by(LaporRow.id)
        .limit(CHUNK)
        .output(load_json=True)
    )
    return found


async def _hold(tracking_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Key and number by Tracking ID; nobody acts on these complaints before the chunk is committed."""
    lock = "FOR UPDATE" if db.is_postgres() else ""
    found = await db.rows(
        "SELECT id, number, tracking_id FROM complaint "  # noqa: S608 - only marks vary
        f"WHERE tracking_id <> '' AND tracking_id IN ({db.places(tracking_ids)}) {lock}",
        *tracking_ids,
    )
    return {row["tracking_id"]: (row["id"], row["number"]) for row in found if row["tracking_id"]}


async def _take_back(
    batch: Batch, rows: Sequence[dict[str, Any]], keys: dict[str, tuple[int, str]], by: Actor, at: datetime
) -> list[int]:
    """Undo these rows; returns those on whose complaint somebody was quicker."""
    new = {row["id"]: keys[row["tracking_id"]] for row in rows if _is_new(row) and row["tracking_id"] in keys}
    changed = [row for row in rows if "complaint" in row["before"]]
    back = {row["id"]: await _put_back(row, by, at) for row in changed}
    gone = await complaints.withdraw([key for key, _ in new.values()]) if new else {}
    for row in rows:
        if "seen" in row["before"]:
            await _see_as_before(batch, row)
    removed = {row_id: gone[key] for row_id, (key, _) in new.items()}
    await keep_on_rows("removed", removed | {row_id: now for row_id, now in back.items() if now})
    await _cancel(batch, [number for _, number in new.values()], _numbers(changed), at)
    missing = [row["id"] for row in rows if _is_new(row) and row["id"] not in new]
    return [*missing, *(row_id for row_id, now in back.items() if now is None)]


async def _put_back(row: dict[str, Any], by: Actor, at: datetime) -> dict[str, Any] | None:
    said = "Impor dibatalkan: isian yang berubah kembali seperti sebelumnya."
    return await complaints.put_back(row["before"], said=said, by=by, at=at)


async def _see_as_before(batch: Batch, row: dict[str, Any]) -> None:
    before = row["before"]["seen"]
    seen_before = datetime.fromisoformat(before) if before else None
    await complaints.see_as_before(row["tracking_id"], seen_now=batch.look.at, seen_before=seen_before)


async def _cancel(batch: Batch, gone: list[str], changed: list[str], at: datetime) -> None:
    """Of a complaint that left every message is moot, of a changed one those that the import caused."""
    if gone:
        await outbox.cancel_for([f"complaint:{number}" for number in gone], reason=MOOT, at=at)
    if changed:
        subjects = [f"complaint:{number}" for number in changed]
        await outbox.cancel_for(subjects, act=batch.subject, reason=MOOT, at=at)


async def _note(found: Sequence[dict[str, Any]], reasons: dict[int, str]) -> None:
    undone: dict[Any, Any] = {
        LaporRow.undone: Undoing.UNDONE,
        LaporRow.imported_at: None,
        LaporRow.facts: "",
    }
    if back := [row["id"] for row in found if row["id"] not in reasons]:
        await LaporRow.update(undone).where(LaporRow.id.is_in(back))
    for reason, why in WHY.items():
        if ids := [key for key, of_row in reasons.items() if of_row == reason]:
            kept: dict[Any, Any] = {
                LaporRow.undone: Undoing.KEPT,
                LaporRow.sentence: f"Tetap berlaku: {why}.",
            }
            await LaporRow.update(kept).where(LaporRow.id.is_in(ids))


async def _finish(batch: Batch, *, by: Actor, at: datetime) -> None:
    ended = await (
        LaporBatch.update({LaporBatch.state: BatchState.UNDONE})
        .where(LaporBatch.id == batch.id, LaporBatch.state == BatchState.UNDOING)
        .returning(LaporBatch.id)
    )
    if ended:
        kept = await LaporRow.count().where(LaporRow.batch == batch.id, LaporRow.undone == Undoing.KEPT)
        await lifecycle.note("lapor.undone", batch, by=by, at=at, kept=kept)


def _numbers(rows: Sequence[dict[str, Any]]) -> list[str]:
    return [row["before"]["complaint"]["number"] for row in rows]


def _is_new(row: dict[str, Any]) -> bool:
    return bool(row["outcome"] == Outcome.NEW)


def _blocked_sql() -> str:
    """Asked of the tables that exist: one that comes to point at complaints holds work from its first day."""
    worked_on = [
        WORKED_ON.format(table=table._meta.tablename, column=column._meta.name)
        for table in TABLE_REGISTRY
        if table._meta.tablename not in BROUGHT
        for column in table._meta.foreign_key_columns
        if _points_at_complaint(column)
    ]
    acted = f"({' OR '.join([ACTED, *worked_on])})"
    sql = BLOCKED.replace("[later]", LATER).replace("[acted]", acted)
    return sql.replace("[has_before]", f"({HAS_BEFORE})")


def _points_at_complaint(column: ForeignKey[Any]) -> bool:
    return column._foreign_key_meta.resolved_references is Complaint
