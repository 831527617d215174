"""A file of the list: exactly what the list holds, harmless in a spreadsheet, and only its asker's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from portal import clock, db, files
from portal.accounts.tables import Account, Assignment
from portal.app import handlers
from portal.complaints import counts, dispositions, importing, listing, resolution
from portal.complaints.exports import asking, rows
from portal.complaints.exports.asking import Format
from portal.complaints.exports.rows import Export
from portal.complaints.filters import DUE, LAPOR, Filters, Moment
from portal.complaints.intake import ReporterDetails
from portal.complaints.kinds import Bucket, Channel, Classification, Status
from portal.complaints.look import SORTS
from portal.jobs import queue, worker
from portal.permissions import Actor
from portal.workdays import queries as workdays
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office
from tests.complaints.test_importing import IMPORT, ROW

PEOPLE = ("admin", "operator", "liaison", "head", "leader", "stranger", "inspector", "inspectorate_liaison")
NOW = MONDAY + 9 * DAY


async def town(office: Office) -> None:
    """Complaints in every state, of both agencies, some of which few may know of."""
    category, district = await factories.category(), await factories.district()
    for nth in range(3):
        at, number = MONDAY - nth * 200 * DAY, {"tracking_id": f"700000{nth}"} if nth else {}
        await factories.recorded(office, at, title="Lampu padam", channel=Channel.FACEBOOK, category=category)
        await factories.verified(office, at, title="Jalan rusak", district=district)
        await factories.submitted(office, at, **number)
        closed = await factories.answered(office, at, title="Lampu jalan")
        await resolution.resolve(closed, note="Selesai.", by=office.admin, at=at + DAY)
        returned = await factories.disposed(office, at)
        await dispositions.give_back(returned, reason="Bukan.", by=office.operator, at=at + 3 * HOUR)
    await dispositions.dispose(returned, to=office.dlh, by=office.admin, at=NOW)
    hidden = {"classification": Classification.SUPERVISORY, "title": "Pungutan", "office": office.dpupr}
    await factories.recorded(office, **hidden)
    await importing.take_in([ROW], by=IMPORT, at=MONDAY)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(""), values)


asked = st.fixed_dictionaries(
    {
        "q": maybe(
            st.sampled_from(("lampu", "jalan rusak", "ditambal", "ADU-2026-000003", "700", "pungutan"))
        ),
        "status": maybe(st.sampled_from(list(Status))),
        "bucket": maybe(st.sampled_from(list(Bucket))),
        "channel": maybe(st.sampled_from(list(Channel))),
        "classification": maybe(st.sampled_from(["complaint", "supervisory"])),
        "due": maybe(st.sampled_from(DUE)),
        "lapor": maybe(st.sampled_from(LAPOR)),
        "agency": maybe(st.sampled_from(["1", "2", "3"])),
        "year": maybe(st.sampled_from(["2025", "2026"])),
        "mine": maybe(st.just("1")),
        "returned": maybe(st.just("1")),
    }
)
# Most filters leave nothing when all are set at once, so that few are.
NAMES = ("q", "status", "bucket", "due", "lapor", "agency", "year", "mine", "channel")
few = st.lists(st.sampled_from(NAMES), max_size=2)


async def list_of(actor: Actor, filters: Filters, sort: str) -> list[str]:
    """The whole list, page by page."""
    found: list[str] = []
    after: Any = None
    while True:
        page = await listing.listing(actor, filters, after, sort=sort, limit=4)
        found += [row.number for row in page.rows]
        if page.after is None:
            return found
        after = list(page.after)


async def export_of(actor: Actor, filters: Filters, sort: str) -> tuple[list[str], int]:
    moment = Moment(clock.now(), await workdays.calendar())
    wanted = await Export.of(actor, filters, sort, moment)
    return [row.number async for chunk in wanted.chunks() for row in chunk], await wanted.count()


@settings(max_examples=150)
@given(asked, few, st.sampled_from(PEOPLE), st.sampled_from(["", *SORTS]))
async def test_list_count_and_export_are_the_same(
    furnished: Office, asked: dict[str, str], few: list[str], who: str, sort: str
) -> None:
    filters = Filters.parse({name: value for name, value in asked.items() if name in few})
    actor: Actor = getattr(furnished, who)
    with time_machine.travel(NOW, tick=False):
        on_pages = await list_of(actor, filters, sort)
        in_file, counted = await export_of(actor, filters, sort)
        total = await counts.total(actor, filters, NOW)
        badge = (await counts.counts(actor, NOW, {"it": filters}))["it"]
    assert in_file == on_pages
    assert len(set(on_pages)) == len(on_pages) == counted == total.value == badge.value


@pytest.fixture
async def furnished(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The town, exported by threes so that chunks follow each other."""
    monkeypatch.setattr(rows, "CHUNK", 3)
    await town(office)
    return office


async def made(office: Office, form: Format, actor: Any = None, **query: str) -> tuple[Path, Any]:
    """Ask for a file and let the worker make it."""
    actor = actor or office.admin
    public_id = await asking.ask(query, form, by=actor, at=clock.now())
    assert await worker.do_one(handlers())
    job = await queue.find(public_id)
    assert job is not None
    found = await files.find_many([job.result_file] if job.result_file else [])
    return next(iter(found.values())).path if found else Path(), job


def cells(path: Path) -> Iterator[list[Any]]:
    return iter(CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Pengaduan").to_python())


async def test_a_workbook_holds_the_list_in_its_order(furnished: Office) -> None:
    path, job = await made(furnished, Format.SHEET, q="jalan", status="resolved")
    head, *body = cells(path)
    assert head[:4] == ["No", "Nomor", "Tracking ID", "Masuk"]
    expected = await list_of(furnished.admin, Filters(q="jalan", status="resolved"), "")
    assert [row[1] for row in body] == expected
    assert [row[0] for row in body] == [1, 2, 3]
    assert body[-1][head.index("Selesai")].date() == (MONDAY + DAY).date()
    assert body[0][head.index("Tanggapan")] == "Lubang sudah ditambal."
    assert (job.state, job.result["rows"], job.note) == ("done", 3, "3 pengaduan")
    (about,) = [CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Keterangan").to_python()]
    assert "Saringan: kata “jalan”, status Selesai; terbaru dahulu." in [line[0] for line in about]


async def test_a_recap_has_the_columns_that_offices_pass_on(furnished: Office) -> None:
    path, _ = await made(furnished, Format.RECAP, status="resolved")
    (table,) = Document(str(path)).tables
    head = [cell.text for cell in table.rows[0].cells]
    assert head == [
        "No", "Tanggal", "Tracking ID", "Pelapor", "Judul", "Perangkat Daerah", "Tanggapan", "Keterangan",
    ]  # fmt: skip
    assert len(table.rows) == 4
    row = [cell.text for cell in table.rows[1].cells]
    assert row[0] == "1"
    assert row[4:7] == ["Lampu jalan", "Dpupr", "Lubang sudah ditambal."]
    assert row[7].startswith("Selesai, ")


HOSTILE = (
    *('=HYPERLINK("http://contoh.example","klik")', "+1+1", "-2", "@SUM(A1)", "\tx"),
    *("http://contoh.example", "0812", "<r><t>x</t></r>", "</w:t></w:r>", "<b>&amp;]]>"),
    *("_x0041_", "a\ufffeb", "@@3@@", "{{ 7*7 }}", "😀"),
)


async def test_texts_stay_texts(office: Office) -> None:
    for text in HOSTILE:
        await factories.recorded(office, title=text)
    expected = [text.strip().replace("\ufffe", "") for text in reversed(HOSTILE)]
    path, _ = await made(office, Format.SHEET)
    head, *body = cells(path)
    titles = [row[head.index("Judul")] for row in body]
    assert [str(title).strip() for title in titles] == expected
    assert all(isinstance(title, str) for title in titles)
    path, _ = await made(office, Format.RECAP)
    assert [row.cells[4].text.strip() for row in Document(str(path)).tables[0].rows[1:]] == expected


async def test_the_reporter_is_masked_and_an_anonim_has_no_name(office: Office) -> None:
    known = ReporterDetails(name="Suharsimi Contoh", phone="081234567890")
    await factories.recorded(office, reporter=known)
    await factories.recorded(office, is_anonymous=True)
    for form in Format:
        path, _ = await made(office, form)
        content = path.read_bytes()
        assert b"Suharsimi" not in content
        if form is Format.SHEET:
            head, *body = cells(path)
            assert [row[head.index("Pelapor")] for row in body] == ["Anonim", "S•••••••• C•••••"]


async def test_an_agency_takes_its_own_and_nobody_what_is_hidden(furnished: Office) -> None:
    path, _ = await made(furnished, Format.SHEET, furnished.operator)
    numbers = [row[1] for row in list(cells(path))[1:]]
    assert numbers == await list_of(furnished.operator, Filters(), "")
    path, _ = await made(furnished, Format.SHEET, furnished.leader)
    assert "Pungutan" not in [row[8] for row in cells(path)]
    path, _ = await made(furnished, Format.SHEET, furnished.stranger, q="pungutan")
    assert len(list(cells(path))) == 1


async def test_whoever_lost_the_right_meanwhile_gets_nothing(office: Office) -> None:
    await factories.disposed(office)
    public_id = await asking.ask({}, Format.SHEET, by=office.operator, at=clock.now())
    await Assignment.update({Assignment.ends_at: clock.now()}).where(Assignment.account == office.operator.id)
    assert await worker.do_one(handlers())
    job = await queue.find(public_id)
    assert job is not None
    assert (job.state, job.result_file) == ("failed", None)
    assert "tidak lagi berhak" in job.error


async def test_a_suspended_person_gets_nothing(office: Office) -> None:
    public_id = await asking.ask({}, Format.SHEET, by=office.operator, at=clock.now())
    await Account.update({Account.state: "suspended"}).where(Account.id == office.operator.id)
    assert await worker.do_one(handlers())
    job = await queue.find(public_id)
    assert job is not None
    assert job.state == "failed"


async def test_asking_twice_is_one_job_and_every_asking_is_audited(office: Office) -> None:
    first = await asking.ask({"q": "Nama Orang"}, Format.SHEET, by=office.admin, at=clock.now())
    assert await asking.ask({"q": "Nama Orang"}, Format.SHEET, by=office.admin, at=clock.now()) == first
    assert await asking.ask({"q": "Nama Orang"}, Format.RECAP, by=office.admin, at=clock.now()) != first
    lines = await db.rows("SELECT details FROM audit_event WHERE action = 'complaint.exported'")
    assert len(lines) == 3
    assert not any("Nama Orang" in str(line["details"]) for line in lines)


async def test_a_stopped_job_leaves_nothing_behind(office: Office) -> None:
    await factories.recorded(office)
    public_id = await asking.ask({}, Format.SHEET, by=office.admin, at=clock.now())

    async def stopped(job: Any) -> Any:
        await queue.cancel(job.public_id, at=clock.now())
        return await handlers()[asking.KIND](job)

    assert await worker.do_one({asking.KIND: stopped})
    job = await queue.find(public_id)
    assert job is not None
    assert (job.state, job.result_file) == ("cancelled", None)
    assert not (files.storage.settings().storage_dir / "exports" / public_id).exists()
