"""Two agencies become one by law, and one again: the matter of a citizen is never with nobody."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from portal import clock
from portal.accounts import creation
from portal.complaints.tables import Complaint
from tests.browser import cases
from tests.browser.day import press, sees, sign_in
from tests.browser.office import ADMIN, OPERATOR, PASSWORD, Office, Person
from tests.support.browser import PHONE, OpenPage, overflowing
from tests.support.proofs import answered

REASON = "Perda Nomor 3 Tahun 2026 tentang susunan perangkat daerah"
OLD, NEW = "/agencies/DPUPR", "/agencies/DLH"


async def newcomer(mark: str) -> Person:
    """An operator of the agency that takes over."""
    number = "+628121120001" if mark == "scripted" else "+628121120002"
    person = Person("operator", f"Operator Baru {mark}", f"baru-{mark}@contoh.example", number, "DLH")
    await answered(
        await creation.create_account(
            role=person.role,
            email=person.email,
            phone=person.phone,
            name=person.name,
            agency_code=person.agency,
            password=PASSWORD,
            at=clock.now(),
        ),
        clock.now(),
    )
    return person


@pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])
async def test_a_merge_and_its_undo(
    office: Office, tables: None, open_page: OpenPage, javascript: bool
) -> None:
    person = await newcomer("scripted" if javascript else "plain")
    complaint = await cases.disposed()
    admin = await open_page(base=office.base, javascript=javascript)
    old_team = await open_page(base=office.base, width=PHONE, javascript=javascript)
    new_team = await open_page(base=office.base, width=PHONE, javascript=javascript)
    await sign_in(admin, office, ADMIN)
    await sign_in(old_team, office, OPERATOR)
    await sign_in(new_team, office, person)
    assert await may_accept(old_team, complaint)
    assert await status(new_team, complaint) == 404

    await ending_is_refused(admin)
    await merge(admin, complaint)
    assert await may_accept(new_team, complaint)
    assert not await may_accept(old_team, complaint)
    await sees(new_team, "menyerahkan ke DLH", REASON)
    assert await overflowing(new_team) == []

    await part(admin)
    assert await may_accept(old_team, complaint)
    await sees(old_team, "Penggabungan DPUPR ke DLH dibatalkan.")
    await told(admin)


async def may_accept(page: Page, complaint: Complaint) -> bool:
    """Whether the reader is offered to take the complaint on; they must see it."""
    assert await status(page, complaint) == 200
    return await page.locator("main a, main button").filter(has_text=re.compile("^Terima")).count() > 0


async def status(page: Page, complaint: Complaint) -> int:
    answer = await page.goto(f"/complaints/{complaint.number}")
    assert answer is not None
    return answer.status


async def ending_is_refused(page: Page) -> None:
    """An agency with open complaints does not end; merging is what is offered."""
    await page.goto(OLD)
    await page.get_by_role("link", name="Nonaktifkan").click()
    await sees(page, "Masih ada pekerjaan terbuka", "Operator Contoh")
    await page.get_by_label("Berlaku sampai").fill("2026-01-02")
    await press(page, "Simpan hari terakhir")
    await sees(page, "masih memegang")


async def merge(page: Page, complaint: Complaint) -> None:
    """The preview says what moves and names who keeps their role; only the press moves it."""
    await page.get_by_role("link", name="Gabungkan ke perangkat daerah lain", exact=True).click()
    await page.get_by_label("Digabungkan ke").select_option(label="Dinas Lingkungan Hidup")
    await press(page, "Lihat apa yang berpindah")
    await sees(page, "pengaduan terbuka", complaint.number, "Operator Contoh", "Belum ada yang berubah")
    await page.get_by_label("Dasar penggabungan").fill(REASON)
    await press(page, "Gabungkan")
    await sees(page, "digabungkan ke DLH", "ikut pindah", "Mengambil alih")
    await page.goto(OLD)
    await sees(page, "Digantikan oleh", REASON)


async def part(page: Page) -> None:
    await page.get_by_role("link", name="Batalkan penggabungan").click()
    await sees(page, "berlaku lagi")
    await press(page, "Batalkan penggabungan")
    await sees(page, "Penggabungan dibatalkan")
    await page.goto(NEW)
    await expect(page.locator("main")).not_to_contain_text("Mengambil alih")


async def told(page: Page) -> None:
    """Both acts are in the audit."""
    await page.goto("/audit?subject=agency:DPUPR")
    await sees(page, "menggabungkan perangkat daerah", "membatalkan penggabungan perangkat daerah")
