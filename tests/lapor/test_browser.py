"""The pages of LAPOR! in a real Chromium, judged by axe; a file imported while somebody watches."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from portal import clock, db
from portal.agencies.tables import District
from portal.complaints import intake, verification
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel, Classification
from portal.lapor.batches import lifecycle
from portal.lapor.export_columns import Column
from tests.browser import office as offices
from tests.browser.office import ADMIN, PASSWORD
from tests.crash.processes import Nursery, Program
from tests.lapor.files import FIXTURES, write_csv
from tests.lapor.office import COLUMNS, COMMAND, batch, export, row, take, upload, work
from tests.support.browser import DESKTOP, HEIGHT, PHONE, OpenPage, axe_violations, overflowing, sign_in


@dataclass(frozen=True, slots=True)
class Portal:
    """Where the portal answers, and its database."""

    base: str
    url: str
    nursery: Nursery

    @contextmanager
    def working(self) -> Iterator[None]:
        """With a worker beside it."""
        worker = Program(self.nursery, "worker")
        worker.start()
        try:
            yield
        finally:
            worker.end()


@pytest.fixture(scope="module")
def portal(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with its agencies and an admin, without a worker: the test decides when jobs are done."""
    folder = tmp_path_factory.mktemp("portal")
    shutil.copy(migrated_file, folder / "aspal.sqlite")
    url = f"sqlite:///{folder / 'aspal.sqlite'}"
    offices.in_database(url, offices.found)
    with offices.running_portal(url, folder) as (base, born, _):
        yield Portal(base, url, born)


@asynccontextmanager
async def tables(portal: Portal) -> AsyncIterator[None]:
    db.use(db.connect(portal.url))
    await db.open_pool()
    yield
    await db.close()


async def addresses(folder: Path) -> list[str]:
    """One page of each state that an import can be in."""
    now = clock.now()
    await take(export(folder, row("6300236", rating="1")), at=now - timedelta(days=1))
    waiting = await upload(FIXTURES / "lapor_export_2023.xlsx", COMMAND)
    mixed = await upload(
        export(
            folder,
            row("7"),
            row("6300237", agency="Dinas Rekaan Sekali", status="Ditelaah Pusat"),
            row("6300241", classification="Pengaduan Berkadar Pengawasan (WBS)"),
            row("6300242", classification=""),
        ),
        COMMAND,
    )
    doubtful = await upload(FIXTURES / "nasty" / "17_us_dates.xlsx", COMMAND)
    await take(export(folder, row("6300243", classification="Laporan"), row("6300244", classification="")))
    await work()
    stopped = await upload(export(folder, row("6300238")), COMMAND)
    await lifecycle.withdraw(await batch(stopped), by=COMMAND, at=now)
    reading = await upload(export(folder, row("6300239")), COMMAND)
    pages = [f"/lapor/imports/{each}" for each in (waiting, mixed, doubtful, stopped, reading)]
    lists = ["/lapor/statuses", "/lapor/classes", "/lapor/ledger?view=differs"]
    return ["/lapor/imports", *pages, f"{pages[0]}/rows/9", *lists]


async def test_every_page_is_sound_in_each_look(portal: Portal, tmp_path: Path, open_page: OpenPage) -> None:
    async with tables(portal):
        pages = await addresses(tmp_path)
    for width, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        page = await open_page(width=width, scheme=scheme, base=portal.base)
        await sign_in(page, portal.base, ADMIN.email, PASSWORD)
        for path in pages:
            await page.goto(path)
            assert await axe_violations(page) == [], (path, width, scheme)
            assert await overflowing(page) == [], (path, width)


async def test_an_admin_watches_a_file_become_complaints(
    portal: Portal, tmp_path: Path, open_page: OpenPage
) -> None:
    page = await open_page(base=portal.base)
    await sign_in(page, portal.base, ADMIN.email, PASSWORD)
    await page.goto("/lapor/imports")
    await page.set_input_files("#file", export(tmp_path, row("6300300"), row("6300301")))
    await page.click("text=Lihat pratinjau")
    await page.wait_for_selector("text=Berkas sedang dibaca")
    with portal.working():
        await page.wait_for_selector("text=2 baru dan 0 berubah menunggu konfirmasi")
        await page.click("button:text-is('Impor')")
        await page.wait_for_selector("text=2 pengaduan baru, 0 berubah")


async def test_the_preview_decides_first_and_an_import_is_undone(
    portal: Portal, tmp_path: Path, open_page: OpenPage
) -> None:
    strange = {"agency": "Dinas Rekaan Dua Kali", "status": "Ditelaah Pusat"}
    file = export(tmp_path, row("6300400", title="Lampu padam", **strange), row("6300401"))
    page = await open_page(width=PHONE, base=portal.base)
    await sign_in(page, portal.base, ADMIN.email, PASSWORD)
    with portal.working():
        await page.goto("/lapor/imports")
        await page.set_input_files("#file", file)
        await page.click("text=Lihat pratinjau")
        await page.wait_for_selector("text=2 baru dan 0 berubah menunggu konfirmasi")
        where = page.url
        tops = [
            (await page.locator(first).bounding_box() or {})["y"]
            for first in ("#h-agencies", "#h-statuses", "#h-counts", "button:text-is('Impor')", "table.rows")
        ]
        assert tops == sorted(tops)
        assert tops[0] < HEIGHT, "the first question stands on the first screen"
        await page.select_option("[aria-label='Ditelaah Pusat dihitung sebagai']", "in_progress")
        await page.click("section[aria-labelledby=h-statuses] button")
        await page.wait_for_selector("#h-statuses", state="detached")
        await page.click("button:text-is('Impor')")
        await page.wait_for_selector("text=2 pengaduan baru, 0 berubah")
        await page.click("a:text-is('Batalkan impor')")
        await page.wait_for_selector("text=2 pengaduan yang dibawa berkas ini keluar")
        assert await axe_violations(page) == []
        assert await overflowing(page) == []
        await page.click("button:text-is('Batalkan impor')")
        await page.wait_for_selector("h1:text-is('Impor dibatalkan')")
    assert page.url.startswith(where)
    await page.goto("/complaints?q=6300400")
    assert "Lampu padam" not in await page.content()


async def test_without_javascript_a_pair_is_joined_and_its_data_put_right(
    portal: Portal, tmp_path: Path, open_page: OpenPage
) -> None:
    async with tables(portal):
        torjun = await District.select(District.id).where(District.name == "Torjun").first()
        assert torjun
        new = NewComplaint("Lampu taman padam", "Sudah tiga malam.", Channel.LETTER, district=torjun["id"])
        known = await intake.record(new, by=COMMAND, at=clock.now())
        found = verification.Assessment(Classification.COMPLAINT)
        await verification.verify(known, found=found, by=COMMAND, at=clock.now())
        today = clock.today().strftime("%d/%m/%Y")
        cells = [*row("6300500", day=today, title="Lampu taman padam", body="Sudah tiga malam."), "Torjun"]
        file = write_csv(tmp_path / "pasangan.csv", [[*COLUMNS, Column.DISTRICT], cells])
        public_id = await upload(file, COMMAND)
        await work()
    for width, scheme in ((PHONE, "dark"), (DESKTOP, "light")):
        look = await open_page(width=width, scheme=scheme, base=portal.base)
        await sign_in(look, portal.base, ADMIN.email, PASSWORD)
        for path in (f"/lapor/imports/{public_id}", f"/complaints/{known.number}/data-correction"):
            await look.goto(path)
            assert await axe_violations(look) == [], (path, width)
            assert await overflowing(look) == [], (path, width)
    page = await open_page(width=PHONE, javascript=False, base=portal.base)
    await sign_in(page, portal.base, ADMIN.email, PASSWORD)
    await page.goto(f"/lapor/imports/{public_id}")
    await page.click("button:text-is('Sama')")
    await page.wait_for_selector(f"text={known.number} sekarang bernomor LAPOR! 6300500")
    await page.goto(f"/complaints/{known.number}/data-correction")
    await page.select_option("#classification", "supervisory")
    await page.fill("#reason", "Pelapor menyebut pungutan oleh petugas.")
    await page.click("button:text-is('Simpan perbaikan')")
    await page.wait_for_selector("text=Data pengaduan sudah diperbaiki")
    assert "berkadar pengawasan" in await page.content()


async def test_an_unclear_class_is_settled_in_the_preview_and_stands_first_until_then(
    portal: Portal, tmp_path: Path, open_page: OpenPage
) -> None:
    unclear = row("6300600", title="Pungutan di loket", classification="Berkadar")
    page = await open_page(width=PHONE, base=portal.base)
    await sign_in(page, portal.base, ADMIN.email, PASSWORD)
    with portal.working():
        await page.goto("/lapor/imports")
        await page.set_input_files("#file", export(tmp_path, unclear, row("6300601", classification="")))
        await page.click("text=Lihat pratinjau")
        await page.wait_for_selector("text=2 klasifikasi belum jelas")
        heading = await page.locator("#h-classes").bounding_box()
        assert heading is not None
        assert heading["y"] < HEIGHT, "the question stands on the first screen"
        assert "Pungutan di loket" in await page.content()
        await page.select_option("[aria-label='Berkadar berarti']", "supervisory")
        await page.click("section[aria-labelledby=h-classes] button")
        await page.wait_for_selector("text=1 klasifikasi belum jelas")
        await page.click("button:text-is('Impor')")
        await page.wait_for_selector("text=2 pengaduan baru, 0 berubah")
    await page.goto("/complaints?q=6300600")
    assert "berkadar pengawasan" in await page.content()
    await page.goto("/complaints?q=6300601")
    assert "klasifikasi belum jelas" in await page.content()
    await page.goto("/")
    first = await page.locator("main li").first.inner_text()
    assert "Tetapkan klasifikasi" in first
    await page.goto("/lapor/classes")
    await page.select_option("[aria-label='Kolom kosong berarti']", "complaint")
    await (
        page.locator("form", has=page.locator("[aria-label='Kolom kosong berarti']"))
        .locator("button")
        .click()
    )
    await page.wait_for_selector("text=sekarang: Pengaduan Tidak Berkadar Pengawasan")
    assert await axe_violations(page) == []
