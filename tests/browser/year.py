"""The office of a decree's year: three agencies, a decree in force, and what its people press and read."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

from docx import Document
from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as PageTimeout

from portal import clock
from portal.accounts import creation, passwords
from portal.accounts.tables import Account, AccountState
from portal.agencies import editing
from portal.agencies.editing import AgencyValues
from portal.workdays import queries as workdays
from tests.browser.day import press, sees
from tests.browser.office import ADMIN, MAKER, PASSWORD, Office, Person
from tests.decrees import page_world
from tests.support.proofs import answered

SECOND = Person("admin", "Pengunggah Contoh", "pengunggah@contoh.example", "+6281200000101")
HEAD = Person("leader", "Kepala Contoh", "kepala@contoh.example", "+6281200000102", "DISHUB")
BY_HAND = (ADMIN, SECOND, HEAD)
KEEPS = Person("liaison", "Penghubung Lingkungan", "", "+6281200000111", "DLH")
CHANGES = Person("liaison", "Penghubung Jalan", "", "+6281200000112", "DPUPR")
SILENT = Person("liaison", "Penghubung Angkutan", "", "+6281200000113", "DISHUB")
LEAVER = Person("operator", "Operator Lama", "", "+6281200000114", "DPUPR")
STAYS = Person("operator", "Operator Lingkungan", "", "+6281200000115", "DLH")
RIDES = Person("operator", "Operator Angkutan", "", "+6281200000116", "DISHUB")
NEWCOMER = Person("operator", "Operator Baru", "", "+6281200000117", "DPUPR")
SEATED = (KEEPS, CHANGES, SILENT, LEAVER, STAYS, RIDES)
SEATS = {"liaison": "Pejabat Penghubung", "operator": "Admin Operator"}


async def begin() -> None:
    """On the morning of a working day that two more follow: agencies, people, this year's decree in force."""
    await clock.move(await _first_morning() - clock.now())
    at, keys = clock.now(), {}
    for code in ("DLH", "DPUPR", "DISHUB"):
        keys[code] = await editing.add(code, AgencyValues(f"Dinas {code}", code, "dinas"), by=MAKER, at=at)
    for person in BY_HAND:
        await answered(
            await creation.create_account(
                role=person.role,
                email=person.email,
                phone=person.phone,
                name=person.name,
                agency_code=person.agency,
                password=PASSWORD,
                at=at,
            ),
            at,
        )
    decree = await page_world.draft(clock.today().year)
    for person in SEATED:
        seat, agency = SEATS[person.role], keys[person.agency]
        await page_world.seat(decree, seat, agency, person.name, phone=person.phone)
    await page_world.in_force(decree)
    await _accepted_long_ago()


async def at_hour(days: int, hour: int, minute: int = 0) -> None:
    """Move the clock of every process to an hour so many days ahead."""
    day = clock.today().date() + timedelta(days=days)
    await clock.move(datetime.combine(day, time(hour, minute), clock.WIB) - clock.now())


async def sign_in(page: Page, office: Office, person: Person) -> None:
    """On a phone of one's own, so that no idle hour signs out."""
    await page.goto(f"{office.base}/sign-in")
    await enter(page, person)


async def enter(page: Page, person: Person) -> None:
    await page.get_by_label("Surel atau nomor WhatsApp").fill(person.phone)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await page.get_by_label("Percayai ponsel ini 30 hari").check()
    await press(page, "Masuk")


async def link_on(page: Page, office: Office, person: Person, words: str) -> str:
    """The simulated phone rings; gives the link of the newest message that says these words."""
    await page.goto(office.simulator.base_url)
    bubble = _phone(page, person).locator("article", has_text=words).last
    await expect(bubble).to_be_visible(timeout=30_000)
    return str(await bubble.get_by_role("link").first.get_attribute("href"))


async def told(page: Page, office: Office, person: Person) -> str:
    """Everything on a phone, "" where it never rang."""
    await page.goto(office.simulator.base_url)
    phone = _phone(page, person)
    return await phone.inner_text() if await phone.count() else ""


async def prove(page: Page) -> None:
    """The password once more, where the last time is more than ten minutes ago."""
    asked = page.get_by_role("heading", name="Konfirmasi kata sandi")
    try:
        # The answer to the press may still be on its way.
        await asked.wait_for(timeout=1_500)
    except PageTimeout:
        return
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await press(page, "Lanjutkan")


async def describe(page: Page, base: str, begins: date) -> None:
    """What has to stand on the decree before it can be initialled."""
    await page.goto(f"{base}/particulars")
    await page.get_by_label("Berlaku mulai").fill(begins.isoformat())
    await page.get_by_label("Nama penanda tangan").fill("Penanda Tangan Contoh")
    await page.get_by_label("Jabatan penanda tangan").fill("Bupati Contoh")
    await press(page, "Simpan data SK")
    await prove(page)


async def ask_everybody(page: Page, base: str) -> None:
    """The round is opened until tonight."""
    await page.goto(f"{base}/round")
    await page.get_by_label("Batas menjawab").fill(clock.today().date().isoformat())
    await press(page, "Tanyakan kepada 3 perangkat daerah")
    await sees(page, "0 dari 3 perangkat daerah sudah menjawab")


async def replace_operator(page: Page) -> None:
    """The liaison names a newcomer; typed on a small phone."""
    row = page.locator("fieldset", has_text=LEAVER.name)
    await row.get_by_label("Ganti orang").check()
    new = row.locator(".for-replace")
    await new.get_by_label("Nama lengkap dan gelar").fill(NEWCOMER.name)
    await new.get_by_label("Jabatan", exact=True).fill("Pengelola Data")
    await new.get_by_label("Nomor WhatsApp").fill("0812 0000 0117")
    await new.get_by_label("Alasan").select_option("Mutasi")


async def approve(page: Page, code: str) -> None:
    await page.get_by_label("Saya sudah memeriksa nama dan nomor di atas.").check()
    await press(page, f"Setujui untuk {code}")
    await prove(page)
    await sees(page, "jawaban terkirim, diperiksa Kominfo")


async def accept_all(page: Page, base: str) -> None:
    """Kominfo reads each answer and takes it."""
    for done in range(1, 4):
        await page.goto(f"{base}/board")
        await page.get_by_role("link", name="Putuskan").first.click()
        await press(page, "Terima jawaban ini")
        await prove(page)
        await sees(page, f"{done} selesai")


async def initial(page: Page, base: str) -> None:
    await page.goto(f"{base}/paraf")
    await page.locator("#holder_1").fill("Kepala Bagian Hukum")
    await page.locator("#on_1").fill(clock.today().date().isoformat())
    await press(page, "Catat paraf, siap ditandatangani")


async def names_on_paper(page: Page, base: str) -> str:
    """All that the Word file says."""
    await page.goto(f"{base}/documents")
    async with page.expect_download() as coming:
        await page.locator('a[href$="/documents/word"]').click()
    path = await (await coming.value).path()
    paper = Document(io.BytesIO(path.read_bytes()))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in paper.paragraphs), *cells])


async def upload(page: Page, base: str) -> None:
    await page.goto(f"{base}/signature")
    await prove(page)
    await page.get_by_label("Nomor SK").fill("188.45/7/434.013/2027")
    await page.get_by_label("Tanggal ditetapkan").fill(clock.today().date().isoformat())
    scan = {"name": "sk.pdf", "mimeType": "application/pdf", "buffer": page_world.pdf()}
    await page.get_by_label("Berkas SK").set_input_files(scan)  # type: ignore[arg-type]
    await press(page, "Catat SK")
    await sees(page, "Yang mengunggah SK bertanda tangan tidak dapat memberlakukannya")


async def enact(page: Page, base: str) -> None:
    await page.goto(f"{base}/enactment")
    await sees(page, "1 akun baru dan undangan", NEWCOMER.name, LEAVER.name)
    await page.get_by_label("Saya sudah memeriksa apa yang akan berubah.").check()
    await press(page, "Berlakukan SK")
    await prove(page)
    await sees(page, "SK diberlakukan")


def _phone(page: Page, person: Person) -> Locator:
    return page.locator(f"#phone-{person.phone.lstrip('+')}")


async def _first_morning() -> datetime:
    calendar, day = await workdays.calendar(), clock.today().date() + timedelta(days=1)
    while not all(calendar.is_working(day + timedelta(days=more)) for more in range(3)):
        day += timedelta(days=1)
    return datetime.combine(day, time(10), clock.WIB)


async def _accepted_long_ago() -> None:
    """Everybody in the decree has set a password and shown that the number is theirs."""
    kept = await passwords.hashed(PASSWORD)
    proven = {
        Account.password_hash: kept,
        Account.state: AccountState.ACTIVE,
        Account.phone_proven_at: clock.now(),
    }
    await Account.update(proven).where(Account.name.is_in([person.name for person in SEATED]))
