"""Putting right what was verified: what follows at once, for whom, and what must not be left behind."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from portal import db
from portal.complaints import correction, dispositions, follow_ups, policies, queries, wanted
from portal.complaints.correction import Findings
from portal.complaints.kinds import Classification, DraftStatus, Outcome, Status, Step
from portal.complaints.tables import Clock, Complaint, Disposition, Entry
from portal.errors import Conflict, Forbidden, Refusal
from portal.permissions import Permission
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, MONDAY, Office
from tests.complaints.test_messages import keys, parcel_of, told

LATER = MONDAY + 5 * HOUR
WHY = "Pelapor menyebut pungutan oleh petugas."
READ = Permission.COMPLAINT_READ


async def fresh(complaint: Complaint) -> Complaint:
    row = await Complaint.objects().get(Complaint.id == complaint.id)
    assert row is not None
    return row


async def correct(office: Office, complaint: Complaint, classification: Classification, **more: Any) -> None:
    found = Findings(classification, **more)
    await correction.correct(await fresh(complaint), to=found, reason=WHY, by=office.admin, at=LATER)


async def due(complaint: Complaint, step: Step) -> Any:
    rows = await Clock.select(Clock.started_at, Clock.due_at, Clock.stopped_at).where(
        Clock.complaint == complaint.id, Clock.step == step
    )
    return rows[0]


async def test_what_proves_to_be_supervisory_leaves_its_agency_at_once(office: Office) -> None:
    complaint, draft = await factories.drafted(office)
    before = await due(complaint, Step.FINISH)
    await correct(office, complaint, Classification.SUPERVISORY)

    row = await fresh(complaint)
    assert (row.status, row.agency) == (Status.VERIFIED, None)
    for person in (office.operator, office.liaison, office.head, office.leader, office.stranger):
        assert await queries.find_for(person, READ, complaint.number) is None
    for person in (office.admin, office.inspector, office.inspectorate_liaison):
        assert await queries.find_for(person, READ, complaint.number)
    await draft.refresh()
    assert draft.status == DraftStatus.DROPPED
    ended = await Disposition.objects().where(Disposition.complaint == complaint.id)
    assert [(each.outcome, each.ends_at) for each in ended] == [(Outcome.WITHDRAWN, LATER)]
    after = await due(complaint, Step.FINISH)
    assert after["started_at"] == before["started_at"]
    # 60 working days instead of 14, from the day it came in.
    assert after["due_at"] > before["due_at"] + 30 * DAY
    assert (await due(complaint, Step.FOLLOW_UP))["stopped_at"] is None


async def test_its_people_get_no_message_any_more_and_the_inspektorat_gets_one(office: Office) -> None:
    complaint = await factories.disposed(office)
    assert {message.state for message in await told("disposed")} == {"waiting"}
    await correct(office, complaint, Classification.SUPERVISORY)
    assert {message.state for message in await told("disposed")} == {"cancelled"}
    warned = await told("supervisory")
    assert keys(warned) == {office.inspector.key, office.inspectorate_liaison.key}
    assert all(message.restricted and message.state == "waiting" for message in warned)
    assert "Torjun" not in str(warned)
    assert await pointless(complaint, office) == {f"2: {wanted.NOT_THEIRS}"}
    # Whoever takes it back takes the message back that has not left.
    await correct(office, complaint, Classification.COMPLAINT)
    assert await pointless(complaint, office) == {f"{nth}: {wanted.NOT_TRUE}" for nth in range(3)}


async def pointless(complaint: Complaint, office: Office) -> set[str]:
    """Why a warning would not leave any more, for inspector, the Inspektorat's liaison, and an operator."""
    people = (office.inspector, office.inspectorate_liaison, office.operator)
    parcels = [
        parcel_of("supervisory", complaint.number, person.key, delivery=nth)
        for nth, person in enumerate(people)
    ]
    return {f"{key}: {why}" for key, why in (await wanted.still_wanted(parcels, LATER)).items()}


async def test_back_to_ordinary_kominfo_passes_it_on_and_the_clock_counts_from_its_start(
    office: Office,
) -> None:
    complaint = await factories.disposed(office)
    first = await due(complaint, Step.FINISH)
    await correct(office, complaint, Classification.SUPERVISORY)
    await correct(office, complaint, Classification.COMPLAINT)
    assert await due(complaint, Step.FINISH) == first
    assert await queries.find_for(office.operator, READ, complaint.number) is None
    await dispositions.dispose(await fresh(complaint), to=office.dpupr, by=office.admin, at=LATER + HOUR)
    assert await queries.find_for(office.operator, READ, complaint.number)


async def test_what_lies_with_the_inspektorat_stays_there(office: Office) -> None:
    complaint = await factories.verified(office)
    await dispositions.dispose(complaint, to=office.inspectorate, by=office.admin, at=MONDAY + 2 * HOUR)
    await correct(office, complaint, Classification.SUPERVISORY)
    row = await fresh(complaint)
    assert (row.status, row.agency) == (Status.DISPOSED, office.inspectorate)


async def test_a_closed_one_stays_closed_and_is_counted_for_no_agency(office: Office) -> None:
    complaint, _ = await factories.drafted(office)
    await Complaint.update({Complaint.status: Status.RESOLVED}).where(Complaint.id == complaint.id)
    await correct(office, complaint, Classification.SUPERVISORY)
    row = await fresh(complaint)
    assert (row.status, row.agency) == (Status.RESOLVED, None)


async def test_category_and_place_are_put_right_with_old_and_new(office: Office) -> None:
    road, light = await factories.category("Jalan"), await factories.category("Lampu")
    torjun = await factories.district("Torjun")
    complaint = await factories.disposed(office, category=road, village="Patapan")
    right = {"category": light, "district": torjun, "place": "Rumah Uji"}
    await correct(office, complaint, Classification.COMPLAINT, **right)
    row = await fresh(complaint)
    assert (row.category, row.district, row.village, row.place) == (light, torjun, "", "Rumah Uji")
    assert (row.status, row.agency) == (Status.DISPOSED, office.dpupr)
    line = (await Entry.objects().where(Entry.kind == "corrected"))[0]
    assert line.text == (
        "Kategori: Jalan → Lampu. Kecamatan: kosong → Torjun. Berubah juga: Kelurahan/desa, Tempat. " + WHY
    )
    audited = await db.rows("SELECT details FROM audit_event WHERE action = 'complaint.corrected'")
    assert "Jalan → Lampu" in str(audited)
    # Free text may name somebody: the audit names the field alone.
    assert "Rumah Uji" not in str(audited)
    assert "Patapan" not in str(audited)
    assert await told("supervisory") == []


@pytest.mark.parametrize("name", ["operator", "liaison", "head", "leader", "inspector"])
async def test_nobody_but_kominfo_may(office: Office, name: str) -> None:
    complaint = await factories.disposed(office)
    with pytest.raises(Forbidden):
        await correction.correct(
            complaint,
            to=Findings(Classification.ASPIRATION),
            reason=WHY,
            by=getattr(office, name),
            at=LATER,
        )
    assert (await fresh(complaint)).classification == Classification.COMPLAINT


async def test_a_short_reason_nothing_new_and_an_unverified_one_are_refused(office: Office) -> None:
    complaint = await factories.disposed(office)
    with pytest.raises(Refusal, match="paling sedikit 10"):
        await correction.correct(
            complaint, to=Findings(Classification.ASPIRATION), reason="Salah.", by=office.admin, at=LATER
        )
    with pytest.raises(Refusal, match="Tidak ada yang berubah"):
        await correct(office, complaint, Classification.COMPLAINT)
    unread = await factories.recorded(office)
    with pytest.raises(Conflict, match="belum diverifikasi"):
        await correct(office, unread, Classification.ASPIRATION)
    assert await Entry.count().where(Entry.kind == "corrected") == 0


async def test_of_two_at_once_the_second_gets_a_sentence(office: Office) -> None:
    complaint = await factories.disposed(office)
    both = [await fresh(complaint), await fresh(complaint)]
    answers = await asyncio.gather(
        *(
            correction.correct(row, to=Findings(kind), reason=WHY, by=who, at=LATER)
            for row, kind, who in zip(
                both,
                (Classification.SUPERVISORY, Classification.ASPIRATION),
                (office.admin, office.second_admin),
                strict=True,
            )
        ),
        return_exceptions=True,
    )
    refused = [answer for answer in answers if answer is not None]
    assert [type(each) for each in refused] == [Conflict]
    assert "Muat ulang halaman" in str(refused[0])
    assert await Entry.count().where(Entry.kind == "corrected") == 1


async def test_a_reminder_of_the_new_day_comes_although_the_old_one_was_told(office: Office) -> None:
    complaint = await factories.disposed(office, classification=Classification.INFORMATION)
    await Clock.update({Clock.warned_at: MONDAY, Clock.overdue_told_at: MONDAY}).where(
        Clock.complaint == complaint.id
    )
    await correct(office, complaint, Classification.SUPERVISORY)
    clocks = await Clock.objects().where(Clock.complaint == complaint.id, Clock.step == Step.FINISH)
    assert [(each.warned_at, each.overdue_told_at) for each in clocks] == [(None, None)]


async def test_the_inspektorat_knows_from_the_recording_on(office: Office) -> None:
    complaint = await factories.recorded(office, classification=Classification.SUPERVISORY)
    for person in (office.inspector, office.inspectorate_liaison):
        assert await queries.find_for(person, READ, complaint.number)
        assert (await policies.reach(person)).supervisory is None
    assert keys(await told("supervisory")) == {office.inspector.key, office.inspectorate_liaison.key}
    await factories.recorded(office)
    assert len(await told("supervisory")) == 2


async def test_verifying_as_supervisory_tells_the_inspektorat_once(office: Office) -> None:
    complaint = await factories.recorded(office, office=office.dpupr)
    found = factories.Assessment(Classification.SUPERVISORY)
    await factories.verification.verify(complaint, found=found, by=office.admin, at=LATER)
    assert len(await told("supervisory")) == 2
    known = await factories.recorded(office, classification=Classification.SUPERVISORY)
    await factories.verification.verify(known, found=found, by=office.admin, at=LATER)
    assert len(await told("supervisory")) == 4


async def test_a_draft_cannot_be_handed_in_after_the_complaint_left(office: Office) -> None:
    complaint, draft = await factories.drafted(office)
    await correct(office, complaint, Classification.SUPERVISORY)
    with pytest.raises(Forbidden):
        await follow_ups.submit(await fresh(complaint), draft, by=office.operator, at=LATER + HOUR)
