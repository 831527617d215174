"""What a class of LAPOR!'s file means, said once for all complaints that carry it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import db
from portal.agencies.queries import Resolver
from portal.complaints import deadlines, policies, words
from portal.complaints.deadlines import Terms
from portal.complaints.kinds import OPEN, Bucket, Classification, EntryKind, Outcome, Status, Step
from portal.complaints.lapor_rows import Place, place_of
from portal.complaints.search import upkeep
from portal.complaints.tables import Clock, Complaint, Disposition, Entry
from portal.db import bulk
from portal.permissions import Actor, Permission

AT_ONCE = 500
CARRYING = """
SELECT c.id, c.status, c.agency, c.lapor_bucket, c.lapor_agency, c.received_at, c.acted_at
FROM complaint c WHERE c.classification <> {} AND {which} ORDER BY c.id
"""
# What is held stays so whoever acted meanwhile; what a person has classed stands, a file's class until then.
OF_TEXTS = (
    "c.class_text <> '' AND c.class_text IN ({texts}) "
    "AND (c.classification = 'held' OR (c.acted_at IS NULL AND c.classification <> ''))"
)
OF_NO_TEXT = "c.class_text = '' AND c.classification = 'held'"


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint that is classed, as `place_of` asks for it; `holder` is who has it now."""

    id: int
    status: Status
    holder: int | None
    received_at: datetime
    is_acted_on: bool
    classification: Classification
    bucket: Bucket | None
    agency: int | None


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text that nobody understands, how many complaints carry it, by when the first should be classed."""

    text: str
    count: int
    due_at: datetime | None


async def held() -> list[Spelling]:
    """The texts of all complaints that are held, the most frequent first; empty where the file says none."""
    found = await Complaint.select(Complaint.class_text, Complaint.due_at).where(
        Complaint.classification == Classification.HELD
    )
    due: dict[str, list[datetime]] = defaultdict(list)
    for row in found:
        due[row["class_text"]] += [row["due_at"]] if row["due_at"] else []
    counted = Counter(row["class_text"] for row in found)
    return [Spelling(text, n, min(due[text], default=None)) for text, n in counted.most_common()]


async def texts() -> list[str]:
    """Every text that a complaint carries as its class in LAPOR!, apart from LAPOR!'s four names."""
    found = await db.rows("SELECT DISTINCT class_text AS text FROM complaint WHERE class_text <> ''")
    return [row["text"] for row in found]


async def settle(
    carried: Sequence[str], to: Classification, *, resolve: Resolver, by: Actor, at: datetime
) -> int:
    """Class every complaint that carries one of the texts and say how many; the caller holds a transaction.

    One that nobody has acted on then stands where LAPOR! has put it. Nobody is told, as of an import.
    Without a text those are meant that are held because the file does not say their class.
    """
    which = OF_TEXTS.replace("{texts}", db.places(carried)) if carried else OF_NO_TEXT
    found = await db.rows(CARRYING.replace("{which}", which), to.value, *carried)
    cases = [_case(row, to, resolve) for row in found]
    inspectorates, terms = await policies.inspectorates(), await deadlines.in_force()
    for first in range(0, len(cases), AT_ONCE):
        chunk = cases[first : first + AT_ONCE]
        await Complaint.update({Complaint.classification: to}).where(Complaint.id.is_in(_ids(chunk)))
        await _place([case for case in chunk if not case.is_acted_on], inspectorates, at)
        await _run_clocks(chunk, inspectorates, terms, at)
        await upkeep.note_places(_ids(chunk))
        await bulk.insert(Entry, [_line(case, by, at) for case in chunk])
    return len(cases)


def _case(row: dict[str, Any], to: Classification, resolve: Resolver) -> Case:
    return Case(
        id=row["id"],
        status=Status(row["status"]),
        holder=row["agency"],
        received_at=row["received_at"],
        is_acted_on=row["acted_at"] is not None,
        classification=to,
        bucket=Bucket(row["lapor_bucket"]) if row["lapor_bucket"] else None,
        agency=resolve(row["lapor_agency"]) if row["lapor_agency"] else None,
    )


async def _place(cases: Sequence[Case], inspectorates: AbstractSet[int], at: datetime) -> None:
    by_place: dict[Place, list[Case]] = defaultdict(list)
    for case in cases:
        by_place[place_of(case, inspectorates)].append(case)
    for place, there in by_place.items():
        moved: dict[Any, Any] = {
            Complaint.status: place.status,
            Complaint.agency: place.agency,
            Complaint.version: Complaint.version + 1,
        }
        await Complaint.update(moved).where(Complaint.id.is_in(_ids(there)))
        await _hand_over([case for case in there if case.holder != place.agency], place, at)


async def _hand_over(cases: Sequence[Case], place: Place, at: datetime) -> None:
    ids = _ids(cases)
    if not ids:
        return
    ended: dict[Any, Any] = {Disposition.outcome: Outcome.REDISPOSED, Disposition.ends_at: at}
    await Disposition.update(ended).where(
        Disposition.complaint.is_in(ids), Disposition.outcome == Outcome.OPEN
    )
    over = Outcome.RESOLVED if place.status in {Status.RESOLVED, Status.ARCHIVED} else Outcome.OPEN
    begun = {"agency": place.agency, "disposed_by_name": "SP4N-LAPOR!", "outcome": over, "recorded_at": at}
    if place.agency is not None:
        await bulk.insert(Disposition, [{"complaint": each, **begun} for each in ids])


async def _run_clocks(
    cases: Sequence[Case], inspectorates: AbstractSet[int], terms: Terms, at: datetime
) -> None:
    """What is held or not verified in LAPOR! runs to be verified, the rest to be finished by its class."""
    imported = {case.id: place_of(case, inspectorates).status for case in cases}
    now = {case.id: case.status if case.is_acted_on else imported[case.id] for case in cases}
    done = [key for key, status in now.items() if status != Status.RECEIVED]
    await Clock.update({Clock.stopped_at: at}).where(
        Clock.complaint.is_in(done or [0]), Clock.step == Step.VERIFY, Clock.stopped_at.is_null()
    )
    for case in cases:
        if now[case.id] in OPEN:
            await _start(case, terms, at)
        await deadlines.note_nearest(case.id)


async def _start(case: Case, terms: Terms, at: datetime) -> None:
    if case.classification == Classification.HELD:
        await deadlines.start(case.id, case.classification, Step.VERIFY, at, again=True)
        return
    await deadlines.rejudge_running(case.id, case.classification, at)
    due = terms.due(Step.FINISH, case.classification, case.received_at)
    # One long past would only say that the file is old.
    if due and due.due_at > at:
        await deadlines.start(case.id, case.classification, Step.FINISH, case.received_at)


def _line(case: Case, by: Actor, at: datetime) -> dict[str, Any]:
    return {
        "complaint": case.id,
        "kind": EntryKind.CLASSED,
        "happened_at": at,
        "recorded_at": at,
        "actor_key": by.key,
        "actor_name": by.name,
        "role": by.role_for(Permission.LAPOR_IMPORT, None),
        "text": f"{words.CLASSIFICATION[case.classification]}.",
        "is_internal": False,
        "data": {},
    }


def _ids(cases: Sequence[Case]) -> list[int]:
    return [case.id for case in cases]
