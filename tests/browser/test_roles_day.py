"""A role of the office's own, lived through: made, given for one agency, used there, changed and taken."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from portal import clock
from portal.accounts import creation
from tests.browser.day import press, sees, sign_in
from tests.browser.office import ADMIN, PASSWORD, Office, Person
from tests.support.browser import PHONE, OpenPage, overflowing
from tests.support.browser import sign_in as enter
from tests.support.proofs import answered

AGENCY = "DPUPR"
TICKED = ("Membaca pengaduan", "Mencatat pengaduan")


async def newcomer(mark: str) -> Person:
    """Somebody who may read everything and record nothing."""
    number = "+628121110001" if mark == "scripted" else "+628121110002"
    person = Person("reviewer", f"Petugas Contoh {mark}", f"petugas-{mark}@contoh.example", number)
    await answered(
        await creation.create_account(
            role=person.role,
            email=person.email,
            phone=person.phone,
            name=person.name,
            agency_code="",
            password=PASSWORD,
            at=clock.now(),
        ),
        clock.now(),
    )
    return person


@pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])
async def test_a_role_is_made_given_used_and_taken(
    office: Office, tables: None, open_page: OpenPage, javascript: bool
) -> None:
    mark = "scripted" if javascript else "plain"
    person = await newcomer(mark)
    admin = await open_page(base=office.base, javascript=javascript)
    await sign_in(admin, office, ADMIN)
    desk = await open_page(base=office.base, width=PHONE, javascript=javascript)
    await enter(desk, office.base, person.email, PASSWORD)
    assert await records(desk) == 403

    role = f"Petugas Loket {mark}"
    await make(admin, role)
    await give(admin, person, role)
    assert await records(desk) == 200
    await record(desk)
    assert await overflowing(desk) == []

    await untick(admin, role)
    assert await records(desk) == 403
    await tick_again(admin, role)
    assert await records(desk) == 200
    await take(admin, person, role)
    assert await records(desk) == 403
    await told(admin, person, role)


async def records(page: Page) -> int:
    """How the portal answers to the very next request for the form."""
    answer = await page.goto("/complaints/new")
    assert answer is not None
    return answer.status


async def make(page: Page, role: str) -> None:
    await page.goto("/roles")
    link = page.get_by_role("link", name="Buat peran")
    if not await link.is_visible():
        await page.get_by_text("Lanjutan: peran buatan sendiri").click()
    await link.click()
    await page.get_by_label("Nama peran").fill(role)
    await page.get_by_label("Untuk apa").fill("Mencatat pengaduan yang datang ke loket.")
    for right in TICKED:
        await page.get_by_label(right, exact=True).check()
    await expect(page.get_by_label("Membuka identitas pelapor")).to_have_count(0)
    await press(page, "Buat peran")
    await sees(page, "Peran dibuat", *TICKED, "Belum ada yang memegang peran ini")


async def give(page: Page, person: Person, role: str) -> None:
    await find(page, person)
    await page.get_by_role("combobox", name="Peran", exact=True).select_option(label=role)
    agencies = page.get_by_role("combobox", name="Perangkat daerah")
    name = await agencies.locator("option", has_text=re.compile("Pekerjaan Umum")).first.inner_text()
    await agencies.select_option(label=name)
    await press(page, "Beri peran")
    await sees(page, "Peran ditambahkan", f"{role} · {AGENCY}")
    await page.get_by_role("link", name="Apa yang boleh dilakukan").click()
    await sees(page, "Mencatat pengaduan", f"{role} · {AGENCY}", "diberikan admin, sejak")


async def record(page: Page) -> None:
    await page.get_by_label("Kanal").select_option(index=1)
    await page.get_by_label("Tanggal masuk").fill(f"{clock.today():%Y-%m-%d}")
    await page.get_by_label("Judul").fill("Lampu jalan padam di depan pasar")
    await page.get_by_label("Isi pengaduan").fill("Padam sejak kemarin malam.")
    await press(page, "Catat pengaduan")
    await sees(page, "Lampu jalan padam di depan pasar", "ADU-")


async def untick(page: Page, role: str) -> None:
    await change(page, role)
    await page.get_by_label("Mencatat pengaduan", exact=True).uncheck()
    await press(page, "Simpan peran")
    await sees(page, "Peran disimpan dan langsung berlaku")


async def tick_again(page: Page, role: str) -> None:
    await change(page, role)
    await page.get_by_label("Mencatat pengaduan", exact=True).check()
    await press(page, "Simpan peran")


async def change(page: Page, role: str) -> None:
    await page.goto("/roles")
    await page.get_by_role("link", name=role).click()
    await page.get_by_role("link", name="Ubah peran").click()
    await expect(page.get_by_label("Nama peran")).to_have_value(role)


async def take(page: Page, person: Person, role: str) -> None:
    await find(page, person)
    await press(page, f"Akhiri peran {role} di {AGENCY}")
    await sees(page, "Peran diakhiri", "berakhir")


async def told(page: Page, person: Person, role: str) -> None:
    """The log tells the day in words."""
    await page.goto("/audit")
    await sees(page, f"Peran {role}", person.name, "hak: Mencatat pengaduan", "mengakhiri peran")


async def find(page: Page, person: Person) -> None:
    await page.goto(f"/accounts?q={person.email}")
    await page.get_by_role("link", name=person.name).click()
    await expect(page.locator("h1")).to_have_text(person.name)
