"""The list: filters, pages, words; and the numbers beside its views."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from portal.complaints import (
    counts,
    dispositions,
    follow_ups,
    importing,
    listing,
    queries,
    resolution,
    verification,
)
from portal.complaints.detail import detail
from portal.complaints.filters import Filters
from portal.complaints.kinds import Bucket, Channel, Status
from portal.complaints.listing import Row
from portal.complaints.tables import Complaint
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office
from tests.complaints.test_importing import IMPORT, ROW

NOON = MONDAY + 3 * HOUR


async def rows(office: Office, **filters: Any) -> list[Row]:
    """What Kominfo's list holds, asked for with the words of a URL."""
    asked = Filters.parse({name: str(value) for name, value in filters.items()})
    page = await listing.listing(office.admin, asked)
    return list(page.rows)


async def found(office: Office, **filters: Any) -> set[str]:
    return {row.number for row in await rows(office, **filters)}


async def test_a_row_is_ready_to_print(office: Office) -> None:
    district = await factories.district("Camplong")
    complaint = await factories.disposed(office, district=district)
    with time_machine.travel(NOON, tick=False):
        row = (await rows(office))[0]
    assert row.number == complaint.number
    assert (row.channel, row.district, row.holder, row.status) == (
        "WhatsApp",
        "Camplong",
        "Dpupr",
        "Terdisposisi",
    )
    assert (row.due, row.due_date, row.received) == ("sisa 5 hari kerja", "batas 9 Nov", "hari ini")


async def test_words_numbers_and_tracking_ids_are_found(office: Office) -> None:
    lamp = await factories.recorded(office, title="Lampu jalan Tamba’an padam", tracking_id="8412073")
    road = await factories.recorded(office, title="Jalan berlubang")
    assert await found(office, q="LAMPU jal") == {lamp.number}
    assert await found(office, q="jalan") == {lamp.number, road.number}
    assert await found(office, q="tamba'an") == {lamp.number}
    assert await found(office, q=road.number.lower()) == {road.number}
    assert await found(office, q="#8412073") == {lamp.number}
    assert await found(office, q='"; DROP & | ! <') == {lamp.number, road.number} - {lamp.number, road.number}
    assert await found(office, q="--- ''") == {lamp.number, road.number}


async def test_each_filter_narrows(office: Office) -> None:
    category, district = await factories.category(), await factories.district()
    one = await factories.recorded(
        office, channel=Channel.LETTER, category=category, district=district, tracking_id="8412073"
    )
    other = await factories.disposed(office, at=MONDAY - 365 * DAY)
    both = {one.number, other.number}
    assert await found(office) == both
    assert await found(office, channel="letter") == {one.number}
    assert await found(office, category=category) == {one.number}
    assert await found(office, district=district) == {one.number}
    assert await found(office, agency=office.dpupr) == {other.number}
    assert await found(office, status="disposed") == {other.number}
    assert await found(office, bucket="unverified") == {one.number}
    assert await found(office, classification="information") == set()
    assert await found(office, year=2025) == {other.number}
    assert await found(office, lapor="not_in_lapor") == {other.number}
    assert await found(office, mine=1) == both
    assert await found(office, year="abc", status="nonsense", agency="-1") == both


async def test_returned_complaints_and_deadlines_are_filters(office: Office) -> None:
    complaint = await factories.disposed(office)
    await dispositions.give_back(complaint, reason="Bukan.", by=office.operator, at=NOON)
    assert [row.status for row in await rows(office, returned=1)] == ["Dikembalikan ke Kominfo"]
    late = MONDAY + 14 * DAY
    with time_machine.travel(late, tick=False):
        row = (await rows(office, due="overdue"))[0]
        assert (row.due, row.due_tone) == ("terlambat 5 hari kerja", "late")
        assert await rows(office, due="soon") == []
    with time_machine.travel(MONDAY + 4 * DAY, tick=False):
        assert len(await rows(office, due="soon")) == 1


async def test_what_lapor_says_otherwise_is_a_filter(office: Office) -> None:
    await importing.take_in([ROW], by=IMPORT, at=MONDAY)
    assert await found(office, lapor="differs") == set()
    complaint = await Complaint.objects().get(Complaint.tracking_id == ROW.tracking_id)
    assert complaint is not None
    assessment = verification.Assessment(verification.Classification.COMPLAINT)
    await verification.verify(complaint, found=assessment, by=office.admin, at=NOON)
    assert await found(office, lapor="differs") == {complaint.number}


async def test_an_approved_answer_waits_to_be_copied(office: Office) -> None:
    complaint = await factories.answered(office, tracking_id="8412073")
    assert await found(office, lapor="not_copied") == {complaint.number}
    follow_up = (await detail(office.admin, complaint)).follow_ups[0]
    row = await follow_ups.find(complaint, follow_up.id)
    assert row is not None
    at = MONDAY + DAY
    await follow_ups.mark_copied(complaint, row, on=at.date(), by=office.admin, at=at)
    assert await found(office, lapor="not_copied") == set()


@pytest.mark.parametrize("who", ["admin", "operator"])
async def test_pages_follow_each_other_without_gap_or_repeat(office: Office, who: str) -> None:
    expected = []
    for n in range(7):
        # Three share one moment, so that the key must decide.
        at = MONDAY + timedelta(hours=n // 3)
        expected.append((await factories.recorded(office, at, office=office.dpupr)).number)
    seen: list[str] = []
    after: Any = None
    while True:
        page = await listing.listing(getattr(office, who), Filters(), after, limit=3)
        seen += [row.number for row in page.rows]
        if page.after is None:
            break
        after = list(page.after)
    assert seen == expected[::-1]


async def test_a_place_that_is_none_is_the_beginning(office: Office) -> None:
    await factories.recorded(office)
    for place in (["x", 1], [1], ["2026-11-02T00:00:00+00:00", None], []):
        page = await listing.listing(office.admin, Filters(), place)
        assert len(page.rows) == 1


async def test_the_numbers_are_those_of_the_lists(office: Office) -> None:
    await factories.recorded(office)
    complaint = await factories.disposed(office)
    await dispositions.give_back(complaint, reason="Bukan.", by=office.operator, at=NOON)
    await factories.answered(office, tracking_id="8412073")
    for at in (NOON, MONDAY + 10 * DAY):
        with time_machine.travel(at, tick=False):
            counted = await counts.counts(office.admin, at)
            for name, filters in counts.VIEWS.items():
                page = await listing.listing(office.admin, filters)
                assert counted[name].value == len(page.rows), name
    by_bucket = await counts.by_bucket(office.admin, 2026)
    for bucket in Bucket:
        assert by_bucket[bucket] == len(await rows(office, bucket=bucket, year=2026)), bucket


async def test_the_whole_complaint_can_be_read(office: Office) -> None:
    complaint = await factories.answered(
        office, reporter=factories.intake.ReporterDetails("Warga Contoh", "+628123")
    )
    await resolution.resolve(complaint, note="Selesai.", by=office.admin, at=MONDAY + DAY)
    whole = await detail(office.admin, complaint)
    assert (whole.facts.body, whole.facts.holder, whole.facts.reporter) == (
        "Sudah dua minggu.",
        "Dpupr",
        "W•••• C•••••",
    )
    assert whole.facts.has_contact
    assert [entry.kind for entry in whole.entries][-1] == "resolved"
    assert [clock.step for clock in whole.clocks] == ["verify", "finish", "follow_up"]
    assert whole.follow_ups[0].decided_by_name == office.liaison.name
    assert whole.dispositions[0].outcome == "resolved"
    assert complaint.status == Status.RESOLVED
    assert queries.acts_open_to(office.admin, complaint) == {
        "note", "reveal", "copy", "reopen", "number", "correct",
    }  # fmt: skip


def test_filters_survive_the_url() -> None:
    filters = Filters(q="jalan", agency=3, returned=True, due="soon")
    assert filters.query() == {"q": "jalan", "agency": "3", "returned": "1", "due": "soon"}
    assert Filters.parse(filters.query()) == filters
    assert Filters.parse({"year": "99999999999999999999"}).year is not None


async def test_no_year_breaks_the_list(office: Office) -> None:
    await factories.recorded(office, datetime(2026, 1, 1, tzinfo=MONDAY.tzinfo))
    assert await found(office, year="99999999999999999999") == set()
