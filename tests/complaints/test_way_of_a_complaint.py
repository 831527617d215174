"""A complaint from recording to resolution: states, clocks, timeline, audit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal import db
from portal.complaints import resolution
from portal.complaints.kinds import Status, Step
from portal.complaints.tables import Clock, Complaint, Entry
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office

END_OF_5_NOVEMBER = datetime(2026, 11, 5, 16, 59, 59, tzinfo=UTC)


async def test_it_goes_from_recording_to_resolution(office: Office) -> None:
    complaint = await factories.answered(office)
    await resolution.resolve(complaint, note="Terima kasih.", by=office.admin, at=MONDAY + DAY)

    row = await Complaint.objects().get(Complaint.id == complaint.id)
    assert row is not None
    assert row.status == Status.RESOLVED
    assert row.verified_at == MONDAY + HOUR
    assert row.disposed_at == MONDAY + 2 * HOUR
    assert row.answered_at == MONDAY + 5 * HOUR
    assert row.resolved_at == MONDAY + DAY
    assert row.due_at is None


async def test_every_act_leaves_one_line_in_timeline_and_audit(office: Office) -> None:
    complaint = await factories.answered(office)
    kinds = await Entry.select(Entry.kind).where(Entry.complaint == complaint.id).order_by(Entry.id)
    acts = ["recorded", "verified", "disposed", "drafted", "submitted", "approved"]
    assert [row["kind"] for row in kinds] == acts
    lines = await db.rows(
        "SELECT action FROM audit_event WHERE subject = {} ORDER BY id", f"complaint:{complaint.number}"
    )
    assert [line["action"] for line in lines] == [f"complaint.{act}" for act in acts]


async def test_numbers_run_by_the_year_in_wib(office: Office) -> None:
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    first = await factories.recorded(office, new_year - HOUR)
    second = await factories.recorded(office, new_year)
    assert (first.number, second.number) == ("ADU-2026-000001", "ADU-2027-000001")


async def test_clocks_start_and_stop_with_the_steps(office: Office) -> None:
    complaint = await factories.recorded(office)
    clocks = await _clocks(complaint)
    assert clocks[Step.VERIFY]["due_at"] == END_OF_5_NOVEMBER
    assert set(clocks) == {Step.VERIFY, Step.FINISH}

    complaint = await factories.answered(office)
    clocks = await _clocks(complaint)
    assert clocks[Step.VERIFY]["stopped_at"] == MONDAY + HOUR
    assert clocks[Step.FOLLOW_UP]["started_at"] == MONDAY + 2 * HOUR
    assert clocks[Step.FOLLOW_UP]["stopped_at"] == MONDAY + 5 * HOUR
    assert clocks[Step.FINISH]["stopped_at"] is None
    row = (
        await Complaint.select(Complaint.due_at, Complaint.due_step)
        .where(Complaint.id == complaint.id)
        .first()
    )
    assert row == {"due_at": clocks[Step.FINISH]["due_at"], "due_step": Step.FINISH}


async def _clocks(complaint: Complaint) -> dict[Step, dict[str, Any]]:
    rows = await Clock.select().where(Clock.complaint == complaint.id)
    return {Step(row["step"]): row for row in rows}
