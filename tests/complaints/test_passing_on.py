"""What a newcomer takes over is what the agency has open, and no more than they may see."""

from __future__ import annotations

from portal.app import assemble
from portal.complaints.kinds import Classification
from portal.complaints.search import upkeep
from portal.complaints.tables import Complaint
from portal.decrees import hooks
from tests.complaints import factories
from tests.complaints.factories import HOUR, MONDAY, Office

LATER = MONDAY + 6 * HOUR


async def test_open_complaints_come_by_deadline_and_only_those_that_may_be_seen(office: Office) -> None:
    assemble()
    urgent, slow, done = [await factories.disposed(office) for _ in range(3)]
    secret = await factories.disposed(office)
    await Complaint.update({Complaint.due_at: MONDAY}).where(Complaint.id == urgent.id)
    await Complaint.update({Complaint.status: "resolved"}).where(Complaint.id == done.id)
    supervisory = {Complaint.classification: Classification.SUPERVISORY}
    await Complaint.update(supervisory).where(Complaint.id == secret.id)
    await upkeep.note_places([secret.id])
    found = await hooks.work_of(office.operator, office.dpupr, LATER)
    assert [each.number for each in found] == [urgent.number, slow.number]
    assert found[0].href == f"/complaints/{urgent.number}"
    assert await hooks.work_of(office.stranger, office.dpupr, LATER) == []
    everything = await hooks.work_of(office.admin, office.dpupr, LATER)
    assert secret.number in {each.number for each in everything}
