"""A new office: from an empty database to the first alert on an officer's phone, led by Langkah awal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from portal.settings import ROOT
from tests.browser import day as steps
from tests.browser.day import Day, press, sees, until
from tests.browser.office import ADMIN, FIXTURES, OPERATOR, PASSWORD, Office, running_office
from tests.support.browser import PHONE, OpenPage, axe_violations, overflowing


@pytest.fixture
def empty_office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Portal, worker and phones on a database in which nobody lives."""
    shutil.copy(migrated_file, tmp_path / "aspal.sqlite")
    url = f"sqlite:///{tmp_path / 'aspal.sqlite'}"
    with running_office(url, tmp_path) as running:
        yield running


async def test_from_an_empty_database_to_the_first_alert(
    empty_office: Office, open_page: OpenPage, tmp_path: Path
) -> None:
    create_admin(empty_office)
    admin = await open_page(base=empty_office.base)
    phones = await open_page(base=empty_office.simulator.base_url)
    officer = await open_page(base=empty_office.base, width=PHONE)
    await steps.sign_in(admin, empty_office, ADMIN)
    await sees(admin, "Langkah awal: tujuh lagi", "Isi profil daerah")
    assert await axe_violations(admin) == []

    await describe_the_regency(admin)
    await import_agencies(admin)
    await import_list(admin, "Masukkan kategori", FIXTURES / "categories.csv", "Simpan 31 kategori")
    await import_list(admin, "Masukkan kecamatan", FIXTURES / "districts.csv", "Simpan 14 kecamatan")
    await invite(admin)
    await accept(officer, await rings(phones, OPERATOR.name, "/invitations/"))
    await try_the_way(admin, phones)
    day = Day(empty_office, "8412099")
    await next_step(admin, "Impor pengaduan")
    await steps.import_export(admin, day, steps.export(tmp_path, day.tracking_id))
    await is_led_no_longer(admin)

    await steps.verify(admin, day)
    await dispose(admin)
    link = await rings(phones, OPERATOR.name, day.address)
    await officer.goto(link)
    await sees(officer, steps.TITLE)
    assert await overflowing(officer) == []


def create_admin(office: Office) -> None:
    """The command that whoever installs the portal types."""
    words = ["--role", "admin", "--email", ADMIN.email, "--phone", ADMIN.phone, "--name", ADMIN.name]
    subprocess.run(
        [sys.executable, "-m", "portal", "create-account", *words, "--password-stdin"],
        input=f"{PASSWORD}\n",
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "ASPAL_DATABASE_URL": office.url},
        capture_output=True,
    )


async def next_step(page: Page, label: str) -> None:
    """From Beranda to Langkah awal, and by its one filled button on to the step."""
    await page.goto("/")
    await page.get_by_role("link", name="Lanjutkan langkah awal").click()
    await expect(page.locator("main .btn-primary")).to_have_text(label)
    await page.locator("main .btn-primary").click()


async def describe_the_regency(page: Page) -> None:
    await next_step(page, "Isi profil")
    await page.get_by_label("Nama daerah").fill("Kabupaten Contoh")
    await page.get_by_label("Nama singkat").fill("Contoh")
    await page.get_by_label("Nomor WhatsApp pengirim").fill("0812 0000 9999")
    await press(page, "Simpan")
    await sees(page, "Profil daerah disimpan", "+6281200009999", "Kabupaten → Kabupaten Contoh")


async def import_agencies(page: Page) -> None:
    await next_step(page, "Impor daftar")
    await page.get_by_label("Berkas CSV").set_input_files(FIXTURES / "agencies.csv")
    await press(page, "Lihat pratinjau")
    await press(page, "Simpan 44 perangkat daerah")
    await sees(page, "44 perangkat daerah ditambahkan")


async def import_list(page: Page, step: str, file: Path, button: str) -> None:
    """A list that the office has, looked at and kept."""
    await next_step(page, step)
    await page.get_by_label("Atau pilih berkas CSV").set_input_files(file)
    await press(page, "Lihat pratinjau")
    await press(page, button)
    await sees(page, "ditambahkan, 0 diubah")


async def invite(page: Page) -> None:
    await next_step(page, "Tambah petugas")
    await page.get_by_label("Nama lengkap").fill(OPERATOR.name)
    await page.get_by_label("Nomor WhatsApp", exact=True).fill(OPERATOR.phone)
    await page.get_by_label("Peran", exact=True).select_option("operator")
    await page.get_by_label("Perangkat daerah", exact=True).select_option(
        label="Dinas Pekerjaan Umum dan Penataan Ruang"
    )
    await page.get_by_label("Kirim undangan").check()
    await press(page, "Tambah pengguna")
    await sees(page, OPERATOR.name)


async def accept(page: Page, link: str) -> None:
    """The officer sets a password on the phone and is in."""
    await page.goto(link)
    await page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    await page.get_by_label("Ulangi kata sandi").fill(PASSWORD)
    await press(page, "Simpan dan masuk")
    await sees(page, "Anda")


async def try_the_way(page: Page, phones: Page) -> None:
    """One's own number is proven first; then a message to oneself, ticked once it has arrived."""
    await page.goto("/profile")
    await press(page, "Buktikan nomor")
    await page.goto(await rings(phones, ADMIN.name, "/identity-changes/"))
    await press(page, "Ya, ini benar")
    await sees(page, "Sudah dibuktikan")
    await page.goto("/first-steps")
    if await page.get_by_text("Dua langkah lagi").count():
        await press(page, "Kirim pesan uji")
    else:
        # The invitation has arrived, which proves the way as well.
        await page.get_by_role("button", name="Kirim pesan uji").click()
    await rings(phones, ADMIN.name, "/first-steps")


async def rings(page: Page, who: str, address: str) -> str:
    """The link in the newest message on that person's phone."""
    await page.goto(page.url if page.url.startswith("http") else "/")
    link = page.locator(".phone", has_text=who).locator(f"a[href*='{address}']").last
    await expect(link).to_be_visible(timeout=20_000)
    return str(await link.get_attribute("href"))


async def dispose(page: Page) -> None:
    """No category is known yet, so the agency is chosen by hand."""
    await page.get_by_label("Perangkat daerah", exact=True).select_option(label="DPUPR")
    await press(page, "Disposisikan")
    await sees(page, "Terdisposisi")


async def is_led_no_longer(page: Page) -> None:
    """All steps are done: Beranda is silent, the page stays."""
    await page.goto("/")
    await expect(page.locator("main")).not_to_contain_text("Langkah awal")
    await page.goto("/first-steps")
    await until(page, "Langkah awal sudah selesai")
