"""Files become complaints: what the command promises, on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from portal import db
from portal.agencies import aliases
from portal.complaints import verification
from portal.complaints.kinds import Classification, EntryKind, Status
from portal.complaints.looks import Look
from portal.complaints.tables import Complaint, Entry, Reporter
from portal.complaints.verification import Assessment
from portal.lapor import importing, status_rules
from portal.lapor.importing import Summary
from portal.lapor.refusals import NotAnExport
from portal.lapor.statuses import DEFAULT_RULES, Bucket
from portal.lapor.tables import LaporBatch, LaporRow
from portal.notifications.tables import Delivery
from tests.complaints import factories
from tests.lapor.files import FIXTURES, write_csv
from tests.lapor.office import COMMAND, HISTORY, NOON, export, row, standing, take

EXPORT = FIXTURES / "lapor_export_2023.xlsx"
DATES = FIXTURES / "follow_up_history_2023.csv"
LATER = NOON + timedelta(days=1)


async def lines(tracking_id: str = "6300001") -> list[str]:
    complaint = await standing(tracking_id)
    found = await Entry.select(Entry.kind).where(Entry.complaint == complaint.id).order_by(Entry.id)
    return [each["kind"] for each in found]


async def test_the_year_s_export_is_taken_in_once(database: str) -> None:
    first, again = await take(EXPORT), await take(EXPORT, at=LATER)
    assert (first.rows, first.created, first.refused) == (41, 41, [])
    assert (again.rows, again.created, again.updated, again.unchanged) == (41, 0, 0, 41)
    assert await Complaint.count() == 41
    assert await Delivery.count() == 0
    assert "Dinas Pendidikan" in first.unmatched_agencies


async def test_the_office_s_own_dates_are_added_once(database: str) -> None:
    await take(EXPORT)
    first = await importing.import_history(DATES, by=COMMAND, at=NOON)
    again = await importing.import_history(DATES, by=COMMAND, at=LATER)
    assert (first.rows, first.updated, first.refused) == (40, 40, [])
    assert (again.updated, again.unchanged) == (0, 40)
    assert await Complaint.count().where(Complaint.answered_at.is_not_null()) == 31


async def test_dates_for_an_unknown_tracking_id_are_refused_and_can_come_again(
    database: str, tmp_path: Path
) -> None:
    dates = write_csv(tmp_path / "a.csv", [HISTORY, ["6300001", "", "4 Nov 2026", "9 Nov 2026", ""]])
    early = await importing.import_history(dates, by=COMMAND, at=NOON)
    assert [number for number, _ in early.refused] == [2]
    assert "Impor dulu ekspor" in early.refused[0][1]
    await take(export(tmp_path, row()))
    assert (await importing.import_history(dates, by=COMMAND, at=NOON)).updated == 1


async def test_a_dry_run_foretells_and_writes_nothing(database: str, tmp_path: Path) -> None:
    path = export(tmp_path, row(), row("x1"), row("6300002", status="Ditelaah", agency="Dinas Rekaan"))
    foretold = await take(path, dry_run=True)
    assert (await Complaint.count(), await LaporBatch.count(), await LaporRow.count()) == (0, 0, 0)
    done = await take(path)
    assert replace(foretold, refused=list(foretold.refused)) == replace(done, refused=list(done.refused))
    assert (await take(path, dry_run=True)).unchanged == 2


async def test_every_refused_row_has_its_number_and_sentence(database: str, tmp_path: Path) -> None:
    path = export(
        tmp_path,
        row(""),
        row("63A0001"),
        row("6300001"),
        row("6300001"),
        row("6300002", day="31 Feb 2026"),
        row("6300003", title="=HYPERLINK(1)", body="<b>x</b> 😀"),
        row("6300004", title="panjang " * 1250),
    )
    told = (await take(path)).as_json()
    assert [each["row"] for each in told["refused_rows"]] == [2, 3, 5, 6]
    assert all(each["sentence"].startswith("Baris ") for each in told["refused_rows"])
    assert (told["rows"], told["created"]) == (7, 3)
    assert (await standing("6300003")).title == "=HYPERLINK(1)"
    assert len((await standing("6300004")).title) <= 300


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 x", b"a,b\n1,2\n", b"Tracking ID,Status Laporan\n"])
async def test_what_is_no_export_is_told_and_leaves_nothing(
    database: str, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "ekspor.xlsx"
    path.write_bytes(content)
    with pytest.raises(NotAnExport):
        await take(path)
    assert (await Complaint.count(), await LaporRow.count()) == (0, 0)


async def test_a_missing_file_is_told(database: str, tmp_path: Path) -> None:
    with pytest.raises(NotAnExport):
        await take(tmp_path / "tidak-ada.xlsx")


async def test_what_people_set_stays(database: str, tmp_path: Path) -> None:
    office = await factories.office()
    await take(export(tmp_path, row()))
    complaint = await standing()
    found = Assessment(Classification.INFORMATION)
    await verification.verify(complaint, found=found, by=office.admin, at=NOON)
    newer = export(tmp_path, row(title="Judul lain", status="Ditutup oleh Admin", rating="4"))
    assert (await take(newer, at=LATER)).updated == 1
    complaint = await standing()
    assert (complaint.status, complaint.classification) == (Status.VERIFIED, Classification.INFORMATION)
    assert complaint.title == "Jalan berlubang"
    assert (complaint.lapor_status, complaint.lapor_rating) == ("Ditutup oleh Admin", 4)
    assert (await lines())[-1] == EntryKind.CHANGED_IN_LAPOR


async def test_the_name_of_an_anonim_is_kept_nowhere(database: str, tmp_path: Path) -> None:
    await take(export(tmp_path, row(type="Anonim", reporter="Nama Rekaan"), row("6300002")))
    assert [each["name"] for each in await Reporter.select()] == ["Pelapor Uji"]
    kept = await db.rows("SELECT cells, facts FROM lapor_row")
    assert "Nama Rekaan" not in str(kept)


async def test_a_name_of_an_agency_attaches_complaints_at_the_next_import(
    database: str, tmp_path: Path
) -> None:
    office = await factories.office()
    path = export(tmp_path, row(agency="Bina Marga", status="Terdisposisi"))
    assert (await take(path)).unmatched_agencies == ["Bina Marga"]
    complaint = await standing()
    assert (complaint.agency, complaint.lapor_agency) == (None, "Bina Marga")
    await aliases.add(office.dpupr, "Bina Marga", by=office.admin, at=NOON)
    again = await take(path, at=LATER)
    assert (again.updated, again.unmatched_agencies) == (1, [])
    complaint = await standing()
    assert (complaint.agency, complaint.status) == (office.dpupr, Status.DISPOSED)


async def test_an_unknown_status_is_kept_told_and_can_be_sorted(database: str, tmp_path: Path) -> None:
    path = export(tmp_path, row(status="Ditelaah Pusat"))
    assert (await take(path)).unknown_statuses == ["Ditelaah Pusat"]
    assert (await standing()).lapor_status == "Ditelaah Pusat"
    await status_rules.settle("Ditelaah Pusat", Bucket.IN_PROGRESS, by=COMMAND, at=NOON)
    again = await take(path, at=LATER)
    assert (again.updated, again.unknown_statuses) == (1, [])
    complaint = await standing()
    assert (complaint.lapor_bucket, complaint.status) == (Bucket.IN_PROGRESS, Status.ANSWERED)


async def test_nobody_is_told_unless_it_was_asked_for(database: str, tmp_path: Path) -> None:
    await factories.office()
    quiet = export(tmp_path, row(agency="DPUPR", status="Terdisposisi"))
    assert (await take(quiet)).messages == 0
    assert await Delivery.count() == 0
    loud = export(tmp_path, row("6300002", agency="DPUPR", status="Terdisposisi"))
    assert (await take(loud, dry_run=True, notify=True)).messages == 2
    assert (await take(loud, notify=True)).messages == 2
    assert await Delivery.count() == 2


async def test_karangpenang_and_a_topic_are_understood(database: str, tmp_path: Path) -> None:
    district = await factories.district("Karang Penang")
    category = await factories.category("Jalan Berlubang")
    header = [
        "Tracking ID",
        "Tanggal Laporan Masuk",
        "Judul Laporan",
        "Status Laporan",
        "Kecamatan",
        "Kategori",
    ]
    cells = ["6300001", "3 Nov 2026", "Jalan", "Terverifikasi", "KARANGPENANG", "jalan berlubang"]
    await take(write_csv(tmp_path / "a.csv", [header, cells]))
    complaint = await standing()
    assert (complaint.district, complaint.category) == (district, category)


async def test_the_table_of_statuses_begins_as_the_readers_know_it(database: str) -> None:
    assert await status_rules.rules() == list(DEFAULT_RULES)


def test_the_summary_is_one_object() -> None:
    told = Summary(Look.exactly(NOON), rows=2, created=1, refused=[(3, "Baris 3: salah.")]).as_json()
    assert (told["rows"], told["created"], told["refused_rows"][0]["row"]) == (2, 1, 3)
