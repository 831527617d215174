"""The rules of single acts that the state table does not write: who approves, what is kept, which days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal import db
from portal.agencies.tables import Agency
from portal.complaints import (
    acting,
    approval,
    closing,
    dispositions,
    follow_ups,
    identity,
    inquiries,
    intake,
    notes,
    queries,
    resolution,
    suggestions,
    verification,
)
from portal.complaints.acts import Act
from portal.complaints.follow_ups import Content
from portal.complaints.intake import NewComplaint, ReporterDetails
from portal.complaints.kinds import Channel, Classification, DraftStatus, Stage, Status
from portal.complaints.tables import Clock, Complaint, ComplaintFile, Disposition, Entry, Inquiry, Reporter
from portal.complaints.verification import Assessment
from portal.errors import Conflict, Refusal
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office

LATER = MONDAY + 6 * HOUR
WEDNESDAY = MONDAY + 2 * DAY
CONTACT = ReporterDetails("Warga Contoh", "+6281234567890")


async def test_nobody_approves_their_own_work(office: Office) -> None:
    complaint = await factories.disposed(office)
    content = Content(Stage.FIRST, "Sudah.")
    follow_up = await follow_ups.draft(complaint, content=content, by=office.liaison, at=LATER)
    await follow_ups.submit(complaint, follow_up, by=office.liaison, at=LATER)
    with pytest.raises(Refusal, match="orang lain yang menyetujui"):
        await approval.approve(complaint, follow_up, by=office.liaison, at=LATER)
    assert not {Act.APPROVE, Act.APPROVE_IN_PLACE} & queries.acts_open_to(
        office.liaison, complaint, follow_up
    )
    # The liaison wrote it alone, so the head may approve at once.
    await approval.approve_in_place(
        complaint, follow_up, reason="Penyusun pejabat penghubung.", by=office.head, at=LATER
    )
    assert complaint.status == Status.ANSWERED


async def test_a_stand_in_waits_for_a_working_day_of_silence(office: Office) -> None:
    complaint, follow_up = await factories.submitted(office)
    with pytest.raises(Refusal, match="sesudah Selasa, 3 November 2026"):
        await approval.approve_in_place(complaint, follow_up, reason="Cuti.", by=office.admin, at=LATER)
    with pytest.raises(Refusal, match="Alasan persetujuan pengganti"):
        await approval.approve_in_place(complaint, follow_up, reason=" ", by=office.admin, at=WEDNESDAY)
    await approval.approve_in_place(complaint, follow_up, reason="Cuti.", by=office.admin, at=WEDNESDAY)
    row = await follow_ups.find(complaint, follow_up.id)
    assert row is not None
    assert (row.status, row.stand_in_reason, row.decided_by_name) == (
        DraftStatus.APPROVED,
        "Cuti.",
        office.admin.name,
    )


async def test_kominfo_does_not_approve_as_if_it_were_the_agency(office: Office) -> None:
    complaint, follow_up = await factories.submitted(office)
    with pytest.raises(Refusal):
        await approval.approve(complaint, follow_up, by=office.admin, at=WEDNESDAY)
    assert Act.APPROVE not in queries.acts_open_to(office.admin, complaint, follow_up)


async def test_the_first_approval_counts_and_later_ones_do_not_move_it(office: Office) -> None:
    complaint = await factories.answered(office)
    first = complaint.answered_at
    with pytest.raises(Refusal, match="Tindak lanjut awal sudah ada"):
        await follow_ups.draft(complaint, content=Content(Stage.FIRST, "-"), by=office.operator, at=LATER)
    content = Content(Stage.FINAL, "Selesai seluruhnya.")
    follow_up = await follow_ups.draft(complaint, content=content, by=office.operator, at=LATER)
    await follow_ups.submit(complaint, follow_up, by=office.operator, at=LATER)
    await approval.approve(complaint, follow_up, by=office.liaison, at=LATER + HOUR)
    assert complaint.answered_at == first
    assert complaint.status == Status.ANSWERED


async def test_an_interim_answer_promises_a_day_to_come(office: Office) -> None:
    complaint = await factories.disposed(office)
    for promised in (None, date(2026, 11, 1)):
        with pytest.raises(Refusal):
            await follow_ups.draft(
                complaint, content=Content(Stage.INTERIM, "-", promised), by=office.operator, at=LATER
            )
    content = Content(Stage.INTERIM, "Menunggu alat.", date(2026, 11, 20))
    written = await follow_ups.draft(complaint, content=content, by=office.operator, at=LATER)
    assert written.promised_date == date(2026, 11, 20)
    assert complaint.status == Status.ACCEPTED


async def test_a_returned_draft_is_mended_and_submitted_again(office: Office) -> None:
    complaint, follow_up = await factories.submitted(office)
    await approval.return_draft(complaint, follow_up, note="Tambah foto.", by=office.liaison, at=LATER)
    content = Content(Stage.FIRST, "Dengan foto.", files=(5, 6))
    await follow_ups.revise(complaint, follow_up, content=content, by=office.operator, at=LATER)
    await follow_ups.submit(complaint, follow_up, by=office.operator, at=LATER + HOUR)
    await approval.approve(complaint, follow_up, by=office.liaison, at=LATER + 2 * HOUR)
    assert complaint.status == Status.ANSWERED
    assert await db.rows("SELECT file_id FROM follow_up_file ORDER BY id") == [{"file_id": 5}, {"file_id": 6}]


async def test_a_returned_complaint_drops_its_draft_and_keeps_its_clock(office: Office) -> None:
    complaint, follow_up = await factories.drafted(office)
    await dispositions.give_back(complaint, reason="Jalan provinsi.", by=office.operator, at=LATER)
    dropped = await follow_ups.find(complaint, follow_up.id)
    assert dropped is not None
    assert dropped.status == DraftStatus.DROPPED
    await dispositions.dispose(complaint, to=office.dlh, by=office.admin, at=LATER + DAY)
    clocks = await Clock.select().where(Clock.complaint == complaint.id, Clock.step == "follow_up")
    assert [clock["started_at"] for clock in clocks] == [MONDAY + 2 * HOUR]
    assert complaint.disposed_at == MONDAY + 2 * HOUR
    outcomes = await Disposition.select(Disposition.outcome).order_by(Disposition.id)
    assert [row["outcome"] for row in outcomes] == ["returned", ""]
    with pytest.raises(Refusal):
        await follow_ups.submit(complaint, dropped, by=office.operator, at=LATER + DAY)


async def test_an_anonim_leaves_nothing_of_a_person(office: Office) -> None:
    await factories.recorded(office, is_anonymous=True, reporter=CONTACT)
    assert await Reporter.count() == 0


async def test_identity_is_shown_with_a_reason_and_leaves_a_line(office: Office) -> None:
    complaint = await factories.recorded(office, reporter=CONTACT)
    with pytest.raises(Refusal):
        await identity.reveal(complaint, reason="", by=office.admin, at=LATER)
    with pytest.raises(Refusal):
        await identity.reveal(complaint, reason="Ingin tahu.", by=office.leader, at=LATER)
    shown = await identity.reveal(complaint, reason="Klarifikasi lokasi.", by=office.admin, at=LATER)
    assert shown == CONTACT
    last = await Entry.select(Entry.kind, Entry.text).order_by(Entry.id, ascending=False).first()
    assert last == {"kind": "revealed", "text": "Klarifikasi lokasi."}
    lines = await db.rows("SELECT details FROM audit_event WHERE action = 'complaint.revealed'")
    assert len(lines) == 1
    assert "Warga" not in str(lines)


async def test_an_agency_records_what_reached_its_own_office(office: Office) -> None:
    new = NewComplaint("Pohon tumbang", "Isi.", Channel.LETTER, office=office.dpupr)
    complaint = await intake.record(new, by=office.operator, at=MONDAY)
    assert complaint.status == Status.RECEIVED
    with pytest.raises(Refusal):
        await intake.record(replace(new, office=office.dlh), by=office.operator, at=MONDAY)
    with pytest.raises(Refusal):
        await intake.record(replace(new, office=None), by=office.operator, at=MONDAY)
    with pytest.raises(Refusal):
        await verification.verify(
            complaint, found=Assessment(Classification.COMPLAINT), by=office.operator, at=LATER
        )


async def test_a_tracking_id_is_recorded_once(office: Office) -> None:
    first = await factories.recorded(office, tracking_id="8412073")
    with pytest.raises(Conflict, match=first.number):
        await factories.recorded(office, tracking_id="8412073")


async def test_times_must_fit_together(office: Office) -> None:
    for changes in (
        {"received_at": MONDAY + HOUR},
        {"happened_at": MONDAY, "received_at": MONDAY - DAY},
        {"title": "   "},
    ):
        with pytest.raises(Refusal):
            await factories.recorded(office, **changes)
    complaint = await factories.recorded(office, files=(3,))
    assert await ComplaintFile.count() == 1
    found = Assessment(Classification.COMPLAINT)
    for moment in (LATER + HOUR, MONDAY - HOUR):
        with pytest.raises(Refusal):
            await verification.verify(complaint, found=found, by=office.admin, at=LATER, happened_at=moment)
    await verification.verify(complaint, found=found, by=office.admin, at=LATER, happened_at=MONDAY + HOUR)
    assert complaint.verified_at == MONDAY + HOUR


async def test_the_class_decides_by_when_it_must_be_finished(office: Office) -> None:
    complaint = await factories.recorded(office, classification=Classification.NONE)
    assert await Clock.count().where(Clock.step == "finish") == 0
    with pytest.raises(Refusal, match="Klasifikasi belum dipilih"):
        await verification.verify(complaint, found=Assessment(Classification.NONE), by=office.admin, at=LATER)
    found = Assessment(Classification.INFORMATION)
    await verification.verify(complaint, found=found, by=office.admin, at=LATER)
    clock = await Clock.select(Clock.started_at, Clock.due_at).where(Clock.step == "finish").first()
    assert clock is not None
    assert clock["started_at"] == MONDAY
    assert clock["due_at"].date() == date(2026, 11, 9)
    row = await Complaint.select(Complaint.due_step, Complaint.due_at).first()
    assert row == {"due_step": "finish", "due_at": clock["due_at"]}


async def test_a_question_is_answered_by_the_other_side_once(office: Office) -> None:
    complaint = await factories.disposed(office)
    for _ in range(2):
        await inquiries.ask(complaint, question="Jalan siapa?", by=office.operator, at=LATER, once="q-1")
    assert await Inquiry.count() == 1
    inquiry = await Inquiry.objects().first()
    assert inquiry is not None
    for wrong in (office.operator, office.liaison, office.leader):
        with pytest.raises(Refusal):
            await inquiries.reply(complaint, inquiry, answer="Ya.", by=wrong, at=LATER)
    await inquiries.reply(complaint, inquiry, answer="Kabupaten.", by=office.admin, at=LATER)
    with pytest.raises(Conflict):
        await inquiries.reply(complaint, inquiry, answer="Lagi.", by=office.admin, at=LATER)


async def test_a_note_pressed_twice_is_one_note(office: Office) -> None:
    complaint = await factories.disposed(office)
    for _ in range(2):
        await notes.write(complaint, text="Cek lokasi.", by=office.operator, at=LATER, once="n-1")
    assert await Entry.count().where(Entry.kind == "noted", Entry.is_internal.eq(True)) == 1


async def test_reopening_starts_the_clocks_anew(office: Office) -> None:
    complaint = await factories.answered(office)
    await resolution.resolve(complaint, by=office.admin, at=LATER)
    with pytest.raises(Conflict, match="sudah dinyatakan selesai"):
        await resolution.resolve(complaint, by=office.second_admin, at=LATER)
    await resolution.reopen(complaint, reason="Belum beres.", by=office.admin, at=MONDAY + DAY)
    assert (complaint.status, complaint.agency, acting.known(complaint.resolved_at)) == (
        Status.DISPOSED,
        office.dpupr,
        None,
    )
    running = await Clock.select(Clock.step, Clock.started_at).where(Clock.stopped_at.is_null())
    assert sorted(clock["step"] for clock in running) == ["finish", "follow_up"]
    assert {clock["started_at"] for clock in running} == {MONDAY + DAY}


async def test_an_archived_complaint_can_be_taken_up_again(office: Office) -> None:
    complaint = await factories.recorded(office)
    await verification.archive(complaint, reason="Ganda.", by=office.admin, at=LATER)
    assert await Clock.count().where(Clock.stopped_at.is_null()) == 0
    await resolution.reopen(complaint, reason="Ternyata berbeda.", by=office.admin, at=LATER)
    assert complaint.status == Status.VERIFIED


async def test_ten_silent_working_days_propose_to_close(office: Office) -> None:
    complaint = await factories.answered(office)
    assert await closing.to_close(office.admin, MONDAY + 14 * DAY) == []
    found = await closing.to_close(office.admin, MONDAY + 15 * DAY)
    assert [each.number for each in found] == [complaint.number]


async def test_an_ended_agency_gets_nothing(office: Office) -> None:
    complaint = await factories.verified(office)
    await Agency.update({Agency.valid_until: date(2026, 10, 1)}).where(Agency.id == office.dlh)
    for to in (office.dlh, 99_999):
        with pytest.raises(Refusal, match="tidak ada atau sudah tidak berlaku"):
            await dispositions.dispose(complaint, to=to, by=office.admin, at=LATER)


async def test_the_category_suggests_the_agency_and_habit_where_it_names_none(office: Office) -> None:
    named = await factories.category(agency_id=office.dlh)
    complaint = await factories.recorded(office, category=named)
    suggested = await suggestions.agency_for(complaint)
    assert suggested is not None
    assert suggested.agency == office.dlh
    unnamed = await factories.category("Banjir")
    for _ in range(3):
        await factories.disposed(office, category=unnamed)
    suggested = await suggestions.agency_for(await factories.recorded(office, category=unnamed))
    assert suggested is not None
    assert (suggested.agency, "3 dari 3" in suggested.reason) == (office.dpupr, True)
    watched = await factories.recorded(office, classification=Classification.SUPERVISORY, category=named)
    suggested = await suggestions.agency_for(watched)
    assert suggested is not None
    assert suggested.agency == office.inspectorate
