"""What LAPOR! says is taken in: new rows, changes, and what people have set meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal import db
from portal.complaints import dispositions, importing, resolution, verification
from portal.complaints.importing import Result
from portal.complaints.kinds import Bucket, Classification, Status
from portal.complaints.lapor_rows import Field, LaporRow
from portal.complaints.looks import Look
from portal.complaints.tables import Clock, Complaint, Disposition, Entry, Reporter
from portal.complaints.verification import Assessment
from portal.permissions import JobActor
from tests.complaints.factories import DAY, HOUR, MONDAY, Office

IMPORT = JobActor("job:lapor-import")
ROW = LaporRow(
    tracking_id="6300236",
    received_at=datetime(2026, 10, 26, 1, 0, tzinfo=UTC),
    title="Lampu jalan padam",
    body="Gelap sejak Senin.",
    status="Belum Terverifikasi",
    bucket=Bucket.UNVERIFIED,
    classification=Classification.COMPLAINT,
    reporter="Pelapor Uji",
)


async def take_in(*rows: LaporRow, at: datetime = MONDAY, notify: bool = False) -> list[Result]:
    return [taken.result for taken in await importing.take_in(rows, by=IMPORT, at=at, notify=notify)]


async def standing(tracking_id: str = ROW.tracking_id) -> Complaint:
    complaint = await Complaint.objects().get(Complaint.tracking_id == tracking_id)
    assert complaint is not None
    return complaint


async def messages() -> list[dict[str, Any]]:
    return await db.rows(
        "SELECT n.kind, d.recipient_key FROM delivery d JOIN notification n ON n.id = d.notification "
        "ORDER BY d.id"
    )


async def test_the_same_file_again_changes_nothing_and_sends_nothing(office: Office) -> None:
    rows = [replace(ROW, tracking_id=f"63{n:05}") for n in range(20)]
    assert set(await take_in(*rows)) == {Result.NEW}
    assert set(await take_in(*rows, at=MONDAY + DAY)) == {Result.UNCHANGED}
    assert await Complaint.count() == 20
    assert await Entry.count() == 20
    assert await messages() == []


async def test_rows_take_state_and_agency_from_the_file(office: Office) -> None:
    await take_in(
        replace(ROW, tracking_id="1000001", status="Terverifikasi", bucket=Bucket.NOT_FOLLOWED_UP),
        replace(ROW, tracking_id="1000002", bucket=Bucket.NOT_FOLLOWED_UP, agency=office.dpupr),
        replace(ROW, tracking_id="1000003", bucket=Bucket.IN_PROGRESS, agency=office.dpupr),
        replace(ROW, tracking_id="1000004", bucket=Bucket.RESOLVED, agency=office.dpupr),
        replace(ROW, tracking_id="1000005", status="Sedang Ditelaah Pusat", bucket=None),
    )
    stand = {row["tracking_id"]: row["status"] for row in await Complaint.select()}
    assert stand == {
        "1000001": Status.VERIFIED,
        "1000002": Status.DISPOSED,
        "1000003": Status.ANSWERED,
        "1000004": Status.RESOLVED,
        "1000005": Status.RECEIVED,
    }
    unknown = await standing("1000005")
    assert (unknown.lapor_status, unknown.lapor_bucket) == ("Sedang Ditelaah Pusat", "")
    assert await Disposition.count().where(Disposition.agency == office.dpupr) == 3


async def test_lapor_cannot_hand_a_supervisory_complaint_to_the_accused(office: Office) -> None:
    row = replace(ROW, classification=Classification.SUPERVISORY, bucket=Bucket.NOT_FOLLOWED_UP)
    await take_in(
        replace(row, tracking_id="1000001", agency=office.dpupr, agency_text="Dinas PUPR"),
        replace(row, tracking_id="1000002", agency=office.inspectorate),
    )
    accused, proper = await standing("1000001"), await standing("1000002")
    assert (accused.status, accused.agency, accused.lapor_agency) == (Status.VERIFIED, None, "Dinas PUPR")
    assert (proper.status, proper.agency) == (Status.DISPOSED, office.inspectorate)


async def test_deadlines_long_past_do_not_begin_with_the_import(office: Office) -> None:
    await take_in(ROW, replace(ROW, tracking_id="1000001", received_at=MONDAY - 400 * DAY))
    old, recent = await standing("1000001"), await standing()
    assert await Clock.count().where(Clock.complaint == old.id) == 0
    # Verification was due on 29 October; fourteen working days for the whole still run.
    assert [row["step"] for row in await Clock.select().where(Clock.complaint == recent.id)] == ["finish"]


async def test_an_anonim_leaves_no_name_not_even_one_imported_earlier(office: Office) -> None:
    await take_in(ROW, replace(ROW, tracking_id="1000001", is_anonymous=True))
    assert await Reporter.count() == 1
    await take_in(replace(ROW, is_anonymous=True), at=MONDAY + DAY)
    assert await Reporter.count() == 0


async def test_until_somebody_acts_the_file_decides(office: Office) -> None:
    await take_in(ROW)
    disposed = replace(ROW, status="Terdisposisi", bucket=Bucket.NOT_FOLLOWED_UP, agency=office.dpupr)
    assert await take_in(disposed, at=MONDAY + DAY) == [Result.CHANGED]
    assert (await standing()).status == Status.DISPOSED
    moved = replace(disposed, agency=office.dlh, agency_text="DLH")
    await take_in(moved, at=MONDAY + 2 * DAY)
    assert (await standing()).agency == office.dlh
    outcomes = await Disposition.select(Disposition.agency, Disposition.outcome).order_by(Disposition.id)
    assert [row["outcome"] for row in outcomes] == ["redisposed", ""]
    await take_in(replace(moved, status="Ditutup oleh Admin", bucket=Bucket.RESOLVED), at=MONDAY + 3 * DAY)
    assert (await standing()).status == Status.RESOLVED
    assert await messages() == []


async def test_what_people_set_stays(office: Office) -> None:
    await take_in(ROW)
    complaint = await standing()
    found = Assessment(Classification.INFORMATION)
    await verification.verify(complaint, found=found, by=office.admin, at=MONDAY + HOUR)
    changed = replace(
        ROW, title="Judul lain", status="Ditutup oleh Sistem", bucket=Bucket.RESOLVED, agency=office.dlh
    )
    assert await take_in(changed, at=MONDAY + DAY) == [Result.CHANGED]
    complaint = await standing()
    assert (complaint.title, complaint.classification) == (ROW.title, Classification.INFORMATION)
    assert (complaint.status, complaint.agency) == (Status.VERIFIED, None)
    assert complaint.lapor_bucket == Bucket.RESOLVED
    # Kominfo confirms what LAPOR! has closed.
    await resolution.resolve(complaint, by=office.admin, at=MONDAY + DAY + HOUR)
    assert (await standing()).status == Status.RESOLVED


async def test_the_holder_is_told_of_a_reply_a_closing_and_a_rating(office: Office) -> None:
    await take_in(ROW)
    complaint = await standing()
    await verification.verify(
        complaint, found=Assessment(Classification.COMPLAINT), by=office.admin, at=MONDAY + HOUR
    )
    await dispositions.dispose(complaint, to=office.dpupr, by=office.admin, at=MONDAY + 2 * HOUR)
    reply = replace(ROW, status="Ditanggapi oleh Pelapor", bucket=Bucket.IN_PROGRESS)
    assert [
        importing.told(plan, notify=False)
        for plan in await importing.compare([reply], Look.exactly(MONDAY + DAY))
    ] == [office.dpupr]
    await take_in(reply, at=MONDAY + DAY)
    told = [row["recipient_key"] for row in await messages() if row["kind"] == "changed_in_lapor"]
    assert set(told) == {office.liaison.key, office.operator.key}
    line = await Entry.select(Entry.text).order_by(Entry.id, ascending=False).first()
    assert line == {"text": "Status di LAPOR!: Belum Terverifikasi → Ditanggapi oleh Pelapor."}
    await take_in(replace(reply, rating=4), at=MONDAY + 2 * DAY)
    assert len([row for row in await messages() if row["kind"] == "changed_in_lapor"]) == 4


async def test_nothing_is_sent_unless_it_was_asked_for(office: Office) -> None:
    row = replace(ROW, status="Terdisposisi", bucket=Bucket.NOT_FOLLOWED_UP, agency=office.dpupr)
    plans = await importing.compare([row], Look.exactly(MONDAY))
    assert importing.told(plans[0], notify=False) is None
    assert importing.told(plans[0], notify=True) == office.dpupr
    await take_in(row, notify=True)
    assert {each["kind"] for each in await messages()} == {"disposed"}
    assert len(await messages()) == 2
    complaint = await standing()
    assert complaint.taken_into_care_at == MONDAY
    # Told, but nobody acted here: the next file still decides.
    await take_in(replace(row, status="Ditutup oleh Admin", bucket=Bucket.RESOLVED), at=MONDAY + DAY)
    assert (await standing()).status == Status.RESOLVED


async def test_the_plan_names_the_fields(office: Office) -> None:
    await take_in(ROW)
    plan = (await importing.compare([replace(ROW, title="Lain", rating=3)], Look.exactly(MONDAY)))[0]
    assert (plan.result, plan.names) == (Result.CHANGED, (Field.LAPOR_RATING, Field.TITLE))
