"""The path, walked by its people: from an export of LAPOR! to the right phones and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser import day as steps
from tests.browser.day import Day
from tests.browser.office import ADMIN, LIAISON, OPERATOR, Office
from tests.support.browser import PHONE, OpenPage, overflowing

TOLD = [
    "Admin Contoh menyatakan selesai",
    "Penghubung Contoh menyetujui tindak lanjut",
    "Operator Contoh mengajukan tindak lanjut",
    "Operator Contoh mulai menyusun tindak lanjut",
    "Admin Contoh mendisposisikan ke DPUPR",
    "Admin Contoh memverifikasi",
    "Admin Contoh mengimpor pengaduan dari SP4N-LAPOR!",
]
RECORDED = [
    "Admin Contoh memverifikasi pengaduan",
    "Admin Contoh mendisposisikan pengaduan",
    "Operator Contoh menyusun konsep tindak lanjut",
    "Operator Contoh mengajukan tindak lanjut",
    "Penghubung Contoh menyetujui tindak lanjut",
    "Admin Contoh menyatakan selesai",
]


@pytest.mark.parametrize("javascript", [True, False], ids=["scripted", "plain"])
async def test_a_complaint_travels_to_the_right_phones_and_back(
    office: Office, open_page: OpenPage, tmp_path: Path, javascript: bool
) -> None:
    day = Day(office, "8412073" if javascript else "8412074")
    kominfo = await open_page(base=office.base, javascript=javascript)
    await steps.sign_in(kominfo, office, ADMIN)
    await steps.import_export(kominfo, day, steps.export(tmp_path, day.tracking_id))
    before = await steps.figures(kominfo)
    await steps.verify(kominfo, day)
    await steps.dispose(kominfo, day)

    phones = await open_page(base=office.simulator.base_url, javascript=javascript)
    await steps.phone_shows(phones, day, LIAISON, "meneruskan satu pengaduan")
    link = await steps.phone_shows(phones, day, OPERATOR, "meneruskan satu pengaduan")

    operator = await open_page(base=office.base, width=PHONE, javascript=javascript)
    await steps.enter_by_link(operator, link, OPERATOR)
    await steps.follow_up(operator)
    await fits(operator)

    link = await steps.phone_shows(phones, day, LIAISON, "menunggu persetujuan")
    liaison = await open_page(base=office.base, width=PHONE, javascript=javascript)
    await steps.enter_by_link(liaison, link, LIAISON)
    await steps.approve(liaison)
    await fits(liaison)

    await steps.resolve(kominfo, day)
    after = await steps.figures(kominfo)
    assert _moved(before, after) == {"Belum terverifikasi": -1, "Selesai": 1}
    assert await steps.timeline(kominfo, day) == TOLD
    audit = await steps.audit(kominfo, day)
    assert [line for line in RECORDED if line not in audit] == []


async def fits(page: Page) -> None:
    """Nothing sticks out on a small phone."""
    assert await overflowing(page) == []


def _moved(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - count for name, count in before.items() if after[name] != count}
