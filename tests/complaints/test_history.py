"""The office's own dates fill what LAPOR! leaves out and overwrite nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal import clock
from portal.complaints import history, importing
from portal.complaints.acting import known
from portal.complaints.history import PastDates
from portal.complaints.kinds import Bucket, Status
from portal.complaints.tables import Complaint, Disposition, Entry, FollowUp
from portal.errors import Refusal
from tests.complaints import factories
from tests.complaints.factories import DAY, MONDAY, Office
from tests.complaints.test_importing import IMPORT, ROW, standing

PAST = PastDates(
    ROW.tracking_id,
    disposed_on=date(2026, 10, 27),
    followed_up_on=date(2026, 10, 29),
    closed_on=date(2026, 11, 2),
    text="Lampu sudah diganti.",
)


async def imported(bucket: Bucket, agency: int | None) -> Complaint:
    row = replace(ROW, bucket=bucket, status="X", agency=agency)
    await importing.take_in([row], by=IMPORT, at=MONDAY)
    return await standing()


def days(complaint: Complaint) -> list[date | None]:
    moments = (complaint.disposed_at, complaint.answered_at, complaint.resolved_at)
    return [moment.astimezone(clock.WIB).date() if known(moment) else None for moment in moments]


async def test_dates_are_added_to_a_closed_complaint(office: Office) -> None:
    await imported(Bucket.RESOLVED, office.dpupr)
    assert await history.would_add(PAST, MONDAY)
    assert await history.apply(PAST, by=IMPORT, at=MONDAY)
    complaint = await standing()
    assert days(complaint) == [PAST.disposed_on, PAST.followed_up_on, PAST.closed_on]
    assert known(complaint.acted_at) is None
    follow_up = await FollowUp.select().first()
    assert follow_up is not None
    assert (follow_up["text"], follow_up["status"]) == (PAST.text, "approved")
    assert follow_up["copied_to_lapor_on"] == PAST.followed_up_on
    rows = await Disposition.select(Disposition.starts_at, Disposition.outcome)
    assert rows == [{"starts_at": complaint.disposed_at, "outcome": "resolved"}]


async def test_the_same_dates_again_change_nothing(office: Office) -> None:
    await imported(Bucket.RESOLVED, office.dpupr)
    await history.apply(PAST, by=IMPORT, at=MONDAY)
    lines = await Entry.count()
    later = replace(PAST, disposed_on=date(2026, 10, 28))
    assert not await history.would_add(later, MONDAY)
    assert not await history.apply(later, by=IMPORT, at=MONDAY)
    assert days(await standing())[0] == PAST.disposed_on
    assert await Entry.count() == lines
    # And the export again finds nothing new.
    row = replace(ROW, bucket=Bucket.RESOLVED, status="X", agency=office.dpupr)
    taken = await importing.take_in([row], by=IMPORT, at=MONDAY + DAY)
    assert taken[0].result == "unchanged"


async def test_papers_that_know_more_than_lapor_advance_the_state(office: Office) -> None:
    await imported(Bucket.NOT_FOLLOWED_UP, office.dpupr)
    await history.apply(replace(PAST, closed_on=None), by=IMPORT, at=MONDAY)
    assert (await standing()).status == Status.ANSWERED
    row = replace(ROW, bucket=Bucket.NOT_FOLLOWED_UP, status="X", agency=office.dpupr, rating=3)
    await importing.take_in([row], by=IMPORT, at=MONDAY + DAY)
    assert (await standing()).status == Status.ANSWERED


async def test_papers_without_an_agency_still_count(office: Office) -> None:
    await imported(Bucket.IN_PROGRESS, None)
    await history.apply(replace(PAST, closed_on=None), by=IMPORT, at=MONDAY)
    assert days(await standing())[1] == PAST.followed_up_on
    assert await Disposition.count() == 0


async def test_days_that_cannot_follow_each_other_are_refused(office: Office) -> None:
    await imported(Bucket.RESOLVED, office.dpupr)
    for wrong, told in (
        ({"disposed_on": date(2026, 10, 25)}, "mendahului tanggal masuk"),
        ({"followed_up_on": date(2026, 10, 26)}, "mendahului tanggal disposisi"),
        ({"closed_on": date(2026, 12, 1)}, "belum terjadi"),
        ({"tracking_id": "9999999"}, "belum ada di ASPAL"),
    ):
        with pytest.raises(Refusal, match=told):
            await history.apply(replace(PAST, **wrong), by=IMPORT, at=MONDAY)
    assert days(await standing()) == [None, None, None]


async def test_what_people_did_here_stays(office: Office) -> None:
    complaint = await factories.answered(office, tracking_id=ROW.tracking_id, at=MONDAY - 7 * DAY)
    await history.apply(PAST, by=IMPORT, at=MONDAY)
    row = await standing()
    assert (row.disposed_at, row.answered_at) == (complaint.disposed_at, complaint.answered_at)
    assert days(row)[2] is None
    assert row.status == Status.ANSWERED
