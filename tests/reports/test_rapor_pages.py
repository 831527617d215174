"""The rapor's page: both truths, definitions, few cases unranked, and to each reader what is theirs."""

from __future__ import annotations

import re
from datetime import date

from portal.complaints.kinds import Status
from tests.reports.conftest import Visit
from tests.reports.rows import Case, agency, put

DAY = date(2025, 3, 3)


def plain(html: str) -> str:
    """The words of a page."""
    words = re.sub(r"<[^>]*>", " ", html).replace("&nbsp;", " ")
    return " ".join(words.split())


async def test_both_truths_stand_beside_each_other_with_their_definitions(visit: Visit):
    await put(
        Case(DAY, Status.RESOLVED, "resolved", DAY, date(2025, 3, 10), date(2025, 3, 24)),
        Case(DAY, Status.ANSWERED, "not_followed_up", DAY, date(2025, 3, 12)),
    )
    browser = await visit("admin")
    answer = await browser.get("/reports/rapor/2025")
    said = plain(answer.text)
    assert answer.status_code == 200
    assert "50,0 %" in said
    assert "8,0 hari" in said
    assert "1 pengaduan berbeda" in said
    assert "Dari tanggal pengaduan masuk sampai tanggal tindak lanjut pertama yang disetujui." in said
    assert re.search(r"ADU-2025-\d{6} Belum ditindaklanjuti Proses", said)


async def test_an_agency_with_few_cases_is_not_ranked(visit: Visit):
    few, enough = await agency("SEDIKIT"), await agency("CUKUP")
    await put(Case(DAY, Status.RESOLVED, "resolved", agency=few))
    await put(*[Case(DAY, Status.DISPOSED, "not_followed_up", agency=enough)] * 5)
    said = plain((await (await visit("admin")).get("/reports/rapor/2025")).text)
    assert "SEDIKIT 1 1 terlalu sedikit untuk diperingkat" in said
    assert said.index("CUKUP 5 0 0,0") < said.index("SEDIKIT")


async def test_the_head_of_an_agency_reads_its_own_figures_without_supervisory_ones(visit: Visit):
    mine, other = await agency("SATU"), await agency("DUA")
    await put(
        Case(DAY, Status.RESOLVED, "resolved", agency=mine),
        Case(DAY, Status.DISPOSED, "not_followed_up", agency=mine, is_supervisory=True),
        Case(DAY, Status.DISPOSED, "not_followed_up", agency=other),
    )
    said = plain((await (await visit("leader", "SATU")).get("/reports/rapor/2025")).text)
    assert "Pengaduan di SATU." in said
    assert "100,0 % 1 dari 1 pengaduan" in said
    assert "berkadar pengawasan" not in said


async def test_the_regencys_rapor_is_one_number_for_all_and_names_only_what_the_reader_sees(visit: Visit):
    [number] = await put(Case(DAY, Status.ANSWERED, "not_followed_up", is_supervisory=True))
    leader = plain((await (await visit("leader")).get("/reports/rapor/2025")).text)
    assert "0 dari 1 pengaduan" in leader
    assert "Pengaduan berkadar pengawasan ikut dihitung" in leader
    assert number not in leader
    assert number in (await (await visit("admin")).get("/reports/rapor/2025")).text


async def test_archived_ones_divide_on_demand(visit: Visit):
    await put(Case(DAY, Status.RESOLVED, "resolved"), Case(DAY, Status.ARCHIVED, "archived"))
    browser = await visit("reviewer")
    assert "100,0 % 1 dari 1 pengaduan" in plain((await browser.get("/reports/rapor/2025")).text)
    assert "50,0 % 1 dari 2 pengaduan" in plain((await browser.get("/reports/rapor/2025?aside=1")).text)


async def test_the_way_to_the_rapor_leads_to_this_year_and_wrong_years_to_nothing(visit: Visit):
    browser = await visit("leader")
    answer = await browser.get("/reports/rapor", follow_redirects=False)
    assert answer.status_code == 303
    assert (await browser.get(answer.headers["location"])).status_code == 200
    for wrong in ("1999", "abcd", "20255", "٢٠٢٥"):
        assert (await browser.get(f"/reports/rapor/{wrong}")).status_code == 404


async def test_an_operator_reads_no_rapor(visit: Visit):
    await agency("SATU")
    assert (await (await visit("operator", "SATU")).get("/reports/rapor/2025")).status_code == 403
