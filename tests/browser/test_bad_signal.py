"""A phone at 64 kbit/s whose line is cut twice: nothing typed is lost, no photo is sent twice."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image, ImageFilter
from playwright.async_api import CDPSession, FilePayload, Page, Request, expect

from portal.complaints.tables import FollowUp, FollowUpFile
from portal.files.tables import StoredFile
from tests.browser import cases
from tests.browser import day as steps
from tests.browser.office import OPERATOR, Office
from tests.support.browser import PHONE, OpenPage

pytestmark = pytest.mark.usefixtures("tables")

SLOW = 64_000 / 8
"""64 kbit/s in bytes per second, both ways."""

LONG = " ".join(["Tim menutup tujuh lubang dengan aspal dingin di depan pasar."] * 8)


class Line:
    """The phone's line, slow, and cut when a test says so."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    async def is_up(self, up: bool = True) -> None:  # noqa: FBT002 - reads like a sentence
        told = {"latency": 150, "downloadThroughput": SLOW, "uploadThroughput": SLOW}
        await self._session.send("Network.emulateNetworkConditions", {"offline": not up, **told})

    async def cut(self) -> None:
        await self.is_up(False)


@pytest.fixture
async def phone(office: Office, open_page: OpenPage, page_problems: list[str]) -> AsyncIterator[Page]:
    """A small phone on which the operator is signed in; a broken line is no fault of the page."""
    page = await open_page(base=office.base, width=PHONE)
    await steps.sign_in(page, office, OPERATOR)
    yield page
    page_problems[:] = [problem for problem in page_problems if "Failed to load" not in problem]


async def test_a_day_with_bad_signal(phone: Page, page_problems: list[str]) -> None:
    complaint, before = await cases.disposed(), await StoredFile.count()
    sizes: list[int] = []
    phone.on("request", lambda request: sizes.append(_size(request)) if "/photos" in request.url else None)
    await phone.goto(f"/complaints/{complaint.number}")
    line = Line(await phone.context.new_cdp_session(phone))
    await line.is_up()
    await phone.get_by_label("Apa yang sudah dilakukan?").fill(LONG)
    await phone.get_by_label("Akhir: pekerjaan sudah selesai").check()
    original = _photo(1)
    await phone.get_by_label("Foto sesudah dikerjakan").set_input_files(
        [_payload("sebelum.jpg", original), _payload("sesudah.jpg", _photo(2))]
    )
    await expect(phone.locator("main")).to_contain_text("% terkirim")
    await line.cut()
    await expect(phone.locator("main")).to_contain_text("sambungan terputus, dicoba lagi")
    await line.is_up()
    await expect(phone.get_by_role("button", name="Lepas")).to_have_count(2, timeout=60_000)
    assert max(sizes) < len(original) / 3

    await line.cut()
    await phone.get_by_role("button", name="Ajukan", exact=True).click()
    await expect(phone.get_by_role("alert")).to_contain_text("Sambungan terputus")
    await expect(phone.get_by_label("Apa yang sudah dilakukan?")).to_have_value(LONG)
    await line.is_up()
    await phone.reload()
    await steps.sees(phone, "Tulisan Anda yang belum terkirim masih ada", "sebelum.jpg", "sesudah.jpg")
    await expect(phone.get_by_label("Apa yang sudah dilakukan?")).to_have_value(LONG)
    await phone.get_by_role("button", name="Ajukan", exact=True).click()
    await expect(phone.locator("main")).to_contain_text("diajukan untuk disetujui", timeout=30_000)

    [written] = await FollowUp.objects().where(FollowUp.complaint == complaint.id)
    assert (written.text, written.stage) == (LONG, "final")
    assert await FollowUpFile.count().where(FollowUpFile.follow_up == written.id) == 2
    assert await StoredFile.count() == before + 2
    assert await _kept_in(phone) == []
    page_problems.clear()


async def test_what_was_typed_leaves_with_its_writer(phone: Page) -> None:
    complaint = await cases.disposed()
    await phone.goto(f"/complaints/{complaint.number}")
    await phone.get_by_label("Apa yang sudah dilakukan?").fill(LONG)
    assert len(await _kept_in(phone)) == 1
    await phone.goto("/profile")
    await phone.goto(f"/complaints/{complaint.number}")
    await steps.sees(phone, "masih ada")
    await phone.goto("/profile#menu")
    await phone.get_by_role("button", name="Keluar", exact=True).click()
    await expect(phone.locator("h1")).to_have_text("Masuk")
    assert await _kept_in(phone) == []


async def test_pressing_before_the_photo_is_there_waits_for_it(phone: Page) -> None:
    complaint = await cases.disposed()
    await phone.goto(f"/complaints/{complaint.number}")
    line = Line(await phone.context.new_cdp_session(phone))
    await line.is_up()
    await phone.get_by_label("Apa yang sudah dilakukan?").fill(LONG)
    await phone.get_by_label("Foto sesudah dikerjakan").set_input_files([_payload("satu.jpg", _photo(3))])
    await phone.get_by_role("button", name="Simpan konsep").click()
    await expect(phone.get_by_role("button", name="Menunggu foto terkirim…")).to_be_visible()
    await expect(phone.locator("main")).to_contain_text("Konsep disimpan", timeout=60_000)
    [draft] = await FollowUp.objects().where(FollowUp.complaint == complaint.id)
    assert await FollowUpFile.count().where(FollowUpFile.follow_up == draft.id) == 1


def _photo(seed: int) -> bytes:
    """What a good phone takes: some megabytes, with a grain that does not shrink to nothing."""
    noise = Image.effect_noise((3200, 2400), 60 + seed).filter(ImageFilter.GaussianBlur(6))
    made = io.BytesIO()
    noise.save(made, "JPEG", quality=98)
    return made.getvalue()


def _payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def _size(request: Request) -> int:
    return len(request.post_data_buffer or b"")


async def _kept_in(page: Page) -> list[str]:
    found: list[str] = await page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('aspal:'))"
    )
    return found
