"""Names nobody knew, filled in once they are known; and one complaint that came twice, asked about."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import app, clock, db
from portal.agencies.lists import editing, naming, queries
from portal.agencies.lists.kinds import NewTerm, Which
from portal.complaints import intake, tracking, verification
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel, Classification, Status
from portal.complaints.tables import Complaint, Entry
from portal.complaints.verification import Assessment
from portal.errors import Conflict
from portal.lapor.batches import decisions, mending, pairs
from portal.lapor.batches.mending import Name
from portal.lapor.export_columns import Column
from portal.lapor.tables import LaporPair
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.lapor.files import FIXTURES, write_csv
from tests.lapor.office import COMMAND, NOON, batch, standing, take, upload, work

EXPORT = FIXTURES / "lapor_export_2023.xlsx"
COLUMNS = [
    Column.TRACKING_ID, Column.DATE, Column.CLASSIFICATION, Column.CATEGORY_ID, Column.CATEGORY,
    Column.DISTRICT, Column.VILLAGE, Column.TITLE, Column.BODY_INITIAL, Column.STATUS,
]  # fmt: skip
ORDINARY = "Pengaduan Tidak Berkadar Pengawasan"
TITLE, BODY = "Jembatan putus di Desa Patapan", "Warga tidak bisa menyeberang sejak hujan kemarin."
DAY = datetime(2026, 11, 18, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def assembled() -> None:
    """What is known by a name reaches the rows by a hook."""
    app.assemble()


def row(tracking_id: str = "6300001", **cells: str) -> list[object]:
    usual = {
        "day": "18 Nov 2026", "class": ORDINARY, "number": "109", "category": "Jembatan",
        "district": "Torjun", "village": "Patapan", "title": TITLE, "body": BODY,
        "status": "Belum Terverifikasi",
    }  # fmt: skip
    return [tracking_id, *(usual | cells).values()]


def export(folder: Path, *rows: list[object], name: str = "ekspor.csv") -> Path:
    return write_csv(folder / name, [COLUMNS, *rows])


async def add(which: Which, group: str, name: str) -> int:
    return await editing.add(which, NewTerm(group, name), by=COMMAND, at=clock.now())


async def by_hand(office: Office, **changes: Any) -> Complaint:
    known: dict[str, Any] = {
        "title": "Jembatan di Patapan putus",
        "body": "Sejak hujan kemarin warga tidak bisa menyeberang.",
        "channel": Channel.WHATSAPP,
        "classification": Classification.COMPLAINT,
        "received_at": DAY + timedelta(days=1),
    }
    return await intake.record(NewComplaint(**{**known, **changes}), by=office.admin, at=NOON)


async def test_what_was_imported_before_its_names_were_known_is_filled(database: str) -> None:
    first = await take(EXPORT)
    assert len(first.unknown_categories) > 5
    assert "Sreseh" in first.unknown_districts
    office = await factories.office()
    acted = await standing("6300236")
    await Complaint.update({Complaint.status: Status.RECEIVED}).where(Complaint.id == acted.id)
    found = Assessment(Classification.INFORMATION)
    await verification.verify(await standing("6300236"), found=found, by=office.admin, at=clock.now())
    topic = await add(Which.CATEGORIES, "Perizinan", "Izin Usaha")
    sreseh = await add(Which.DISTRICTS, "35.27.01", "Kecamatan Sreseh")
    other = await factories.category("Lain")
    kept = await standing("6300616")
    await Complaint.update({Complaint.category: other}).where(Complaint.id == kept.id)
    await editing.add_alias(Which.DISTRICTS, sreseh, "Sreseh", by=COMMAND, at=clock.now())
    await naming.settle(Which.CATEGORIES, "Bansos Daerah", "new", "107", by=COMMAND, at=clock.now())
    await work()
    # Also where somebody has acted on it already.
    filled = await standing("6300236")
    assert (filled.category, filled.district) == (topic, sreseh)
    # What a person has set stands.
    assert (await standing("6300616")).category == other
    lines = await Entry.select(Entry.text).where(Entry.complaint == filled.id).order_by(Entry.id)
    assert any("Kategori: kosong → Izin Usaha." in line["text"] for line in lines)
    audited = await db.rows("SELECT details FROM audit_event WHERE action = 'lapor.names_filled'")
    assert audited
    assert await work() == 0


async def test_a_row_that_comes_again_fills_what_is_blank_also_where_somebody_has_acted(
    database: str, tmp_path: Path
) -> None:
    office = await factories.office()
    await take(export(tmp_path, row()))
    found = Assessment(Classification.COMPLAINT)
    await verification.verify(await standing(), found=found, by=office.admin, at=NOON)
    topic = await factories.category("Jembatan")
    await take(export(tmp_path, row(district="")), at=NOON + timedelta(hours=1))
    assert ((await standing()).category, (await standing()).district) == (topic, None)


async def test_the_preview_offers_unknown_names_and_remembers_what_they_mean(
    database: str, tmp_path: Path
) -> None:
    office = await factories.office()
    torjun = await add(Which.DISTRICTS, "35.27.02", "Torjun")
    others = [row("6300002", district="Kec. Torjunn"), row("6300003", district="KEC. TORJUN")]
    file = export(tmp_path, row(), *others)
    public_id = await upload(file, office.admin)
    await work()
    read = await batch(public_id)
    assert [(name.text, name.count, name.number) for name in await decisions.unknown_categories(read.id)] == [
        ("Jembatan", 3, "109")
    ]
    assert [name.text for name in await decisions.unknown_districts(read.id)] == ["Kec. Torjunn"]
    await naming.settle(Which.DISTRICTS, "Kec. Torjunn", str(torjun), "", by=office.admin, at=NOON)
    await naming.settle(Which.CATEGORIES, "Jembatan", "new", "109", by=office.admin, at=NOON)
    assert await decisions.unknown_districts(read.id) == await decisions.unknown_categories(read.id) == []
    # Known by its number too, whatever LAPOR! calls it next time.
    renamed = await take(export(tmp_path, row("6300009", category="Jembatan dan Titian")))
    assert renamed.unknown_categories == []
    made = await standing("6300009")
    assert made.category == (await queries.finder(Which.CATEGORIES))("jembatan")
    assert made.district == torjun


async def test_a_complaint_by_hand_is_offered_and_attached_only_when_somebody_says_so(
    database: str, tmp_path: Path
) -> None:
    office, torjun = await factories.office(), await factories.district("Torjun")
    complaint = await by_hand(office, district=torjun)
    public_id = await upload(export(tmp_path, row(status="Ditutup oleh Admin")), office.admin)
    await work()
    read = await batch(public_id)
    pair = (await pairs.open_in(read.id))[0]
    assert (pair.number, pair.tracking_id, pair.is_hidden) == (complaint.number, "6300001", False)
    assert (await standing_of(complaint)).tracking_id == ""

    at = clock.now()
    await pairs.join(read, pair.id, by=office.admin, at=at)
    await mending.foretell_again(read, Name.TRACKING, "6300001", at)
    with pytest.raises(Conflict):
        await pairs.part(read, pair.id, by=office.second_admin, at=at)
    done = await take(export(tmp_path, row(status="Ditutup oleh Admin")), at=at)
    assert (done.created, done.updated) == (0, 1)
    assert await Complaint.count() == 1
    row_here = await standing_of(complaint)
    # Both truths on one complaint: LAPOR! has closed it, here it waits.
    assert (row_here.lapor_status, row_here.status) == ("Ditutup oleh Admin", Status.RECEIVED)
    assert row_here.village == "Patapan"


async def standing_of(complaint: Complaint) -> Complaint:
    found = await Complaint.objects().get(Complaint.id == complaint.id)
    assert found is not None
    return found


async def test_what_is_called_different_is_not_asked_again(database: str, tmp_path: Path) -> None:
    office, torjun = await factories.office(), await factories.district("Torjun")
    complaint = await by_hand(office, district=torjun)
    for open_pairs in (1, 0):
        public_id = await upload(export(tmp_path, row()), office.admin)
        await work()
        read = await batch(public_id)
        found = await pairs.open_in(read.id)
        assert len(found) == open_pairs
        for pair in found:
            await pairs.part(read, pair.id, by=office.admin, at=clock.now())
    assert (await standing_of(complaint)).tracking_id == ""
    decided = (await LaporPair.objects())[0]
    assert (decided.verdict, decided.decided_by_key) == ("different", office.admin.key)


@pytest.mark.parametrize(
    "changes",
    [
        {"received_at": DAY - timedelta(days=5)},
        {"title": "Lampu jalan padam", "body": "Di depan pasar."},
        {"tracking_id": "6300077"},
        {"district": None},
        {"elsewhere": True},
    ],
)
async def test_what_does_not_fit_is_not_offered(
    sqlite_database: str, tmp_path: Path, changes: dict[str, Any]
) -> None:
    office, torjun = await factories.office(), await factories.district("Torjun")
    if changes.pop("elsewhere", False):
        changes = {"district": await factories.district("Camplong")}
    await by_hand(office, **{"district": torjun, **changes})
    assert (await take(export(tmp_path, row()), dry_run=True)).possible_pairs == []


async def test_the_command_lists_pairs_and_attaches_nothing(database: str, tmp_path: Path) -> None:
    office, torjun = await factories.office(), await factories.district("Torjun")
    complaint = await by_hand(office, district=torjun)
    file = export(tmp_path, row())
    dry = await take(file, dry_run=True)
    done = await take(file)
    assert dry.possible_pairs == done.possible_pairs
    assert [(pair["row"], pair["tracking_id"], pair["complaint"]) for pair in done.possible_pairs] == [
        (2, "6300001", complaint.number)
    ]
    assert done.as_json()["possible_pairs"] == done.possible_pairs
    assert (done.created, await Complaint.count()) == (1, 2)
    assert (await standing_of(complaint)).tracking_id == ""


async def test_a_number_typed_meanwhile_closes_the_question(database: str, tmp_path: Path) -> None:
    office, torjun = await factories.office(), await factories.district("Torjun")
    complaint = await by_hand(office, district=torjun)
    public_id = await upload(export(tmp_path, row()), office.admin)
    await work()
    read = await batch(public_id)
    pair = (await pairs.open_in(read.id))[0]
    await tracking.note(await standing_of(complaint), "6300099", by=office.admin, at=clock.now())
    assert await pairs.open_in(read.id) == []
    with pytest.raises(Conflict):
        await pairs.join(read, pair.id, by=office.admin, at=clock.now())


async def test_a_number_that_went_to_another_meanwhile_is_refused_and_nothing_is_decided(
    database: str, tmp_path: Path
) -> None:
    office, torjun = await factories.office(), await factories.district("Torjun")
    complaint = await by_hand(office, district=torjun)
    other = await by_hand(office, title="Lain", body="Lain.")
    public_id = await upload(export(tmp_path, row()), office.admin)
    await work()
    read = await batch(public_id)
    pair = (await pairs.open_in(read.id))[0]
    await tracking.note(other, "6300001", by=office.admin, at=clock.now())
    with pytest.raises(Conflict, match=other.number):
        await pairs.join(read, pair.id, by=office.admin, at=clock.now())
    assert (await standing_of(complaint)).tracking_id == ""
    assert [each.verdict for each in await LaporPair.objects()] == [""]


async def test_of_two_who_decide_one_pair_at_once_one_wins(database: str, tmp_path: Path) -> None:
    office, torjun = await factories.office(), await factories.district("Torjun")
    complaint = await by_hand(office, district=torjun)
    public_id = await upload(export(tmp_path, row()), office.admin)
    await work()
    read = await batch(public_id)
    pair = (await pairs.open_in(read.id))[0]
    answers = await asyncio.gather(
        pairs.join(read, pair.id, by=office.admin, at=clock.now()),
        pairs.part(read, pair.id, by=office.second_admin, at=clock.now()),
        return_exceptions=True,
    )
    refused = [type(each) for each in answers if isinstance(each, BaseException)]
    assert refused == [Conflict]
    verdict = (await LaporPair.objects())[0].verdict
    assert ((await standing_of(complaint)).tracking_id == "6300001") == (verdict == "same")
