"""The day of a second factor: switched on, asked for, the phone lost, let in by paper, helped by an admin."""

from __future__ import annotations

import re
import time

import pyotp
import pytest
from playwright.async_api import Page, expect

from portal.accounts.proof_tables import SecondFactor
from tests.browser import day as steps
from tests.browser.day import press, sees
from tests.browser.office import ADMIN, LIAISON, PASSWORD, Office, Person
from tests.support.browser import PHONE, OpenPage, axe_violations, overflowing

PAGE = "/profile/second-factor"


@pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])
async def test_a_phone_is_confirmed_lost_and_mended(
    office: Office, tables: None, open_page: OpenPage, javascript: bool
) -> None:
    page = await open_page(base=office.base, width=PHONE, javascript=javascript)
    await steps.sign_in(page, office, LIAISON)
    secret, codes = await switch_on(page)

    await leave(page)
    await knock(page, LIAISON)
    await answer(page, pyotp.TOTP(secret).at(int(await fresh_moment())))
    await expect(page).to_have_url(f"{office.base}/")

    # The phone is gone: a code from paper lets in, once.
    await leave(page)
    await knock(page, LIAISON)
    await answer(page, codes[0])
    await page.goto(PAGE)
    await sees(page, "9 kode masih dapat dipakai")
    await leave(page)
    await knock(page, LIAISON)
    await answer(page, codes[0])
    await sees(page, "Kode tidak cocok atau sudah dipakai")

    # The paper is gone as well: an admin makes sure who it is and switches it off.
    kominfo = await open_page(base=office.base, javascript=javascript)
    await steps.sign_in(kominfo, office, ADMIN)
    await sees(kominfo, "verifikasi dua langkah")
    await help_in(kominfo, LIAISON)
    await sees(kominfo, "Verifikasi dua langkah dimatikan")
    await knock(page, LIAISON)
    await expect(page).to_have_url(f"{office.base}/")


async def switch_on(page: Page) -> tuple[str, list[str]]:
    """From the profile to the codes on paper; each page is judged on the way."""
    await page.goto("/profile")
    await page.get_by_role("link", name="Verifikasi dua langkah").click()
    await press(page, "Mulai")
    await sees(page, "Pasang di ponsel")
    await fits(page)
    secret = (await page.locator("#secret").inner_text()).replace(" ", "")
    await page.get_by_label("Kode dari aplikasi").fill(pyotp.TOTP(secret).at(int(time.time())))
    await press(page, "Aktifkan")
    await sees(page, "Verifikasi dua langkah aktif")
    await fits(page)
    codes = await page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    return secret, codes


async def fresh_moment() -> float:
    """A moment whose code was not used yet, without waiting half a minute for it."""
    await SecondFactor.update({SecondFactor.last_step: 0}, force=True)
    return time.time()


async def knock(page: Page, person: Person) -> None:
    """Give the password."""
    await page.goto("/sign-in")
    await page.get_by_label("Surel atau nomor WhatsApp").fill(person.email)
    await page.get_by_label("Kata sandi").fill(PASSWORD)
    await press(page, "Masuk")


async def answer(page: Page, code: str) -> None:
    """Give the code."""
    await sees(page, "Kode dari ponsel")
    await fits(page)
    await page.get_by_label("Kode", exact=True).fill(code)
    await press(page, "Masuk")


async def leave(page: Page) -> None:
    """As if the browser were another one."""
    await page.context.clear_cookies()


async def help_in(page: Page, person: Person) -> None:
    """From the list of people to the help page."""
    await page.goto("/accounts")
    await page.get_by_role("link", name=re.compile(person.name)).first.click()
    await page.get_by_role("link", name="Orang ini tidak dapat masuk?").click()
    await fits(page)
    await page.get_by_label("Alasan").select_option("lost")
    await page.get_by_label("Cara memastikan orangnya").select_option("met")
    await press(page, "Matikan verifikasi dua langkah")


async def fits(page: Page) -> None:
    """Nothing sticks out or offends axe, which cannot judge where scripts are off."""
    assert await overflowing(page) == []
    if await page.evaluate("'htmx' in window"):
        assert await axe_violations(page) == []
