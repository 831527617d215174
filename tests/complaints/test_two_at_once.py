"""Two people press at the same moment: one wins, the other reads a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest

from portal.complaints import approval, dispositions, follow_ups, intake, verification
from portal.complaints.follow_ups import Content
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel, Classification, Stage
from portal.complaints.tables import Clock, Complaint, Disposition, Entry, FollowUp
from portal.complaints.verification import Assessment
from portal.errors import Conflict, Refusal
from tests.complaints import factories
from tests.complaints.factories import HOUR, MONDAY, Office

LATER = MONDAY + 6 * HOUR


async def at_once(*acts: Awaitable[object]) -> list[Refusal]:
    """Those who lost, with what they read; anything but a refusal is an error."""
    ended = await asyncio.gather(*acts, return_exceptions=True)
    lost = [each for each in ended if isinstance(each, BaseException)]
    assert all(isinstance(each, Refusal) for each in lost), lost
    return [each for each in lost if isinstance(each, Refusal)]


async def as_read(complaint: Complaint) -> Complaint:
    """The complaint as another request has read it."""
    row = await Complaint.objects().get(Complaint.id == complaint.id)
    assert row is not None
    return row


async def test_of_two_dispositions_one_wins(office: Office) -> None:
    complaint = await factories.verified(office)
    one, other = await as_read(complaint), await as_read(complaint)
    lost = await at_once(
        dispositions.dispose(one, to=office.dpupr, by=office.admin, at=LATER),
        dispositions.dispose(other, to=office.dlh, by=office.second_admin, at=LATER),
    )
    assert len(lost) == 1
    assert isinstance(lost[0], Conflict)
    assert lost[0].sentence.startswith("Pengaduan ini sudah didisposisikan. Perubahan terakhir oleh Admin")
    open_ones = await Disposition.select().where(Disposition.complaint == complaint.id)
    assert len(open_ones) == 1
    assert open_ones[0]["agency"] == (await as_read(complaint)).agency
    assert await Entry.count().where(Entry.complaint == complaint.id) == 3
    assert await Clock.count().where(Clock.complaint == complaint.id, Clock.step == "follow_up") == 1


async def test_returning_and_taking_back_do_not_both_happen(office: Office) -> None:
    complaint = await factories.disposed(office)
    lost = await at_once(
        dispositions.give_back(await as_read(complaint), reason="Bukan.", by=office.operator, at=LATER),
        dispositions.withdraw(await as_read(complaint), reason="Salah.", by=office.admin, at=LATER),
        dispositions.accept(await as_read(complaint), by=office.liaison, at=LATER),
    )
    assert len(lost) == 2


async def test_two_operators_begin_one_draft(office: Office) -> None:
    complaint = await factories.disposed(office)
    content = Content(Stage.FIRST, "Sudah.")
    lost = await at_once(
        follow_ups.draft(await as_read(complaint), content=content, by=office.operator, at=LATER),
        follow_ups.draft(await as_read(complaint), content=content, by=office.liaison, at=LATER),
    )
    assert len(lost) == 1
    assert await FollowUp.count().where(FollowUp.complaint == complaint.id) == 1


async def test_one_draft_saved_twice_keeps_the_first(office: Office) -> None:
    complaint, follow_up = await factories.drafted(office)
    other = await follow_ups.find(complaint, follow_up.id)
    assert other is not None
    content = Content(Stage.FIRST, "Versi operator.")
    await follow_ups.revise(complaint, follow_up, content=content, by=office.operator, at=LATER)
    with pytest.raises(Conflict):
        await follow_ups.revise(
            complaint, other, content=Content(Stage.FIRST, "Lain."), by=office.liaison, at=LATER
        )


async def test_approving_and_returning_a_draft_do_not_both_happen(office: Office) -> None:
    complaint, follow_up = await factories.submitted(office)
    other = await follow_ups.find(complaint, follow_up.id)
    assert other is not None
    lost = await at_once(
        approval.approve(await as_read(complaint), follow_up, by=office.liaison, at=LATER),
        approval.return_draft(await as_read(complaint), other, note="Foto.", by=office.liaison, at=LATER),
    )
    assert len(lost) == 1


async def test_a_double_press_records_one_complaint(office: Office) -> None:
    new = NewComplaint("Sampah menumpuk", "Isi.", Channel.LETTER, once="token-1")
    first, second = await asyncio.gather(
        intake.record(new, by=office.admin, at=MONDAY), intake.record(new, by=office.admin, at=MONDAY)
    )
    assert first.number == second.number
    assert await Complaint.count() == 1


async def test_a_refused_act_leaves_nothing_half_written(office: Office) -> None:
    complaint = await factories.verified(office)
    stale = await as_read(complaint)
    await dispositions.dispose(complaint, to=office.dpupr, by=office.admin, at=LATER)
    before = await Entry.count(), await Clock.count(), await Disposition.count()
    with pytest.raises(Conflict):
        await verification.archive(stale, reason="Ganda.", by=office.admin, at=LATER)
    with pytest.raises(Conflict):
        await dispositions.dispose(stale, to=office.dlh, by=office.admin, at=LATER)
    found = Assessment(Classification.INFORMATION)
    with pytest.raises(Refusal):
        await verification.verify(stale, found=found, by=office.admin, at=LATER)
    assert (await Entry.count(), await Clock.count(), await Disposition.count()) == before
