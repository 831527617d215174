"""Days off change after deadlines were set: running ones follow, each with a line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import pytest
import time_machine

from portal.complaints import dispositions, duties, recount, registration
from portal.complaints.job_handlers import HANDLERS
from portal.complaints.kinds import Step
from portal.complaints.tables import Clock, Complaint, Entry
from portal.jobs import worker
from portal.notifications.tables import Delivery
from portal.workdays import holidays, hooks, hours
from portal.workdays.calendar import Holiday, HolidayKind
from portal.workdays.office_hours import Hours
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


async def test_reminders_follow_the_hours_of_the_agency_that_holds_it(office: Office) -> None:
    here, elsewhere = await factories.disposed(office), await factories.disposed(office)
    await dispositions.redispose(elsewhere, to=office.dlh, by=office.admin, at=MONDAY + 3 * HOUR)
    sunday = datetime(2026, 11, 15, 3, 0, tzinfo=UTC)
    await duties.remind(sunday)
    assert await told("overdue") == []
    week = dict.fromkeys(range(7), Hours(time(7), time(21)))
    await hours.set_usual(week, by=office.admin, at=MONDAY, agency=office.dpupr)
    await duties.remind(sunday)
    written = Delivery.select(Delivery.subject, Delivery.may_wait).where(Delivery.recorded_at == sunday)
    found = {(row["subject"], row["may_wait"]) for row in await written}
    assert found == {(f"complaint:{here.number}", False)}
