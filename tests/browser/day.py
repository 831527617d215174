"""One complaint's day as its people live it: each step is what somebody presses and then reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from portal import clock
from portal.lapor.export_columns import Column
from tests.browser.office import PASSWORD, Office, Person
from tests.lapor.files import write_xlsx
from tests.support import browser

TITLE = "Jalan berlubang di depan pasar"
BODY = "Lubang sedalam sejengkal, pengendara terjatuh pada malam hari."
REPORTER = "Pelapor Contoh"
ANSWER = "Lubang ditambal dengan aspal dingin pada pukul 10.00."
PATIENCE = 300
"""Looks at a job's page, a tenth of a second apart."""

HEADER = [
    Column.TRACKING_ID,
    Column.DATE,
    Column.TIME,
    Column.REPORTER,
    Column.CLASSIFICATION,
    Column.CATEGORY,
    Column.TITLE,
    Column.BODY_INITIAL,
    Column.STATUS,
    Column.DISTRICT,
]


@dataclass
class Day:
    """The complaint of the day, known by its Tracking ID first and by its number once it is imported."""

    office: Office
    tracking_id: str
    number: str = ""

    @property
    def address(self) -> str:
        return f"/complaints/{self.number}"


def export(folder: Path, tracking_id: str) -> Path:
    """An export with one complaint that nobody has verified yet."""
    row = [
        tracking_id,
        f"{clock.today():%d/%m/%Y}",
        "00.05",
        REPORTER,
        "Pengaduan Tidak Berkadar Pengawasan",
        "Jalan Berlubang",
        TITLE,
        BODY,
        "Belum Terverifikasi",
        "Torjun",
    ]
    return write_xlsx(folder / f"ekspor-{tracking_id}.xlsx", [HEADER, row])


def photo() -> bytes:
    """What a phone takes, in small."""
    made = BytesIO()
    Image.new("RGB", (640, 480), "#606468").save(made, "JPEG")
    return made.getvalue()


async def sign_in(page: Page, office: Office, person: Person) -> None:
    await browser.sign_in(page, office.base, person.email, PASSWORD)


async def press(page: Page, name: str) -> None:
    """Press a button of the page's main part and wait until the browser is at the next page."""
    async with page.expect_navigation():
        await page.locator("main").get_by_role("button", name=name, exact=True).click()


async def sees(page: Page, *texts: str) -> None:
    for text in texts:
        await expect(page.locator("main")).to_contain_text(text)


async def import_export(page: Page, day: Day, file: Path) -> None:
    """Upload, look at the rows, confirm; the number is read from the list."""
    await page.goto("/lapor/imports")
    await page.get_by_label("Ekspor SP4N-LAPOR!", exact=True).check()
    await page.get_by_label("Berkas", exact=True).set_input_files(file)
    await press(page, "Lihat pratinjau")
    # Reading the page anew before the browser is there would break the upload off.
    await page.wait_for_url(re.compile(r"/lapor/imports/[\w-]+$"))
    await until(page, "1 baru dan 0 berubah menunggu konfirmasi")
    await sees(page, "Impor 1 baris ini?", day.tracking_id)
    await press(page, "Impor")
    await until(page, "1 pengaduan baru, 0 berubah")
    await page.goto(f"/complaints?q={day.tracking_id}")
    await sees(page, TITLE, "Belum terverifikasi")
    found = re.search(r"ADU-\d{4}-\d{6}", await page.locator("main").inner_text())
    assert found
    day.number = found[0]


async def until(page: Page, heading: str) -> None:
    """The page of a job comes to its end by itself; without JavaScript somebody reloads it."""
    for _ in range(PATIENCE):
        if heading in await page.locator("h1").inner_text():
            return
        await page.wait_for_timeout(100)
        await page.goto(page.url)
    raise AssertionError(f"never read: {heading}")


async def verify(page: Page, day: Day) -> None:
    await page.goto(day.address)
    await press(page, "Verifikasi")
    await sees(page, "Pengaduan sudah diverifikasi", "Terverifikasi")


async def dispose(page: Page, day: Day) -> None:
    """The agency is suggested; who will be told and until when stands there before anything is sent."""
    await sees(page, "Disarankan karena kategori Jalan Berlubang", "Bila dikirim sekarang")
    await sees(page, "Penghubung Contoh", "Operator Contoh", "Tindak lanjut pertama paling lambat")
    await press(page, "Disposisikan")
    await sees(page, "didisposisikan ke DPUPR", "Terdisposisi")


async def phone_shows(page: Page, day: Day, person: Person, what: str) -> str:
    """The simulated phone rings; returns the link of the message about this complaint."""
    await page.goto(day.office.simulator.base_url)
    phone = page.locator(".phone", has_text=person.name)
    bubble = phone.locator("article", has_text=day.number).filter(has_text=what).last
    await expect(bubble).to_be_visible(timeout=20_000)
    text = await phone.inner_text()
    assert day.tracking_id in text
    for secret in (TITLE, BODY, REPORTER, ANSWER):
        assert secret not in text
    return str(await bubble.get_by_role("link").first.get_attribute("href"))


async def enter_by_link(page: Page, link: str, person: Person) -> None:
    """The message's link asks for a sign-in and then leads to the complaint."""
    await page.goto(link)
    await page.get_by_label("Surel atau nomor WhatsApp").fill(person.phone)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await press(page, "Masuk")
    await expect(page.locator("h1")).to_have_text(TITLE)
    assert page.url == link


async def follow_up(page: Page) -> None:
    await page.get_by_label("Apa yang sudah dilakukan?").fill(ANSWER)
    sent = {"name": "sesudah.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    await page.get_by_label("Foto sesudah dikerjakan").set_input_files(sent)  # type: ignore[arg-type]
    await page.get_by_label("Akhir: pekerjaan sudah selesai").check()
    await press(page, "Ajukan")
    await sees(page, "Tindak lanjut diajukan untuk disetujui", "menunggu persetujuan")


async def approve(page: Page) -> None:
    await sees(page, ANSWER, "Operator Contoh")
    await expect(page.locator("main .act img")).to_have_count(1)
    await press(page, "Setujui")
    await sees(page, "Ditindaklanjuti")


async def resolve(page: Page, day: Day) -> None:
    await page.goto(day.address)
    await sees(page, "Ditindaklanjuti", ANSWER, "Belum disalin ke LAPOR!")
    await press(page, "Nyatakan selesai")
    await sees(page, "Pengaduan dinyatakan selesai", "Selesai")


async def figures(page: Page) -> dict[str, int]:
    """The four buckets of the year, as the rapor shows them by our own acts."""
    await page.goto(f"/reports/rapor/{clock.today().year}")
    rows = page.locator("table", has_text="Keadaan").locator("tbody tr")
    cells = [await row.locator("th, td").all_inner_texts() for row in await rows.all()]
    return {row[0].strip(): int(row[-1]) for row in cells if row[-1].strip().isdecimal()}


async def timeline(page: Page, day: Day) -> list[str]:
    """What was done, in the order in which the page tells it."""
    await page.goto(day.address)
    return await page.locator(".timeline h3").all_inner_texts()


async def audit(page: Page, day: Day) -> str:
    """What the audit says about the complaint, as one text."""
    await page.goto(f"/audit?subject={day.number}")
    return await page.locator("main").inner_text()
