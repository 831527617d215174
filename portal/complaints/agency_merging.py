"""Open complaints follow their agency when it is merged, and go back when it is parted again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from portal import db
from portal.agencies.hooks import Example, Holding, Merge
from portal.complaints import audience, notices
from portal.complaints.kinds import OPEN, UNAPPROVED, EntryKind, Outcome, Status
from portal.complaints.move_tables import AgencyMove
from portal.complaints.notices import Cause
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint, Disposition, Entry, FollowUp, Inquiry
from portal.db import bulk
from portal.permissions import Actor, Permission

STANDING = [status.value for status in (*OPEN, Status.POSTPONED)]
"""What still has to be done, also where LAPOR! has put it off."""

SHOWN = 5
AT_ONCE = 500
OF_ONE = "FROM complaint WHERE agency = {} AND status IN ({states})"


async def open_at(agency_id: int, at: datetime) -> Holding:  # noqa: ARG001
    """The open complaints of an agency; those berkadar pengawasan or held are counted and not named."""
    states = db.places(STANDING)
    count = await db.rows(f"SELECT count(*) AS n {OF_ONE}".replace("{states}", states), agency_id, *STANDING)
    named = f"SELECT number {OF_ONE} AND classification NOT IN ('supervisory', 'held')"
    newest = f"{named} ORDER BY id DESC LIMIT {SHOWN}"
    rows = await db.rows(newest.replace("{states}", states), agency_id, *STANDING)
    examples = tuple(Example(row["number"], f"/complaints/{row['number']}") for row in rows)
    then = "ikut pindah, dengan konsep jawaban, pertanyaan, dan tenggatnya; petugas di tujuan diberi tahu"
    return Holding("pengaduan terbuka", int(count[0]["n"]), then, unfinished=True, examples=examples)


async def follow(merge: Merge, by: Actor, at: datetime) -> int:
    """Hand the open complaints of the source to the target; clocks and drafts run on."""
    wanted = (Complaint.agency == merge.source) & Complaint.status.is_in(STANDING)
    keys = await _change_hands(wanted, merge.source, merge.target, by=by, at=at)
    if keys:
        await AgencyMove.insert(*(AgencyMove(merge=merge.id, complaint=key) for key in keys))
    text = f"{merge.source_name} digabungkan ke {merge.target_name}: {merge.reason}"
    await _write_lines(keys, EntryKind.AGENCY_MERGED, merge.target, text, by=by, at=at)
    await _tell(keys, merge.target, f"merge-{merge.id}", by=by, at=at)
    return len(keys)


async def go_back(merge: Merge, by: Actor, at: datetime) -> int:
    """Return what came by this merge, is still open and still with the target."""
    came = await AgencyMove.select(AgencyMove.complaint).where(AgencyMove.merge == merge.id)
    if not came:
        return 0
    wanted = (
        Complaint.id.is_in([row["complaint"] for row in came])
        & (Complaint.agency == merge.target)
        & Complaint.status.is_in(STANDING)
    )
    keys = await _change_hands(wanted, merge.target, merge.source, by=by, at=at)
    text = f"Penggabungan {merge.source_name} ke {merge.target_name} dibatalkan."
    await _write_lines(keys, EntryKind.AGENCY_PARTED, merge.source, text, by=by, at=at)
    await _tell(keys, merge.source, f"parting-{merge.id}", by=by, at=at)
    return len(keys)


async def _change_hands(wanted: Any, source: int, target: int, *, by: Actor, at: datetime) -> list[int]:
    # Whoever is acting on one of them just now finds its version changed and is told so.
    moved = await (
        Complaint.update({Complaint.agency: target, Complaint.version: Complaint.version + 1})
        .where(wanted)
        .returning(Complaint.id)
    )
    keys = sorted(row["id"] for row in moved)
    if keys:
        await _change_dispositions(keys, source, target, by=by, at=at)
        await _change_questions(keys, source, target)
        for first in range(0, len(keys), AT_ONCE):
            await upkeep.note_places(keys[first : first + AT_ONCE])
    return keys


async def _change_dispositions(
    keys: Sequence[int], source: int, target: int, *, by: Actor, at: datetime
) -> None:
    """End each open disposition as passed on, and begin one that goes on where it stood."""
    ended = await (
        Disposition.update({Disposition.outcome: Outcome.REDISPOSED, Disposition.ends_at: at})
        .where(
            Disposition.complaint.is_in(list(keys)),
            Disposition.agency == source,
            Disposition.outcome == Outcome.OPEN,
        )
        .returning(*Disposition.all_columns())
    )
    for old in ended:
        begun = await Disposition.insert(_continued(old, target, by=by, at=at)).returning(Disposition.id)
        await FollowUp.update({FollowUp.disposition: begun[0]["id"]}).where(
            FollowUp.disposition == old["id"], FollowUp.status.is_in(list(UNAPPROVED))
        )


def _continued(old: dict[str, Any], target: int, *, by: Actor, at: datetime) -> Disposition:
    return Disposition(
        complaint=old["complaint"],
        agency=target,
        is_lead=old["is_lead"],
        note=old["note"],
        disposed_by_key=by.key,
        disposed_by_name=by.name,
        starts_at=at,
        accepted_at=old["accepted_at"],
        recorded_at=at,
    )


async def _change_questions(keys: Sequence[int], source: int, target: int) -> None:
    for column in (Inquiry.asked_of_agency, Inquiry.asked_by_agency):
        await Inquiry.update({column: target}).where(
            Inquiry.complaint.is_in(list(keys)), column == source, Inquiry.answered_at.is_null()
        )


async def _tell(keys: Sequence[int], agency: int, act: str, *, by: Actor, at: datetime) -> None:
    """Its new team hears of each complaint that waits for it; a crowd of messages is held to be looked at."""
    if not keys:
        return
    people = await audience.team(agency, at)
    waiting = await Complaint.objects().where(
        Complaint.id.is_in(list(keys)),
        Complaint.status.is_in([Status.DISPOSED, Status.ACCEPTED]),
        Complaint.taken_into_care_at.is_not_null(),
    )
    for complaint in waiting if people else []:
        cause = Cause(f"{act}-{complaint.id}", by.key, act=act)
        await notices.send(complaint, "disposed", people, cause, at=at)


async def _write_lines(
    keys: Sequence[int], kind: EntryKind, agency: int, text: str, *, by: Actor, at: datetime
) -> None:
    """A line for each of many complaints in one statement, for a big agency has hundreds."""
    line: dict[str, Any] = {
        "kind": kind.value,
        "happened_at": at,
        "recorded_at": at,
        "actor_key": by.key,
        "actor_name": by.name,
        "role": by.role_for(Permission.AGENCY_MANAGE, None),
        "agency": agency,
        "text": text,
        "is_internal": False,
        "data": {},
    }
    for first in range(0, len(keys), AT_ONCE):
        await bulk.insert(Entry, [{"complaint": key, **line} for key in keys[first : first + AT_ONCE]])
