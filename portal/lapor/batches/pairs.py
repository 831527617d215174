"""A row of LAPOR! and a complaint recorded by hand that may be the same: found, asked about, remembered.

Nothing is attached before somebody says so: two complaints about one road on one day may be two people's.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from rapidfuzz import fuzz

from portal import db
from portal.agencies.folding import fold
from portal.complaints import tracking
from portal.complaints.tables import Complaint
from portal.errors import Conflict, Refusal
from portal.lapor import names
from portal.lapor.batches.kinds import KINDS
from portal.lapor.batches.lifecycle import Batch
from portal.lapor.export import ExportRow
from portal.lapor.tables import BatchKind, LaporPair, Verdict
from portal.permissions import Actor
from portal.workdays.words import dated

WINDOW = timedelta(days=3)
LIKE = 60  # of 100: two people's words about one thing differ more than one person's told twice
COMPARED = 600  # characters; what a complaint is about stands at its beginning
CHUNK = 500
WITHOUT_NUMBER = """
SELECT c.id, c.number, c.title, c.district, c.received_at, t.body
FROM complaint c LEFT JOIN complaint_text t ON t.complaint = c.id
WHERE c.tracking_id = '' AND c.district IS NOT NULL AND c.status <> 'archived'
  AND c.received_at BETWEEN {} AND {}
"""
OPEN = """
SELECT p.id, p.likeness, r.row_number, r.sheet, r.tracking_id, r.facts,
  c.number, c.title, c.received_at, c.classification, c.village, c.place, t.body
FROM lapor_row r JOIN lapor_pair p ON p.tracking_id = r.tracking_id AND p.verdict = ''
JOIN complaint c ON c.id = p.complaint AND c.tracking_id = ''
LEFT JOIN complaint_text t ON t.complaint = c.id
WHERE r.batch = {} AND r.outcome = 'new' AND r.facts <> '' AND r.imported_at IS NULL
ORDER BY p.likeness DESC, r.id
"""
LEFT_OPEN = """
SELECT r.row_number AS "row", r.tracking_id, c.number AS complaint, p.likeness
FROM lapor_row r JOIN lapor_pair p ON p.tracking_id = r.tracking_id AND p.verdict = ''
JOIN complaint c ON c.id = p.complaint AND c.tracking_id = ''
WHERE r.batch = {} AND r.outcome = 'new' ORDER BY r.id, c.id
"""
NAMED = """
SELECT p.tracking_id, c.number FROM lapor_pair p JOIN complaint c ON c.id = p.complaint
JOIN lapor_row r ON r.tracking_id = p.tracking_id AND r.batch = {} WHERE p.id = {} LIMIT 1
"""
AGAIN = "SELECT id, facts FROM lapor_row WHERE batch = {} AND outcome = 'new' AND facts <> '' AND id > {}"


@dataclass(frozen=True, slots=True)
class Found:
    """A row and a complaint that read alike; `likeness` of 100."""

    row_number: int
    tracking_id: str
    complaint: int
    number: str
    likeness: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two as the preview shows it."""

    title: str
    received: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two that may be one, side by side. `is_hidden`: only who may know of what is berkadar pengawasan."""

    id: int
    likeness: int
    tracking_id: str
    number: str
    is_hidden: bool
    file: Side
    here: Side


@dataclass(frozen=True, slots=True)
class Named:
    """The two by their numbers."""

    tracking_id: str
    number: str


async def note(rows: Sequence[ExportRow], *, at: datetime) -> None:
    """Write down what these new rows may mean; a pair that was asked about before stays as it was decided."""
    for each in await find(rows):
        pair = LaporPair(
            tracking_id=each.tracking_id,
            complaint=each.complaint,
            likeness=each.likeness,
            found_at=at,
            verdict=Verdict.OPEN,
        )
        await LaporPair.insert(pair).on_conflict(action="DO NOTHING")


async def find(rows: Sequence[ExportRow]) -> list[Found]:
    """Complaints without a number that came in around the same day in the same kecamatan and read alike."""
    if not rows:
        return []
    received = [row.received_at for row in rows]
    standing = await db.rows(WITHOUT_NUMBER, min(received) - WINDOW, max(received) + WINDOW)
    if not standing:
        return []
    lexicon = await names.lexicon()
    places = [lexicon.district(row.district) if row.district else None for row in rows]
    # Comparing takes the processor, not the database: it leaves the event loop free.
    return await asyncio.to_thread(_alike, list(zip(rows, places, strict=True)), _by_place(standing))


async def note_again(batch: Batch, *, at: datetime) -> None:
    """As `note`, for all rows of a preview, once another kecamatan is known."""
    last = 0
    while found := await db.rows(f"{AGAIN} ORDER BY id LIMIT {CHUNK}", batch.id, last):
        rows: list[Any] = KINDS[BatchKind.EXPORT].rows(row["facts"] for row in found)
        await note(rows, at=at)
        last = found[-1]["id"]


async def open_in(batch_id: int) -> list[Pair]:
    """The pairs of a preview that nobody has decided, the most alike first."""
    found = await db.rows(OPEN, batch_id)
    read: list[Any] = KINDS[BatchKind.EXPORT].rows(row["facts"] for row in found)
    return [_pair(row, said) for row, said in zip(found, read, strict=True)]


async def left_open(batch_id: int) -> list[dict[str, Any]]:
    """The pairs of a batch that nobody has decided, also after it was imported."""
    return await db.rows(LEFT_OPEN, batch_id)


async def named(batch: Batch, pair_id: int) -> Named | None:
    """A pair of the batch, decided or not."""
    found = await db.rows(NAMED, batch.id, pair_id)
    return Named(**found[0]) if found else None


async def join(batch: Batch, pair_id: int, *, by: Actor, at: datetime) -> str:
    """They are one: the complaint gets LAPOR!'s number, so that the row means it; the Tracking ID."""
    tracking_id = ""
    try:
        async with db.transaction():
            pair = await _decide(batch, pair_id, Verdict.SAME, by=by, at=at)
            complaint = await Complaint.objects().get(Complaint.id == pair["complaint"])
            if complaint is None:
                raise Refusal("Pengaduan ini tidak ada lagi.")
            tracking_id = str(pair["tracking_id"])
            await tracking.write(complaint, tracking_id, by=by, at=at)
    except tracking.NOT_UNIQUE:
        raise await tracking.taken(tracking_id, by) from None
    return tracking_id


async def part(batch: Batch, pair_id: int, *, by: Actor, at: datetime) -> None:
    """They are two; it is not asked again."""
    async with db.transaction():
        await _decide(batch, pair_id, Verdict.DIFFERENT, by=by, at=at)


async def _decide(batch: Batch, pair_id: int, verdict: Verdict, *, by: Actor, at: datetime) -> dict[str, Any]:
    if pair_id not in {pair.id for pair in await open_in(batch.id)}:
        raise Conflict("Pasangan ini sudah diputuskan. Muat ulang halaman.")
    decided: dict[Any, Any] = {
        LaporPair.verdict: verdict,
        LaporPair.decided_by_key: by.key,
        LaporPair.decided_by_name: by.name,
        LaporPair.decided_at: at,
    }
    # Of two who decide at once one finds it decided.
    won = await (
        LaporPair.update(decided)
        .where(LaporPair.id == pair_id, LaporPair.verdict == Verdict.OPEN)
        .returning(LaporPair.tracking_id, LaporPair.complaint)
    )
    if not won:
        raise Conflict("Pasangan ini sudah diputuskan. Muat ulang halaman.")
    return dict(won[0])


def likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    """How alike two complaints read, of 100; each with its `title` and `body`."""
    return _likeness(_words(one["title"], one["body"] or ""), _words(other["title"], other["body"] or ""))


Place = tuple[int, int]
"""A kecamatan and a day."""


def _by_place(standing: Sequence[Mapping[str, Any]]) -> dict[Place, list[Mapping[str, Any]]]:
    places: dict[Place, list[Mapping[str, Any]]] = defaultdict(list)
    for each in standing:
        places[each["district"], each["received_at"].toordinal()].append(each)
    return places


def _alike(
    rows: Sequence[tuple[ExportRow, int | None]], standing: Mapping[Place, Sequence[Mapping[str, Any]]]
) -> list[Found]:
    found = []
    for row, district in rows:
        if district is None:
            continue
        own = _words(row.title, row.body_initial)
        day = row.received_at.toordinal()
        for other in range(day - WINDOW.days, day + WINDOW.days + 1):
            for each in standing.get((district, other), ()):
                like = _likeness(own, _words(each["title"], each["body"] or ""))
                if like >= LIKE:
                    found.append(Found(row.row_number, row.tracking_id, each["id"], each["number"], like))
    return found


def _words(title: str, body: str) -> tuple[str, str]:
    return fold(title), fold(f"{title} {body}"[:COMPARED])


def _likeness(first: tuple[str, str], second: tuple[str, str]) -> int:
    """By the titles or by all the words, whichever is more alike."""
    return round(max(fuzz.ratio(*pair) for pair in zip(first, second, strict=True)))


def _pair(row: Mapping[str, Any], said: ExportRow) -> Pair:
    here = ", ".join(part for part in (row["village"], row["place"]) if part)
    return Pair(
        row["id"],
        row["likeness"],
        row["tracking_id"],
        row["number"],
        row["classification"] in {"supervisory", "held"},
        Side(said.title, dated(said.received_at), said.village, said.body_initial[:COMPARED]),
        Side(row["title"], dated(row["received_at"]), here, (row["body"] or "")[:COMPARED]),
    )
