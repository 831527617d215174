"""Taking in what LAPOR! says, hundreds of rows at a time; imported facts send nothing unless asked to."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal import db
from portal.complaints import lapor_changes, lapor_inserts, policies, undoing
from portal.complaints.kinds import EntryKind, Status
from portal.complaints.lapor_changes import Change
from portal.complaints.lapor_rows import (
    TOLD,
    Field,
    LaporRow,
    Place,
    blanks,
    changes,
    class_not_followed,
    completed,
    place_of,
)
from portal.complaints.looks import Look
from portal.complaints.tables import Complaint, ComplaintText, Entry
from portal.permissions import Actor

MOST = 500
"""Rows of one call: what is written in one transaction."""


class Result(StrEnum):
    """What a row does."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a row would do. `known` is the complaint's row here, empty for a new one.

    `newer_look`: when the complaint was seen by a file newer than the row's own, None where none is newer.
    `class_kept`: the file names another class than the one that stays.
    """

    row: LaporRow
    place: Place
    result: Result
    fields: dict[Field, Any]
    known: dict[str, Any]
    newer_look: datetime | None = None
    class_kept: bool = False

    @property
    def names(self) -> tuple[Field, ...]:
        """The fields that change, in a fixed order."""
        return tuple(field for field in Field if field in self.fields)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a row did; `before` is what it found, for `undoing`: of an unchanged complaint the last look."""

    tracking_id: str
    result: Result
    fields: tuple[Field, ...]
    newer_look: datetime | None = None
    before: dict[str, Any] = field(default_factory=dict)
    class_kept: bool = False


async def compare(rows: Sequence[LaporRow], look: Look) -> list[Plan]:
    """What each row of a file with that date would do; nothing is written."""
    inspectorates = await policies.inspectorates()
    known = await _known([row.tracking_id for row in rows])
    return [_plan(row, known.get(row.tracking_id), inspectorates, look) for row in rows]


async def take_in(
    rows: Sequence[LaporRow],
    *,
    by: Actor,
    at: datetime,
    look: Look | None = None,
    notify: bool = False,
    act: str = "",
) -> list[Taken]:
    """Write at most `MOST` rows in one transaction and say what each did, in their order.

    `look` is the date of the file, else LAPOR! was looked at now.
    `notify`: agencies are told of complaints that LAPOR! has handed to them, which takes them into care.
    `act` names the batch, so that its messages are counted together.
    """
    look = look or Look.exactly(at)
    async with db.transaction():
        seen = await _seen([row.tracking_id for row in rows])
        await _note_seen(list(seen), look)
        plans = await compare(rows, look)
        before = await _before(plans, seen)
        new = [plan for plan in plans if plan.result is Result.NEW]
        await lapor_inserts.insert([(plan.row, plan.place) for plan in new], by=by, at=at, seen_at=look.at)
        for plan in plans:
            if plan.result is Result.CHANGED:
                change = Change(plan.row, plan.place, plan.fields, plan.known)
                await lapor_changes.apply(change, by=by, at=at, act=act)
        if notify:
            for plan in filter(_is_handed_over, plans):
                await lapor_inserts.take_into_care(plan.row, plan.place, by=by, at=at, act=act)
    return [
        Taken(plan.row.tracking_id, plan.result, plan.names, plan.newer_look, kept, plan.class_kept)
        for plan, kept in zip(plans, before, strict=True)
    ]


def told(plan: Plan, *, notify: bool) -> int | None:
    """The agency whose people the row would be told to, None where nobody hears of it."""
    if _is_handed_over(plan):
        return plan.place.agency if notify else None
    in_care = plan.known and plan.known["taken_into_care_at"] is not None
    # A complaint that leaves an agency's sight takes its holder with it.
    holder: int | None = plan.fields.get(Field.AGENCY, plan.known.get("agency"))
    return holder if in_care and TOLD & set(plan.fields) else None


def _plan(said: LaporRow, known: dict[str, Any] | None, inspectorates: AbstractSet[int], look: Look) -> Plan:
    row = completed(said, known)
    place = place_of(row, inspectorates)
    if known is None:
        return Plan(row, place, Result.NEW, {}, {})
    seen = known["lapor_seen_at"] if look.is_older_than(known["lapor_seen_at"]) else None
    fields = blanks(row, known) if seen else changes(row, known, place)
    kept = seen is None and class_not_followed(said, known)
    return Plan(row, place, Result.CHANGED if fields else Result.UNCHANGED, fields, known, seen, kept)


def _is_handed_over(plan: Plan) -> bool:
    """Whether LAPOR! has given an agency what no agency had."""
    given = plan.place.status is Status.DISPOSED and plan.place.agency is not None
    if plan.result is Result.NEW:
        return given
    untouched = plan.result is Result.CHANGED and plan.known["acted_at"] is None
    return given and untouched and plan.known["agency"] is None and Field.AGENCY in plan.fields


COMPARED = tuple(field for field in Field if field not in {Field.BODY, Field.BODY_FINAL})
# The index of Tracking IDs leaves out the empty ones; a query that does not say so reads the whole table.
NOTE_SEEN = """
UPDATE complaint SET lapor_seen_at = CASE WHEN lapor_seen_at > {} THEN lapor_seen_at ELSE {} END
WHERE tracking_id <> '' AND tracking_id IN ({ids}) AND (lapor_seen_at IS NULL OR lapor_seen_at <= {})
"""


async def _known(tracking_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The complaints with these Tracking IDs, each with its texts."""
    if not tracking_ids:
        return {}
    found = await Complaint.select(
        Complaint.id,
        Complaint.number,
        Complaint.tracking_id,
        Complaint.acted_at,
        Complaint.taken_into_care_at,
        Complaint.lapor_seen_at,
        Complaint.resolved_at,
        *(Complaint._meta.get_column_by_name(name) for name in COMPARED),
    ).where(Complaint.tracking_id != "", Complaint.tracking_id.is_in(list(tracking_ids)))
    texts = await ComplaintText.select(
        ComplaintText.complaint, ComplaintText.body, ComplaintText.body_final
    ).where(ComplaintText.complaint.is_in([row["id"] for row in found] or [0]))
    by_complaint = {text["complaint"]: text for text in texts}
    classed = await _classed_here([row["id"] for row in found])
    blank = {"body": "", "body_final": ""}
    return {
        row["tracking_id"]: {
            **blank,
            **by_complaint.get(row["id"], {}),
            **row,
            "classed_here": row["id"] in classed,
        }
        for row in found
    }


async def _classed_here(ids: Sequence[int]) -> set[int]:
    """The complaints of which Kominfo has said what they are: verified or corrected here."""
    said = [EntryKind.VERIFIED, EntryKind.CORRECTED]
    found = await Entry.select(Entry.complaint).where(
        Entry.complaint.is_in(list(ids) or [0]), Entry.kind.is_in(said)
    )
    return {row["complaint"] for row in found}


async def _seen(tracking_ids: Sequence[str]) -> dict[str, datetime | None]:
    found = await Complaint.select(Complaint.tracking_id, Complaint.lapor_seen_at).where(
        Complaint.tracking_id != "", Complaint.tracking_id.is_in(list(tracking_ids) or [""])
    )
    return {row["tracking_id"]: row["lapor_seen_at"] for row in found}


async def _before(plans: Sequence[Plan], seen: dict[str, datetime | None]) -> list[dict[str, Any]]:
    """What each row finds, small for the many that change nothing."""
    changed = [plan.known["id"] for plan in plans if plan.result is Result.CHANGED]
    whole = await undoing.snapshots(changed)
    return [_one_before(plan, whole, seen.get(plan.row.tracking_id)) for plan in plans]


def _one_before(plan: Plan, whole: dict[int, dict[str, Any]], seen: datetime | None) -> dict[str, Any]:
    last = seen.isoformat() if seen else None
    if plan.result is Result.CHANGED:
        found = whole[plan.known["id"]]
        return {**found, "complaint": {**found["complaint"], "lapor_seen_at": last}}
    if plan.result is Result.NEW or plan.known["lapor_seen_at"] == seen:
        return {}
    return {"seen": last}


async def _note_seen(tracking_ids: Sequence[str], look: Look) -> None:
    """Of two files at once the older one finds the newer one's date here, and then only fills blanks."""
    if tracking_ids:
        sql = NOTE_SEEN.replace("{ids}", db.places(tracking_ids))
        await db.rows(sql, look.at, look.at, *tracking_ids, look.until)
