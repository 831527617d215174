"""Days off change after deadlines were set: running ones follow, each with a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from portal.complaints import duties, recount, registration
from portal.complaints.job_handlers import HANDLERS
from portal.complaints.kinds import Step
from portal.complaints.tables import Clock, Complaint, Entry
from portal.jobs import worker
from portal.workdays import holidays, hooks
from portal.workdays.calendar import Holiday, HolidayKind
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office
from tests.complaints.test_messages import told

WEDNESDAY = Holiday(date(2026, 11, 4), "Cuti bersama tambahan", HolidayKind.JOINT_LEAVE)


@pytest.fixture(autouse=True)
def listening() -> Iterator[None]:
    before = list(hooks.on_change)
    registration.listen_to_workdays()
    registration.listen_to_workdays()
    assert hooks.on_change.count(recount.ask_for_recount) == 1
    yield
    hooks.on_change[:] = before


async def due(step: Step) -> datetime:
    clock = await Clock.select(Clock.due_at).where(Clock.step == step).first()
    assert clock is not None
    moment: datetime = clock["due_at"]
    return moment


async def test_a_new_day_off_moves_what_runs_and_says_so(office: Office) -> None:
    complaint = await factories.disposed(office)
    verified_by = await due(Step.VERIFY)
    at = MONDAY + 4 * HOUR
    key = await holidays.add(WEDNESDAY, by=office.admin, at=at)
    assert await worker.do_one(dict(HANDLERS))

    assert await due(Step.FOLLOW_UP) == datetime(2026, 11, 10, 16, 59, 59, tzinfo=UTC)
    assert await due(Step.VERIFY) == verified_by
    row = await Complaint.select(Complaint.due_at).where(Complaint.id == complaint.id).first()
    assert row == {"due_at": await due(Step.FOLLOW_UP)}
    lines = await Entry.select(Entry.text, Entry.actor_name).where(Entry.kind == "deadline_moved")
    assert len(lines) == 2
    assert lines[0]["actor_name"] == office.admin.name
    assert "Senin, 9 November 2026 menjadi Selasa, 10 November 2026" in lines[1]["text"]

    await holidays.withdraw(key, by=office.admin, at=at)
    assert await worker.do_one(dict(HANDLERS))
    assert await due(Step.FOLLOW_UP) == datetime(2026, 11, 9, 16, 59, 59, tzinfo=UTC)


async def test_of_a_moved_day_people_are_told_anew(office: Office) -> None:
    await factories.disposed(office)
    friday = MONDAY + 4 * DAY
    await duties.remind(friday)
    monday = Holiday(date(2026, 11, 9), "Cuti bersama tambahan", HolidayKind.JOINT_LEAVE)
    await holidays.add(monday, by=office.admin, at=friday)
    with time_machine.travel(friday):
        await worker.do_one(dict(HANDLERS))
    await duties.remind(friday + HOUR)
    assert len({message.fields for message in await told("due_tomorrow")}) == 2


async def test_a_day_off_elsewhere_moves_nothing(office: Office) -> None:
    await factories.disposed(office)
    far = Holiday(date(2027, 3, 3), "Hari jadi", HolidayKind.PUBLIC)
    await holidays.add(far, by=office.admin, at=MONDAY)
    assert await worker.do_one(dict(HANDLERS))
    assert await Entry.count().where(Entry.kind == "deadline_moved") == 0
