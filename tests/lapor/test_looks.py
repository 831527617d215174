"""Which look at LAPOR! is the newer one: the date in the file decides, complaint by complaint."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.complaints import importing as complaints
from portal.complaints.acting import known
from portal.complaints.filters import Moment
from portal.complaints.kinds import Bucket, Status
from portal.complaints.lapor_rows import LaporRow
from portal.complaints.looks import Look
from portal.complaints.tables import Complaint, ComplaintText
from portal.errors import BadInput
from portal.lapor.batches import lifecycle, queries
from portal.lapor.file_dates import stated_in
from portal.lapor.piccolo_migrations import lapor_2026_11_24t22_30_00_000000 as migration
from portal.lapor.sheets import Line
from portal.reports.home import standing as home
from portal.workdays import queries as workdays
from tests.complaints import factories
from tests.lapor.files import FIXTURES, write_csv
from tests.lapor.office import COLUMNS, COMMAND, NOON, batch, export, row, standing, take, upload, view, work
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
NASTY = FIXTURES / "nasty"
CLOSED = {"status": "Ditutup oleh Admin"}
OPEN = {"status": "Terverifikasi"}
HOUR = timedelta(hours=1)


def dated(folder: Path, day: str, *rows: list[object], name: str = "ekspor.csv") -> Path:
    """An export that says when it was made."""
    above = [["Tanggal Generate", day], ["Periode", "1 Jan 2026 - 31 Des 2026"]]
    return write_csv(folder / name, [*above, COLUMNS, *rows])


async def buckets() -> list[str]:
    found = await Complaint.select(Complaint.lapor_bucket).order_by(Complaint.tracking_id)
    return [each["lapor_bucket"] for each in found]


async def test_an_older_file_opens_nothing_again(database: str) -> None:
    newer = await take(NASTY / "generated_2026_11.xlsx")
    older = await take(NASTY / "generated_2026_02.xlsx", at=NOON + HOUR)
    assert (newer.created, newer.remarks) == (10, [])
    assert (older.updated, older.unchanged, older.refused) == (0, 10, [])
    said = "Berkas lebih lama dari yang terakhir dilihat (1 Nov 2026 08.00): status tidak diubah."
    assert {sentence for _, sentence in older.remarks} == {said}
    assert len(older.remarks) == 10
    assert await buckets() == [Bucket.RESOLVED] * 10
    assert (await standing("7200000")).lapor_seen_at == datetime(2026, 11, 1, 1, tzinfo=UTC)
    assert await queries.last_seen() == datetime(2026, 11, 1, 1, tzinfo=UTC)


async def test_in_their_order_the_newer_file_closes(database: str) -> None:
    await take(NASTY / "generated_2026_02.xlsx")
    assert (await take(NASTY / "generated_2026_11.xlsx", at=NOON + HOUR)).updated == 10
    assert await buckets() == [Bucket.RESOLVED] * 10


async def test_an_older_file_fills_what_is_blank_and_nothing_else(database: str, tmp_path: Path) -> None:
    office = await factories.office()
    await take(dated(tmp_path, "20 Nov 2026 08:00", row(**CLOSED, agency="DLH", body="", rating="")))
    older = row(**OPEN, agency="DPUPR", body="Dekat pasar.", rating="2", title="Judul lama")
    done = await take(dated(tmp_path, "19 Nov 2026 08:00", older), at=NOON + HOUR)
    complaint = await standing()
    assert done.updated == 1
    assert (complaint.status, complaint.agency) == (Status.RESOLVED, office.dlh)
    assert (complaint.lapor_status, complaint.lapor_rating) == ("Ditutup oleh Admin", None)
    assert complaint.title == "Jalan berlubang"
    texts = await ComplaintText.select(ComplaintText.body).where(ComplaintText.complaint == complaint.id)
    assert texts == [{"body": "Dekat pasar."}]


@pytest.mark.parametrize(
    ("first", "second", "ends"),
    [
        ("20 Nov 2026 08:00", "20 Nov 2026 08:00", Bucket.NOT_FOLLOWED_UP),
        ("20 Nov 2026 08:00", "20 Nov 2026", Bucket.NOT_FOLLOWED_UP),
        ("20 Nov 2026", "20 Nov 2026 08:00", Bucket.NOT_FOLLOWED_UP),
        ("20 Nov 2026 08:00:01", "20 Nov 2026 08:00:00", Bucket.RESOLVED),
        ("20 Nov 2026", "19 Nov 2026 23:59", Bucket.RESOLVED),
    ],
)
async def test_equal_is_not_older(database: str, tmp_path: Path, first: str, second: str, ends: str) -> None:
    await take(dated(tmp_path, first, row(**CLOSED)))
    await take(dated(tmp_path, second, row(**OPEN)), at=NOON + HOUR)
    assert await buckets() == [ends]


async def test_a_file_without_a_date_counts_as_its_upload_day(database: str, tmp_path: Path) -> None:
    done = await take(export(tmp_path, row(**CLOSED)))
    assert (done.is_dated, done.as_json()["generated_at"]) == (False, None)
    assert done.look == Look.on(NOON.astimezone(clock.WIB).date())
    await take(dated(tmp_path, "24 Nov 2026 00:01", row(**OPEN)), at=NOON + HOUR)
    assert await buckets() == [Bucket.NOT_FOLLOWED_UP]
    await take(dated(tmp_path, "23 Nov 2026 23:59", row(**CLOSED)), at=NOON + 2 * HOUR)
    assert await buckets() == [Bucket.NOT_FOLLOWED_UP]


async def test_a_typed_date_stands_against_the_file_s(database: str, tmp_path: Path) -> None:
    await take(dated(tmp_path, "20 Nov 2026 08:00", row(**CLOSED)))
    path = dated(tmp_path, "1 Nov 2026 08:00", row(**OPEN))
    done = await take(path, at=NOON + HOUR, generated="21 Nov 2026 14.05", dry_run=True)
    assert (done.updated, done.look.at) == (1, datetime(2026, 11, 21, 7, 5, tzinfo=UTC))
    assert (await take(path, at=NOON + HOUR, generated="21 Nov 2026")).updated == 1
    for wrong in ("25 Nov 2026", "31/31/2026", "3 Jan 2001"):
        with pytest.raises(BadInput):
            await take(path, generated=wrong)


async def test_of_two_files_at_once_the_newer_one_stands(database: str) -> None:
    told = LaporRow("6300001", NOON - 30 * 24 * HOUR, "Jalan", "isi", "Menunggu", Bucket.UNVERIFIED)
    await complaints.take_in([told], by=COMMAND, at=NOON, look=Look.exactly(NOON - 9 * HOUR))
    newer = replace(told, status="Ditutup oleh Admin", bucket=Bucket.RESOLVED)
    older = replace(told, status="Terverifikasi", bucket=Bucket.NOT_FOLLOWED_UP)
    for hour in range(2, 8, 2):
        looks = (Look.exactly(NOON - (9 - hour) * HOUR), Look.exactly(NOON - (10 - hour) * HOUR))
        newer_status = replace(newer, status=f"Ditutup oleh Admin {hour}")
        await asyncio.gather(
            complaints.take_in([older], by=COMMAND, at=NOON, look=looks[1]),
            complaints.take_in([newer_status], by=COMMAND, at=NOON, look=looks[0]),
        )
        found = await standing()
        assert (found.lapor_status, found.lapor_seen_at) == (newer_status.status, looks[0].at)


async def test_what_the_preview_said_is_asked_again_at_the_import(database: str, tmp_path: Path) -> None:
    await take(dated(tmp_path, "1 Nov 2026 08:00", row()))
    waiting = await upload(dated(tmp_path, "2 Nov 2026 08:00", row(**OPEN)), COMMAND)
    await work()
    assert (await view(waiting)).counts["changed"] == 1
    await take(dated(tmp_path, "3 Nov 2026 08:00", row(**CLOSED)), at=clock.now())
    await lifecycle.confirm(await batch(waiting), notify=False, by=COMMAND, at=clock.now())
    await work()
    assert (await view(waiting)).counts.by_outcome == {"unchanged": 1}
    assert await buckets() == [Bucket.RESOLVED]


async def test_a_row_dated_after_its_file_is_said_and_taken(database: str, tmp_path: Path) -> None:
    done = await take(
        dated(tmp_path, "2 Nov 2026 08:00", row(day="3 Nov 2026"), row("6300002", day="1 Nov 2026"))
    )
    assert (done.created, done.refused) == (2, [])
    assert done.remarks == [(4, "Tanggal masuk 3 Nov 2026 sesudah tanggal berkas, 2 Nov 2026 08.00.")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Tanggal Generate", "1 Nov 2026 08:00:00"], "2026-11-01T01:00"),
        (["", "Tanggal Generate : 1 November 2026 pukul 08.00 WIB"], "2026-11-01T01:00"),
        (["Tanggal Generate", ":", "", "2026-11-01T08:00:00"], "2026-11-01T01:00"),
        (["TANGGAL  GENERATE", "November 1, 2026 8:00 AM"], "2026-11-01T01:00"),
        (["Generated at: Sunday, 1 November 2026 08:00"], "2026-11-01T01:00"),
        (["Tanggal Generate", "Minggu, 1 Nov 2026 - 08:00"], "2026-11-01T01:00"),
        (["Tanggal Generate", "1 Nov 2026"], "2026-10-31T17:00"),
        (["Tanggal Generate", "13/25/2026"], ""),
        (["Tanggal Generate", "1 Jan 2027"], ""),
        (["Tanggal Generator rusak", "1 Nov 2026"], ""),
    ],
)
def test_the_date_is_found_however_it_is_written(cells: list[str], expected: str) -> None:
    found = stated_in([Line(1, ["Judul", "Rekap"]), Line(2, cells)], uploaded_at=NOON).generated_at
    assert (found.isoformat()[:16] if found else "") == expected


def test_of_several_sheets_the_oldest_date_counts() -> None:
    days = ("5 Nov 2026 08:00", "1 Nov 2026 08:00", "1 Jan 2027", "kemarin")
    above = [Line(number, ["Tanggal Generate", day]) for number, day in enumerate(days, start=1)]
    assert stated_in(above, uploaded_at=NOON).generated_at == datetime(2026, 11, 1, 1, tzinfo=UTC)


async def test_the_day_before_a_midnight_in_wib(database: str, tmp_path: Path) -> None:
    """17:30 UTC is the next day here; a file without a date counts as that day."""
    late = datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    await take(export(tmp_path, row()), at=late)
    assert (await standing()).lapor_seen_at == datetime(2026, 11, 24, 17, tzinfo=UTC)


async def test_what_was_imported_before_counts_as_seen_on_the_day_of_its_upload(
    database: str, tmp_path: Path
) -> None:
    """The migration's own words on rows as 0.1 left them: the moment of the import, no date of the file."""
    await take(dated(tmp_path, "1 Nov 2026 08:00", row(), row("6300002")), at=NOON)
    await Complaint.update({Complaint.lapor_seen_at: NOON + 30 * HOUR}).where(
        Complaint.tracking_id == "6300001"
    )
    await Complaint.update({Complaint.lapor_seen_at: None}).where(Complaint.tracking_id == "6300002")
    day = migration.POSTGRES_DAY if db.is_postgres() else migration.SQLITE_DAY
    await db.rows(migration.DAYS.format(day=day))
    assert (await standing()).lapor_seen_at == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert known((await standing("6300002")).lapor_seen_at) is None


async def test_the_file_s_date_is_printed_and_not_the_day_of_its_upload(
    client: Client, sqlite_database: str, tmp_path: Path
) -> None:
    office = await factories.office()
    await sign_in(client, office.admin.id)
    path = dated(tmp_path, "5 Mar 2024 10:00", row(day="3 Jan 2024", **CLOSED))
    await take(path, at=clock.now())
    complaint = await standing()
    for where in (
        "/",
        "/lapor/imports",
        "/lapor/ledger",
        "/reports/rapor/2024",
        f"/complaints/{complaint.number}",
    ):
        assert "5 Mar 2024 10.00" in (await client.get(where)).text.replace("\n", " "), where
    undated = {"kind": "export", "generated": "besok"}
    files = {"file": (path.name, path.read_bytes(), "application/octet-stream")}
    wrong = await send(client, "/lapor/imports", undated, of="/lapor/imports", files=files)
    assert wrong.status_code == 422
    assert "besok" in wrong.text
    older = {"kind": "export", "generated": "4 Mar 2024"}
    where = (await send(client, "/lapor/imports", older, of="/lapor/imports", files=files)).headers[
        "location"
    ]
    await work()
    page = (await client.get(where)).text
    assert "4 Mar 2024" in page
    assert "lebih lama dari yang terakhir dilihat (5 Mar 2024 10.00)" in page
    assert "periode 1 Jan 2026 - 31 Des 2026" in page


async def test_a_file_of_long_ago_does_not_make_beranda_calm(sqlite_database: str, tmp_path: Path) -> None:
    await take(dated(tmp_path, "5 Mar 2024", row(day="3 Jan 2024")), at=clock.now())
    assert (await home.lapor_look(Moment(clock.now(), await workdays.calendar()))).is_stale
