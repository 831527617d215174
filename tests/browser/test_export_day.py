"""A list is taken along: the file that comes is opened, and holds what the page showed, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from playwright.async_api import Page, expect
from python_calamine import CalamineWorkbook

from portal import clock
from portal.complaints import intake
from portal.complaints.intake import NewComplaint, ReporterDetails
from portal.complaints.kinds import Channel
from tests.browser import day as steps
from tests.browser import office as offices
from tests.browser.office import ADMIN, LIAISON, MAKER, Office
from tests.support.browser import PHONE, OpenPage, overflowing

ROWS = 53
"""More than a page holds."""

REPORTER = "Suharsimi Contoh"
Rows = list[tuple[str, str]]


@pytest.fixture(scope="module")
def furnished(office: Office) -> Office:
    """The office with complaints of two channels, some with a title that a spreadsheet would obey."""
    offices.in_database(office.url, _record)
    return office


async def _record() -> None:
    for nth in range(ROWS):
        await intake.record(
            NewComplaint(
                title=f"=1+{nth} lampu jalan padam" if nth % 5 == 0 else f"Lampu jalan {nth} padam",
                body="Gelap sejak magrib.",
                channel=Channel.FACEBOOK,
                reporter=ReporterDetails(name=REPORTER),
            ),
            by=MAKER,
            at=clock.now(),
        )
    other = NewComplaint(title="Lampu taman", body="Mati.", channel=Channel.PHONE)
    await intake.record(other, by=MAKER, at=clock.now())


@pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])
async def test_the_workbook_is_the_list(
    furnished: Office, open_page: OpenPage, tmp_path: Path, javascript: bool
) -> None:
    page = await open_page(base=furnished.base, javascript=javascript)
    await steps.sign_in(page, furnished, ADMIN)
    await page.goto("/complaints?channel=facebook&sort=oldest")
    shown = await every_page(page)
    assert len(shown) == ROWS
    path = await take(page, "Excel", tmp_path / "daftar.xlsx", scripted=javascript)
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Pengaduan")
    head, *body = sheet.to_python()
    assert [(row[1], row[head.index("Judul")]) for row in body] == shown
    assert {row[head.index("Pelapor")] for row in body} == {"S•••••••• C•••••"}


async def test_numbers_come_once_the_rows_stand(furnished: Office, open_page: OpenPage) -> None:
    page = await open_page(base=furnished.base, width=PHONE)
    await steps.sign_in(page, furnished, ADMIN)
    await page.goto("/complaints?channel=facebook")
    await expect(page.locator("#n-mine")).to_have_text(str(ROWS + 1))
    await expect(page.locator("#n-returned")).to_be_empty()
    await expect(page.locator("#total")).to_have_text(f"{ROWS} pengaduan seluruhnya")
    await page.goto("/complaints?mine=1")
    await expect(page.locator("h1")).to_have_text("Lebih dari 50 pengaduan menunggu Anda")
    await page.goto("/complaints?mine=1&total=1")
    await expect(page.locator("h1")).to_have_text(f"{ROWS + 1} pengaduan menunggu Anda")


async def test_the_recap_is_the_list(furnished: Office, open_page: OpenPage, tmp_path: Path) -> None:
    page = await open_page(base=furnished.base, width=PHONE)
    await steps.sign_in(page, furnished, ADMIN)
    await page.goto("/complaints?q=lampu+taman")
    shown = await every_page(page)
    path = await take(page, "Rekap Word", tmp_path / "rekap.docx")
    (table,) = Document(str(path)).tables
    assert [row.cells[4].text for row in table.rows[1:]] == [title for _, title in shown] == ["Lampu taman"]
    assert await overflowing(page) == []


async def test_the_file_is_nobody_elses(furnished: Office, open_page: OpenPage, tmp_path: Path) -> None:
    page = await open_page(base=furnished.base)
    await steps.sign_in(page, furnished, ADMIN)
    await page.goto("/complaints?q=taman")
    await take(page, "Excel", tmp_path / "daftar.xlsx")
    other = await open_page(base=furnished.base)
    await steps.sign_in(other, furnished, LIAISON)
    answer = await other.goto(page.url)
    assert answer is not None
    assert answer.status == 404


async def every_page(page: Page) -> Rows:
    """Number and title of each row, page after page, and back at the first."""
    first, found = page.url, await rows(page)
    while await page.locator("a[rel=next]").count():
        await page.click("a[rel=next]")
        await expect(page.get_by_role("link", name="Ke halaman pertama")).to_be_visible()
        found += await rows(page)
    await page.goto(first)
    return found


async def rows(page: Page) -> Rows:
    """The table as it is read."""
    titles = await page.locator("table.rows tbody a.t").all()
    return [
        (str(await title.get_attribute("href")).rpartition("/")[2], await title.inner_text())
        for title in titles
    ]


async def take(page: Page, kind: str, path: Path, *, scripted: bool = True) -> Path:
    """From the list to the file on the reader's own disk."""
    await page.get_by_role("link", name="Unduh").click()
    await page.get_by_label(kind).check()
    await page.get_by_role("button", name="Siapkan berkas").click()
    link = page.get_by_role("link", name="Unduh berkas")
    await page.wait_for_url("**/jobs/*")
    for _ in range(100):
        if await link.count():
            break
        # With JavaScript the page comes to its end by itself; without it somebody asks again.
        await page.wait_for_timeout(300)
        if not scripted:
            await page.reload()
    async with page.expect_download() as coming:
        await link.click()
    await (await coming.value).save_as(path)
    return path
