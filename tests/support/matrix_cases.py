"""Complaints for the permission matrix: in every state at both agencies, and some that few may know of."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from PIL import Image

from portal import clock, files
from portal.accounts.current_user import CurrentUser
from portal.complaints import approval, dispositions, follow_ups, inquiries, resolution, verification
from portal.complaints.follow_ups import Content
from portal.complaints.intake import ReporterDetails
from portal.complaints.kinds import Classification, Stage
from portal.complaints.tables import Complaint, FollowUp, Inquiry
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, Office
from tests.support.matrix_people import INSPEKTORAT, KOMINFO, A, B
from tests.support.matrix_world import Thing, Values, World, agency_id, user

HIDDEN_WORD = "Gratifikasi"
"""Stands in the titles of what is berkadar pengawasan, and nowhere else."""

TEAMS = {
    A: ("liaison of A", "operator of A"),
    B: ("liaison of B", "operator of B"),
    INSPEKTORAT: ("liaison of the Inspektorat", "inspector of the Inspektorat"),
}
"""Who approves and who writes there."""


async def add_ordinary(world: World) -> None:
    """At A and at B in each state and one with everything on it; and one that A had before B."""
    for place in (A, B):
        await _add_states(world, place)
        values = world.cases[place, "whole"] = await _whole(await office(world, place))
        _add_case(world, Thing(values, place))
    handed_on = await _whole(await office(world, B), via=await agency_id(A))
    _add_case(world, Thing(handed_on, B, frozenset({A})))


async def add_supervisory(world: World) -> None:
    """At the Inspektorat; the second was written down by an operator of the accused agency."""
    team, author = await office(world, INSPEKTORAT), await user(world, "operator of A")
    hidden: dict[str, Any] = {
        "title": f"{HIDDEN_WORD} di loket",
        "classification": Classification.SUPERVISORY,
    }
    _add_case(world, Thing(await _whole(team, **hidden), INSPEKTORAT, is_supervisory=True))
    accused = await _whole(team, recorder=author, office=await agency_id(A), **hidden)
    world.add("complaint", Thing(accused, INSPEKTORAT, is_supervisory=True))


async def office(world: World, place: str) -> Office:
    """The people who carry a complaint at one agency, as the factories call them."""
    made = Office()
    approver, writer = TEAMS[place]
    made.admin, made.dpupr = await user(world, "admin"), await agency_id(place)
    made.liaison, made.operator = await user(world, approver), await user(world, writer)
    return made


async def _add_states(world: World, place: str) -> None:
    team = await office(world, place)
    for state, make in STATES.items():
        values = world.cases[place, state] = await make(team, clock.now() - 3 * DAY)
        # What an agency gave back is Kominfo's again, and the agency has no more to do with it.
        world.add("complaint", Thing(values, KOMINFO if state == "given back" else place))


def _add_case(world: World, thing: Thing) -> None:
    world.add("complaint", thing)
    world.add("case", thing)


async def _whole(
    team: Office, *, via: int | None = None, recorder: CurrentUser | None = None, **changes: Any
) -> Values:
    """Answered once, asked about, with a second draft that waits, a file and a reporter's name."""
    at = clock.now() - 3 * DAY
    kept = await files.store(_photo(), "selokan.png", by=team.admin, at=at)
    known = ReporterDetails(name="Pelapor Uji", phone="081234567890")
    usual: dict[str, Any] = {"title": "Selokan tersumbat", "reporter": known, "files": [kept.id]}
    desk = Office()
    desk.admin = recorder or team.admin
    complaint = await factories.recorded(desk, at, **(usual | changes))
    await _verify(complaint, team, at + HOUR)
    if via:
        await dispositions.dispose(complaint, to=via, by=team.admin, at=at + HOUR)
        await dispositions.redispose(complaint, to=team.dpupr, by=team.admin, at=at + 2 * HOUR)
    else:
        await dispositions.dispose(complaint, to=team.dpupr, by=team.admin, at=at + 2 * HOUR)
    answer = await _submitted(complaint, team, Stage.FIRST, at + 3 * HOUR)
    await approval.approve(complaint, answer, by=team.liaison, at=at + 5 * HOUR)
    await inquiries.ask(complaint, question="Siapa lagi?", by=team.operator, at=at + 6 * HOUR)
    asked = await Inquiry.select(Inquiry.id).where(Inquiry.complaint == complaint.id).first()
    assert asked
    draft = await _submitted(complaint, team, Stage.FINAL, at + 7 * HOUR)
    return _values(complaint, draft, answer=answer.id, question=asked["id"], public_id=kept.public_id)


async def _submitted(complaint: Complaint, team: Office, stage: Stage, at: datetime) -> FollowUp:
    content = Content(stage, "Sudah dibersihkan.")
    draft = await follow_ups.draft(complaint, content=content, by=team.operator, at=at)
    await follow_ups.submit(complaint, draft, by=team.operator, at=at + HOUR)
    return draft


async def _verify(complaint: Complaint, team: Office, at: datetime) -> None:
    found = verification.Assessment(Classification(complaint.classification))
    await verification.verify(complaint, found=found, by=team.admin, at=at)


def _values(complaint: Complaint, draft: FollowUp | None = None, **others: object) -> Values:
    named = {"number": complaint.number, **({"draft": draft.id} if draft else {}), **others}
    return {name: str(value) for name, value in named.items()}


async def _received(team: Office, at: datetime) -> Values:
    return _values(await factories.recorded(team, at, office=team.dpupr))


async def _verified(team: Office, at: datetime) -> Values:
    return _values(await factories.verified(team, at, office=team.dpupr))


async def _archived(team: Office, at: datetime) -> Values:
    complaint = await factories.verified(team, at, office=team.dpupr)
    await verification.archive(complaint, reason="Ganda.", by=team.admin, at=at + 2 * HOUR)
    return _values(complaint)


async def _disposed(team: Office, at: datetime) -> Values:
    return _values(await factories.disposed(team, at))


async def _given_back(team: Office, at: datetime) -> Values:
    complaint = await factories.disposed(team, at)
    await dispositions.give_back(complaint, reason="Bukan kami.", by=team.operator, at=at + 3 * HOUR)
    return _values(complaint)


async def _drafted(team: Office, at: datetime) -> Values:
    return _values(*await factories.drafted(team, at))


async def _waiting(team: Office, at: datetime) -> Values:
    return _values(*await factories.submitted(team, at))


async def _sent_back(team: Office, at: datetime) -> Values:
    complaint, draft = await factories.submitted(team, at)
    await approval.return_draft(complaint, draft, note="Tambah foto.", by=team.liaison, at=at + 5 * HOUR)
    return _values(complaint, draft)


async def _answered(team: Office, at: datetime) -> Values:
    return _values(await factories.answered(team, at))


async def _resolved(team: Office, at: datetime) -> Values:
    complaint = await factories.answered(team, at)
    await resolution.resolve(complaint, note="", by=team.admin, at=at + 6 * HOUR)
    return _values(complaint)


STATES: dict[str, Callable[[Office, datetime], Awaitable[Values]]] = {
    "received": _received,
    "verified": _verified,
    "archived": _archived,
    "disposed": _disposed,
    "given back": _given_back,
    "drafted": _drafted,
    "waiting": _waiting,
    "sent back": _sent_back,
    "answered": _answered,
    "resolved": _resolved,
}


def _photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(kept, "PNG")
    return kept.getvalue()
