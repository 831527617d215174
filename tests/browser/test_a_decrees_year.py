"""A decree's year as its people live it: drafted, confirmed on phones, signed, in force at midnight."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from portal import clock
from portal.accounts import assignments
from portal.accounts.current_user import Held
from portal.accounts.tables import Account
from portal.agencies import queries as agencies
from tests.browser import cases, year
from tests.browser import office as offices
from tests.browser.day import press, sees
from tests.browser.office import ADMIN, PASSWORD, Office, Person
from tests.browser.year import CHANGES, HEAD, KEEPS, LEAVER, NEWCOMER, SEATED, SECOND
from tests.support.browser import PHONE, OpenPage, overflowing

ASKED = "memeriksa susunan tim pengelola pengaduan"


@pytest.fixture(scope="module")
def office(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Three agencies whose officers have their roles from this year's decree."""
    folder = tmp_path_factory.mktemp("year")
    shutil.copy(migrated_file, folder / "aspal.sqlite")
    url = f"sqlite:///{folder / 'aspal.sqlite'}"
    offices.in_database(url, year.begin)
    with offices.running_office(url, folder) as running:
        yield running


@pytest.mark.usefixtures("tables")
async def test_a_decree_decides_who_acts_and_who_is_told_from_midnight_on(
    office: Office, open_page: OpenPage
) -> None:
    kominfo, phones = await open_page(base=office.base), await open_page()
    leaver = await open_page(base=office.base, width=PHONE)
    await year.sign_in(kominfo, office, ADMIN)
    await year.sign_in(leaver, office, LEAVER)
    base = await draft(kominfo)
    await year.ask_everybody(kominfo, base)

    keeps = await answering(office, open_page, phones, KEEPS, f"{ASKED} DLH")
    await year.approve(keeps, "DLH")
    changes = await answering(office, open_page, phones, CHANGES, f"{ASKED} DPUPR")
    await year.replace_operator(changes)
    assert await overflowing(changes) == []
    await year.approve(changes, "DPUPR")

    await year.at_hour(days=1, hour=10)
    head = await answering(office, open_page, phones, HEAD, "menunggu keputusan Anda sebagai kepala")
    await year.approve(head, "DISHUB")
    await year.accept_all(kominfo, base)

    begins = clock.today().date() + timedelta(days=1)
    await year.describe(kominfo, base, begins)
    await year.initial(kominfo, base)
    paper = await year.names_on_paper(kominfo, base)
    written = {person.name for person in SEATED} - {LEAVER.name} | {NEWCOMER.name}
    assert [name for name in written if name not in paper] == []
    assert LEAVER.name not in paper
    assert "81200000117" not in paper

    uploader = await open_page(base=office.base)
    await year.sign_in(uploader, office, SECOND)
    await year.upload(uploader, base)
    await year.enact(kominfo, base)
    office.worker.kill()
    await leaver.goto("/complaints")
    await expect(leaver.locator("h1")).not_to_have_text("Tindakan ini bukan untuk peran Anda")

    await year.at_hour(days=1, hour=0, minute=5)
    await refused(leaver, "/complaints")
    assert Held("operator", await agency_id("DPUPR")) in await held(NEWCOMER)

    await year.at_hour(days=0, hour=9)
    office.worker.start()
    link = await year.link_on(phones, office, NEWCOMER, "Anda diundang Dinas Kominfo")
    newcomer = await open_page(base=office.base, width=PHONE)
    await accept(newcomer, link)
    await dispose_to(kominfo, phones, office, newcomer)


async def draft(page: Page) -> str:
    """Next year's decree begins with the roster in force; gives its address."""
    await page.goto("/decrees/new")
    await press(page, "Buat konsep")
    await sees(page, "0 dari 6 kedudukan berubah")
    return page.url


async def answering(office: Office, open_page: OpenPage, phones: Page, person: Person, words: str) -> Page:
    """Somebody follows the link on their phone, and signs in on the way to their agency's page."""
    link = await year.link_on(phones, office, person, words)
    page = await open_page(base=office.base, width=PHONE)
    await page.goto(link)
    await year.enter(page, person)
    await expect(page.locator("h1")).to_contain_text("Apakah tim")
    assert await overflowing(page) == []
    return page


async def refused(page: Page, address: str) -> None:
    """The session still stands, but opens nothing; a duty will close it when the worker is back."""
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == 403
    await sees(page, "bukan untuk peran Anda")


async def accept(page: Page, link: str) -> None:
    """The invitation works once, and leads in."""
    await page.goto(link)
    await page.get_by_label("Kata sandi", exact=True).fill(PASSWORD)
    await page.get_by_label("Ulangi kata sandi").fill(PASSWORD)
    await press(page, "Simpan dan masuk")
    await page.goto("/team")
    await sees(page, "Serah terima tugas menunggu Anda")


async def dispose_to(kominfo: Page, phones: Page, office: Office, newcomer: Page) -> None:
    """A complaint goes to the agency: the newcomer hears and reads it, the leaver does not."""
    complaint = await cases.verified()
    agency = await agency_id("DPUPR")
    await kominfo.goto(f"/complaints/{complaint.number}/disposition?agency={agency}")
    await sees(kominfo, NEWCOMER.name)
    await expect(kominfo.locator("main")).not_to_contain_text(LEAVER.name)
    await press(kominfo, "Disposisikan")
    await year.link_on(phones, office, NEWCOMER, complaint.number)
    assert complaint.number not in await year.told(phones, office, LEAVER)
    await newcomer.goto(f"/complaints/{complaint.number}")
    await expect(newcomer.locator("h1")).to_have_text(complaint.title)


async def held(person: Person) -> tuple[Held, ...]:
    found = await Account.select(Account.id).where(Account.name == person.name).first()
    assert found is not None
    return await assignments.held_by(found["id"], clock.now())


async def agency_id(code: str) -> int:
    found = await agencies.find(code)
    assert found is not None
    return found.id
