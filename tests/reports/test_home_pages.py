"""The home page in the real application, for every role."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.complaints.kinds import Status
from tests.reports.conftest import Visit
from tests.reports.rows import Case, agency, put
from tests.reports.test_rapor_pages import plain

TODAY = clock.today().date()
LONG_AGO = TODAY - timedelta(days=60)
ROLES = [
    ("admin", ""),
    ("leader", ""),
    ("leader", "SATU"),
    ("inspector", ""),
    ("reviewer", ""),
    ("operator", "SATU"),
    ("liaison", "SATU"),
]


async def test_a_stranger_is_led_to_sign_in(visit: Visit):
    browser = await visit("admin")
    browser.cookies.clear()
    answer = await browser.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"].startswith("/sign-in")) == (303, True)


async def test_everybody_has_a_home_with_and_without_complaints(visit: Visit):
    here = await agency("SATU")
    for role, place in ROLES:
        answer = await (await visit(role, place)).get("/")
        assert answer.status_code == 200
        assert "Tidak ada yang menunggu Anda" in plain(answer.text)
    await put(
        Case(TODAY, Status.RECEIVED),
        Case(LONG_AGO, Status.DISPOSED, agency=here, due=LONG_AGO),
        Case(LONG_AGO, Status.ANSWERED, "in_progress", agency=here, answered=LONG_AGO),
        Case(TODAY, Status.ARCHIVED, "archived"),
    )
    for role, place in ROLES:
        browser = await visit(role, place)
        assert (await browser.get("/")).status_code == 200
        assert (await browser.get("/reports/closing")).status_code == (200 if role == "admin" else 403)


async def test_a_title_is_shown_as_it_was_written_not_as_markup(visit: Visit):
    await put(Case(TODAY, Status.RECEIVED, title='<b>Tamba\'an</b> & "jalan"'))
    html = (await (await visit("admin")).get("/")).text
    assert "<b>Tamba" not in html
    assert "Tamba&#39;an" in html


async def test_messages_that_will_not_arrive_are_told_to_kominfo_only(visit: Visit):
    assert "Tidak ada pesan yang tersangkut" in plain((await (await visit("admin")).get("/")).text)
    assert "pesan yang tersangkut" not in plain((await (await visit("leader")).get("/")).text)
