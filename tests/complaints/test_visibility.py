"""Who sees which complaint: the pure rule, the same as SQL, and what is never shown."""

from __future__ import annotations

from itertools import product

import pytest

from portal import db
from portal.accounts.current_user import CurrentUser, Held
from portal.complaints import counts, dispositions, listing, policies, queries, verification
from portal.complaints.acting import involved
from portal.complaints.filters import Filters
from portal.complaints.kinds import Classification
from portal.complaints.policies import Reach, Sight
from portal.complaints.tables import Complaint
from portal.complaints.verification import Assessment
from portal.errors import Refusal
from portal.permissions import Permission
from tests.complaints import factories
from tests.complaints.factories import HOUR, MONDAY, Office

READ = Permission.COMPLAINT_READ


async def numbers(actor: CurrentUser) -> set[str]:
    page = await listing.listing(actor, Filters())
    return {row.number for row in page.rows}


async def test_list_finder_and_rule_agree_for_everybody(office: Office) -> None:
    await _one_of_each(office)
    both = CurrentUser(
        id=7, public_id="", name="", session_id=0, held=(Held("operator", office.dlh), Held("leader", None))
    )
    people = [*(getattr(office, name) for name in Office.__annotations__ if name not in _AGENCIES), both]
    for actor in people:
        seen = await numbers(actor)
        for complaint in await Complaint.objects():
            found = await queries.find_for(actor, READ, complaint.number)
            reach = await policies.reach(actor)
            sight = Sight(
                complaint.classification, complaint.agency, complaint.office, await involved(complaint.id)
            )
            assert (found is not None) == reach.covers(sight) == (complaint.number in seen)
            assert await _by_sql(reach, complaint) == reach.covers(sight)


_AGENCIES = {"dpupr", "dlh", "inspectorate"}


async def _one_of_each(office: Office) -> None:
    """Complaints in every relation to an agency, each also berkadar pengawasan."""
    for kind, agency in product((Classification.COMPLAINT, Classification.SUPERVISORY), (None, office.dlh)):
        await factories.recorded(office, classification=kind, office=agency)
    handed = await factories.disposed(office)
    returned = await factories.disposed(office)
    await dispositions.give_back(returned, reason="Bukan.", by=office.operator, at=MONDAY + 3 * HOUR)
    await dispositions.redispose(handed, to=office.dlh, by=office.admin, at=MONDAY + 3 * HOUR)
    watched = await factories.verified(office, classification=Classification.SUPERVISORY)
    await dispositions.dispose(watched, to=office.inspectorate, by=office.admin, at=MONDAY + 2 * HOUR)


async def _by_sql(reach: Reach, complaint: Complaint) -> bool:
    seen = policies.visible(reach)
    sql = f"SELECT 1 AS seen FROM complaint c WHERE ({seen.sql}) AND c.id = {{}}"  # noqa: S608
    return bool(await db.rows(sql, *seen.values, complaint.id))


async def test_an_agency_sees_what_it_held_but_not_what_it_gave_back(office: Office) -> None:
    kept = await factories.disposed(office)
    await dispositions.redispose(kept, to=office.dlh, by=office.admin, at=MONDAY + 3 * HOUR)
    returned = await factories.disposed(office)
    await dispositions.give_back(returned, reason="Bukan.", by=office.operator, at=MONDAY + 3 * HOUR)
    assert await numbers(office.operator) == {kept.number}
    assert await numbers(office.stranger) == {kept.number}


async def test_the_accused_unit_sees_it_nowhere(office: Office) -> None:
    complaint = await factories.recorded(office, office=office.dpupr, title="Pungutan di loket")
    assert await numbers(office.operator) == {complaint.number}
    found = Assessment(Classification.SUPERVISORY)
    await verification.verify(complaint, found=found, by=office.admin, at=MONDAY + HOUR)

    for actor in (office.operator, office.liaison, office.head, office.leader):
        assert await numbers(actor) == set()
        assert await queries.find_for(actor, READ, complaint.number) is None
        page = await listing.listing(actor, Filters(q="pungutan"))
        assert page.rows == ()
        counted = await counts.counts(actor, MONDAY)
        assert {count.value for count in counted.values()} == {0}
    assert await numbers(office.inspector) == {complaint.number}


async def test_it_goes_to_the_inspectorate_only(office: Office) -> None:
    complaint = await factories.verified(office, classification=Classification.SUPERVISORY)
    with pytest.raises(Refusal, match="hanya dapat didisposisikan ke Inspektorat"):
        await dispositions.dispose(complaint, to=office.dpupr, by=office.admin, at=MONDAY + 2 * HOUR)
    await dispositions.dispose(complaint, to=office.inspectorate, by=office.admin, at=MONDAY + 2 * HOUR)
    assert await numbers(office.inspectorate_liaison) == {complaint.number}


async def test_permission_and_object_are_asked_together(office: Office) -> None:
    complaint = await factories.disposed(office)
    number = complaint.number
    assert await queries.find_for(office.operator, Permission.FOLLOW_UP_WRITE, number)
    assert await queries.find_for(office.operator, Permission.COMPLAINT_DISPOSE, number) is None
    assert await queries.find_for(office.operator, Permission.IDENTITY_REVEAL, number) is None
    assert await queries.find_for(office.stranger, Permission.FOLLOW_UP_WRITE, number) is None
    assert await queries.find_for(office.leader, READ, number)
    assert await queries.find_for(office.leader, Permission.COMPLAINT_NOTE, number) is None
    assert await queries.find_for(office.nobody, READ, number) is None
    assert await queries.find_for(office.admin, READ, "ADU-1999-000001") is None


async def test_two_roles_at_two_agencies_do_not_mix(office: Office) -> None:
    both = CurrentUser(
        id=7,
        public_id="",
        name="",
        session_id=0,
        held=(Held("operator", office.dlh), Held("leader", office.dpupr)),
    )
    complaint = await factories.disposed(office)
    assert await queries.find_for(both, READ, complaint.number)
    assert await queries.find_for(both, Permission.FOLLOW_UP_WRITE, complaint.number) is None
    with pytest.raises(Refusal):
        await dispositions.accept(complaint, by=both, at=MONDAY + 3 * HOUR)
