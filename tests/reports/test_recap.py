"""The recap for a WhatsApp group: the lists' own numbers, and nothing that a stranger must not read."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.complaints import counts
from portal.complaints.filters import Filters
from portal.complaints.kinds import Bucket, Status
from portal.reports import recap
from tests.reports.conftest import Visit
from tests.reports.people import reader
from tests.reports.rows import Case, agency, put

TODAY = clock.today().date()
LONG_AGO = TODAY - timedelta(days=60)


async def test_its_numbers_are_those_of_the_lists(database: str) -> None:
    road = await agency("JALAN")
    await put(
        *[Case(TODAY, Status.RECEIVED)] * 3,
        *[Case(LONG_AGO, Status.DISPOSED, agency=road, due=LONG_AGO, title="Rahasia dapur")] * 4,
        *[Case(TODAY, Status.RESOLVED, "resolved", agency=road)] * 6,
    )
    admin, at = await reader("admin"), clock.now()
    found = await recap.standing(admin, at)
    listed = await counts.counts(admin, at, {"overdue": Filters(due="overdue")})
    assert found.overdue == {"JALAN": 4} == {"JALAN": listed["overdue"].value}
    assert {
        bucket: n for bucket, n in (await counts.by_bucket(admin, TODAY.year)).items() if n
    } == found.buckets
    text = await recap.text(admin, at)
    assert "- Belum ditindaklanjuti: 4\n" in text
    assert "*Lewat tenggat: 4*" in text
    assert text.count("- ADU-") == 4
    assert "Rahasia dapur" not in text


async def test_what_is_supervisory_is_not_in_it(database: str) -> None:
    road = await agency("JALAN")
    await put(Case(LONG_AGO, Status.DISPOSED, agency=road, due=LONG_AGO, is_supervisory=True))
    text = await recap.text(await reader("admin"), clock.now())
    assert "*0 pengaduan*" in text
    assert "Tidak ada yang lewat tenggat." in text


async def test_a_head_copies_only_their_own_agency(database: str) -> None:
    road, water = await agency("JALAN"), await agency("AIR")
    await put(
        *[Case(LONG_AGO, Status.DISPOSED, agency=office, due=LONG_AGO) for office in (road, water, water)]
    )
    found = await recap.standing(await reader("leader", "JALAN"), clock.now())
    assert found.overdue == {"JALAN": 1}
    assert found.buckets == {Bucket.NOT_FOLLOWED_UP: 1}


async def test_the_page_offers_copy_and_whatsapp(visit: Visit) -> None:
    client = await visit("leader")
    shown = (await client.get("/reports/recap")).text
    assert 'data-copy="recap"' in shown
    assert "https://wa.me/?text=%2ARekap%20pengaduan" in shown
    assert (await (await visit("operator", await _code())).get("/reports/recap")).status_code == 403


async def _code() -> str:
    await agency("AIR")
    return "AIR"
