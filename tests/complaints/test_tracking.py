"""The number in LAPOR!, written down by hand: one complaint, one number."""

from __future__ import annotations

import asyncio

import pytest

from portal import db
from portal.complaints import intake, tracking
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel, Classification
from portal.complaints.tables import Complaint
from portal.errors import Conflict, Forbidden, Refusal
from tests.complaints import factories
from tests.complaints.factories import HOUR, MONDAY, Office

LATER = MONDAY + 5 * HOUR
WIDE = "".join(chr(0xFF10 + int(digit)) for digit in "8412073")


async def fresh(complaint: Complaint) -> Complaint:
    row = await Complaint.objects().get(Complaint.id == complaint.id)
    assert row is not None
    return row


@pytest.mark.parametrize("typed", ["8412073", "#8412073", " 841 2073 ", "\u200b8412073\u2060", WIDE])
async def test_the_number_is_read_as_people_copy_it(office: Office, typed: str) -> None:
    complaint = await factories.disposed(office)
    await tracking.note(complaint, typed, by=office.admin, at=LATER)
    row = await fresh(complaint)
    assert row.tracking_id == "8412073"
    audited = await db.rows("SELECT action, details FROM audit_event WHERE action LIKE 'complaint.lapor%'")
    assert [each["action"] for each in audited] == ["complaint.lapor_numbered"]
    assert "8412073" in str(audited[0]["details"])


@pytest.mark.parametrize("typed", ["", "1234", "84a2073", "9" * 11, "\u0668\u0664\u0661\u0662\u0660"])
async def test_what_is_no_number_is_refused(office: Office, typed: str) -> None:
    complaint = await factories.disposed(office)
    with pytest.raises(Refusal, match="5 sampai 10 angka"):
        await tracking.note(complaint, typed, by=office.admin, at=LATER)
    assert (await fresh(complaint)).tracking_id == ""


async def test_it_is_taken_back_until_a_file_has_named_it(office: Office) -> None:
    complaint = await factories.disposed(office)
    await tracking.note(complaint, "8412073", by=office.admin, at=LATER)
    await tracking.forget(await fresh(complaint), by=office.admin, at=LATER)
    assert (await fresh(complaint)).tracking_id == ""
    await tracking.note(await fresh(complaint), "8412074", by=office.admin, at=LATER)
    await Complaint.update({Complaint.lapor_seen_at: LATER}).where(Complaint.id == complaint.id)
    with pytest.raises(Conflict):
        await tracking.forget(await fresh(complaint), by=office.admin, at=LATER)
    assert (await fresh(complaint)).tracking_id == "8412074"


async def test_a_second_number_is_refused(office: Office) -> None:
    complaint = await factories.disposed(office)
    await tracking.note(complaint, "8412073", by=office.admin, at=LATER)
    with pytest.raises(Conflict):
        await tracking.note(await fresh(complaint), "8412074", by=office.admin, at=LATER)


async def test_a_used_number_names_the_other_only_to_who_may_read_it(office: Office) -> None:
    known = await factories.recorded(office, tracking_id="8412073")
    complaint = await factories.disposed(office)
    with pytest.raises(Conflict, match=f"sudah tercatat sebagai {known.number}"):
        await tracking.note(complaint, "8412073", by=office.admin, at=LATER)
    await factories.recorded(office, tracking_id="8412099", classification=Classification.SUPERVISORY)
    new = NewComplaint("Judul", "Isi", Channel.LETTER, tracking_id="8412099", office=office.dpupr)
    with pytest.raises(Conflict) as refused:
        await intake.record(new, by=office.operator, at=LATER)
    assert "ADU-" not in refused.value.sentence
    assert "pada pengaduan lain" in refused.value.sentence


async def test_of_two_at_once_one_wins(office: Office) -> None:
    complaint = await factories.disposed(office)
    rows = [await fresh(complaint), await fresh(complaint)]
    answers = await asyncio.gather(
        *(
            tracking.note(row, number, by=office.admin, at=LATER)
            for row, number in zip(rows, ("8412073", "8412074"), strict=True)
        ),
        return_exceptions=True,
    )
    assert [type(each) for each in answers if each is not None] == [Conflict]


@pytest.mark.parametrize("name", ["operator", "liaison", "leader", "inspector", "stranger"])
async def test_only_kominfo_writes_it_down(office: Office, name: str) -> None:
    complaint = await factories.disposed(office)
    with pytest.raises(Forbidden):
        await tracking.note(complaint, "8412073", by=getattr(office, name), at=LATER)
