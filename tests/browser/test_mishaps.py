"""What goes wrong in a browser: sessions end, people press twice and go back. Nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.async_api import expect

from portal import clock, db
from portal.accounts.sessions import IDLE
from tests.browser import cases
from tests.browser import day as steps
from tests.browser.office import ADMIN, OPERATOR, PASSWORD, Office
from tests.support.browser import DESKTOP, PHONE, OpenPage, axe_violations

pytestmark = pytest.mark.usefixtures("tables")

LONG = " ".join(["Tim sudah turun pada pukul 09.00 dan menutup tujuh lubang."] * 12)
JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])


@asynccontextmanager
async def session_over() -> AsyncIterator[None]:
    """An hour and more passes for every process; afterwards the clock is right again."""
    await clock.move(IDLE + timedelta(minutes=1))
    try:
        yield
    finally:
        await clock.move(-IDLE - timedelta(minutes=1))


@JAVASCRIPT
async def test_what_was_typed_survives_a_session_that_ran_out(
    office: Office, open_page: OpenPage, javascript: bool
) -> None:
    complaint = await cases.disposed()
    page = await open_page(base=office.base, width=PHONE, javascript=javascript)
    await steps.sign_in(page, office, OPERATOR)
    await page.goto(f"/complaints/{complaint.number}")
    await page.get_by_label("Apa yang sudah dilakukan?").fill(LONG)
    await page.get_by_label("Akhir: pekerjaan sudah selesai").check()
    async with session_over():
        await page.get_by_role("button", name="Ajukan", exact=True).click()
        await expect(page.locator("h1")).to_have_text("Masuk")
        await steps.sees(page, "Tulisan Anda tetap disimpan")
        await page.get_by_label("Surel atau nomor WhatsApp").fill(OPERATOR.phone)
        await page.get_by_label("Kata sandi").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk", exact=True).click()
        await steps.sees(page, "Tulisan Anda masih ada", LONG)
        await page.get_by_role("button", name="Kirim sekarang").click()
        await steps.sees(page, "Tindak lanjut diajukan untuk disetujui", LONG)
    assert await _count("follow_up", complaint.id) == 1


@JAVASCRIPT
async def test_going_on_after_the_session_ran_out_leads_to_a_whole_sign_in_page(
    office: Office, open_page: OpenPage, javascript: bool
) -> None:
    page = await open_page(base=office.base, javascript=javascript)
    await steps.sign_in(page, office, ADMIN)
    async with session_over():
        await page.get_by_role("link", name="Pengaduan", exact=True).click()
        await expect(page.locator("h1")).to_have_text("Masuk")
        assert page.url.endswith("/sign-in?next=%2Fcomplaints")
        assert await page.locator("main").count() == 1
        assert await page.locator(".side, .tabs").count() == 0
        await page.get_by_label("Surel atau nomor WhatsApp").fill(ADMIN.email)
        await page.get_by_label("Kata sandi").fill(PASSWORD)
        await page.get_by_role("button", name="Masuk", exact=True).click()
        await expect(page.locator("h1")).to_have_text("Pengaduan")
        assert page.url.endswith("/complaints")


async def test_a_part_of_a_page_never_shows_the_sign_in_inside_it(
    office: Office, open_page: OpenPage
) -> None:
    complaint = await cases.verified()
    page = await open_page(base=office.base)
    await steps.sign_in(page, office, ADMIN)
    await page.goto(f"/complaints/{complaint.number}")
    await page.get_by_label("Catatan untuk petugas").fill(LONG)
    async with session_over():
        async with page.expect_response(lambda answer: "agency=" in answer.url):
            await page.get_by_label("Perangkat daerah").select_option(value=await _agency("DISHUB"))
        await page.wait_for_timeout(300)
        assert await page.locator("[name=password]").count() == 0
        await expect(page.get_by_label("Catatan untuk petugas")).to_have_value(LONG)
        assert page.url.endswith(complaint.number)
        await page.get_by_role("button", name="Disposisikan", exact=True).click()
        await steps.sees(page, "Tulisan Anda tetap disimpan")


async def test_a_page_that_watches_a_job_goes_to_the_sign_in_as_a_whole(
    office: Office, open_page: OpenPage, tmp_path: Path
) -> None:
    page = await open_page(base=office.base)
    await steps.sign_in(page, office, ADMIN)
    office.worker.kill()
    try:
        await page.goto("/lapor/imports")
        await page.get_by_label("Berkas", exact=True).set_input_files(steps.export(tmp_path, "8412999"))
        await steps.press(page, "Lihat pratinjau")
        await expect(page.locator("h1")).to_have_text("Berkas sedang dibaca")
        watched, length = page.url, await page.evaluate("history.length")
        async with page.expect_response(watched):
            pass
        assert await page.evaluate("history.length") == length
        async with session_over():
            await expect(page.locator("h1")).to_have_text("Masuk")
            assert page.url.endswith(quote(urlsplit(watched).path, safe=""))
    finally:
        office.worker.start()


async def test_choosing_an_agency_shows_who_will_be_told_and_leaves_the_reader_where_they_are(
    office: Office, open_page: OpenPage
) -> None:
    complaint = await cases.verified()
    page = await open_page(base=office.base)
    await steps.sign_in(page, office, ADMIN)
    await page.goto(f"/complaints/{complaint.number}")
    before = await page.evaluate("history.length")
    agency = page.get_by_label("Perangkat daerah")
    await agency.focus()
    await agency.select_option(value=await _agency("DPUPR"))
    await expect(page.locator("#preview")).to_contain_text("Operator Contoh")
    await page.wait_for_timeout(200)
    assert await page.evaluate("document.activeElement.id") == "agency"
    assert await page.evaluate("history.length") == before
    assert page.url.endswith(complaint.number)


@JAVASCRIPT
async def test_pressing_twice_is_one_disposition(
    office: Office, open_page: OpenPage, javascript: bool
) -> None:
    complaint = await cases.verified()
    page = await open_page(base=office.base, javascript=javascript)
    await steps.sign_in(page, office, ADMIN)
    await page.goto(f"/complaints/{complaint.number}/disposition?agency={await _agency('DPUPR')}")
    await page.get_by_role("button", name="Disposisikan", exact=True).dblclick()
    await steps.sees(page, "Terdisposisi")
    await page.goto(f"/complaints/{complaint.number}")
    told = [
        line for line in await page.locator(".timeline h3").all_inner_texts() if "mendisposisikan" in line
    ]
    assert len(told) == 1
    assert await _count("disposition", complaint.id) == 1
    assert await _count_messages(complaint.number) == 2


@JAVASCRIPT
async def test_going_back_after_an_act_shows_how_things_stand_now(
    office: Office, open_page: OpenPage, javascript: bool
) -> None:
    complaint = await cases.verified()
    page = await open_page(base=office.base, javascript=javascript)
    await steps.sign_in(page, office, ADMIN)
    await page.goto("/complaints")
    await page.locator(f"a[href='/complaints/{complaint.number}']").click()
    await expect(page.locator("h1")).to_have_text(complaint.title)
    await page.goto(f"/complaints/{complaint.number}/disposition?agency={await _agency('DPUPR')}")
    await steps.press(page, "Disposisikan")
    await steps.sees(page, "didisposisikan ke DPUPR")
    for address in (f"{complaint.number}/disposition", complaint.number, "complaints"):
        await page.go_back()
        await expect(page).to_have_url(re.compile(f"/{address}([?].*)?$"))
        await expect(page.locator("main, tr").filter(has_text=complaint.number).last).to_contain_text(
            "Terdisposisi"
        )
    assert await page.locator("main").count() == 1
    assert await page.locator(".side").count() == 1


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
async def test_a_refused_form_says_what_is_wrong_where_the_reader_is(
    office: Office, open_page: OpenPage, width: int
) -> None:
    page = await open_page(base=office.base, width=width)
    await steps.sign_in(page, office, ADMIN)
    await page.goto("/complaints/new")
    await page.get_by_label("Isi pengaduan").fill(LONG)
    await page.get_by_role("button", name="Catat pengaduan").click()
    summary = page.locator(".errors")
    await expect(summary).to_be_focused()
    await expect(summary).to_be_in_viewport()
    await expect(page.get_by_label("Isi pengaduan")).to_have_value(LONG)
    assert "perlu diperbaiki" in await page.title()
    assert page.url.endswith("/complaints/new")
    assert await axe_violations(page) == []
    await summary.get_by_role("link").first.click()
    assert await page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


async def _count(table: str, complaint: int) -> int:
    rows = await db.rows(f"SELECT count(*) AS n FROM {table} WHERE complaint = {{}}", complaint)  # noqa: S608
    return int(rows[0]["n"])


async def _count_messages(number: str) -> int:
    rows = await db.rows("SELECT count(*) AS n FROM delivery WHERE subject = {}", f"complaint:{number}")
    return int(rows[0]["n"])


async def _agency(code: str) -> str:
    return str((await db.rows("SELECT id FROM agency WHERE code = {}", code))[0]["id"])
