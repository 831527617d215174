"""Agencies are merged and parted again: open complaints follow, nothing is lost, nobody gains a right."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from portal import clock, db
from portal.agencies import aliases, editing, merges, merging, queries
from portal.agencies.editing import AgencyValues
from portal.agencies.merging import Versions
from portal.app import assemble
from portal.complaints import dispositions, inquiries
from portal.complaints.tables import Complaint, Disposition, Entry, FollowUp, Inquiry
from portal.errors import Conflict, Refusal
from tests.agencies.conftest import CLERK, agency
from tests.complaints import factories
from tests.complaints.factories import DAY, HOUR, Office
from tests.support.found_by import out_of_step

REASON = "Perda susunan perangkat daerah yang baru"


@pytest.fixture(autouse=True)
def assembled() -> None:
    assemble()


@pytest.fixture
async def office(database: str) -> AsyncIterator[Office]:
    yield await factories.office()
    assert await out_of_step() == {}


def began() -> datetime:
    return clock.now() - 3 * DAY


async def merge(source: str, target: str, *, at: datetime | None = None, by: Any = CLERK) -> int:
    old, new = await agency(source), await agency(target)
    seen = Versions(old.version, new.version)
    return await merging.merge(old, new, reason=REASON, seen=seen, by=by, at=at or clock.now())


async def part(source: str, *, at: datetime | None = None) -> int:
    standing = await merges.of_source((await agency(source)).id)
    assert standing
    return await merging.part(standing.id, by=CLERK, at=at or clock.now())


async def holder(complaint: Complaint) -> int | None:
    row = await Complaint.select(Complaint.agency).where(Complaint.id == complaint.id).first()
    assert row
    agency_id: int | None = row["agency"]
    return agency_id


async def test_open_complaints_follow_with_their_drafts_and_questions(office: Office) -> None:
    complaint, draft = await factories.submitted(office, began())
    await inquiries.ask(complaint, question="Siapa?", by=office.operator, at=began() + 6 * HOUR)
    resolved = await factories.recorded(office, began())
    assert await merge("DPUPR", "DLH") == 1
    assert (await holder(complaint), await holder(resolved)) == (office.dlh, None)
    old, new = (
        await Disposition.select().where(Disposition.complaint == complaint.id).order_by(Disposition.id)
    )
    assert (old["agency"], old["outcome"]) == (office.dpupr, "redisposed")
    assert (new["agency"], new["outcome"], new["accepted_at"]) == (office.dlh, "", old["accepted_at"])
    moved = await FollowUp.select(FollowUp.disposition, FollowUp.status).where(FollowUp.id == draft.id)
    assert moved == [{"disposition": new["id"], "status": "submitted"}]
    asked = await Inquiry.select(Inquiry.asked_by_agency)
    assert asked == [{"asked_by_agency": office.dlh}]
    line = await Entry.select(Entry.text, Entry.agency).where(Entry.kind == "agency_merged")
    assert line == [{"text": f"Dpupr digabungkan ke Dlh: {REASON}", "agency": office.dlh}]


async def test_the_new_team_goes_on_and_the_old_one_only_reads(office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await merge("DPUPR", "DLH")
    await complaint.refresh()
    with pytest.raises(Refusal):
        await dispositions.accept(complaint, by=office.operator, at=clock.now())
    await dispositions.accept(complaint, by=office.stranger, at=clock.now())


async def test_the_new_team_is_told_of_what_waits_for_it(office: Office) -> None:
    complaint, answered = (
        await factories.disposed(office, began()),
        await factories.answered(office, began()),
    )
    await merge("DPUPR", "DLH")
    moved = await db.rows(
        "SELECT d.subject, d.recipient_key FROM delivery d JOIN notification n ON n.id = d.notification "
        "WHERE n.dedupe_key LIKE 'disposed:merge-%'"
    )
    assert [(row["subject"], row["recipient_key"]) for row in moved] == [
        (f"complaint:{complaint.number}", office.stranger.key)
    ]
    assert await holder(answered) == office.dlh


async def test_names_units_and_topics_lead_to_the_one_that_took_over(office: Office) -> None:
    await aliases.add(office.dpupr, "Bina Marga", by=CLERK, at=clock.now())
    await factories.category(agency_id=office.dpupr)
    below = AgencyValues("UPT Jalan", "UPT Jalan", "upt", parent=office.dpupr)
    await editing.add("UPTJALAN", below, by=CLERK, at=clock.now())
    await merge("DPUPR", "DLH")
    for name in ("bina marga", "Dinas DPUPR", "DPUPR"):
        assert await queries.match(name) == office.dlh
    assert (await agency("UPTJALAN")).parent == office.dlh
    assert [each.agency for each in await queries.categories()] == [office.dlh]
    assert office.dpupr not in [choice.id for choice in await queries.choices()]


async def test_parted_again_everything_is_where_it_was(office: Office) -> None:
    complaint, draft = await factories.submitted(office, began())
    await aliases.add(office.dpupr, "Bina Marga", by=CLERK, at=clock.now())
    await merge("DPUPR", "DLH")
    assert await part("DPUPR") == 1
    again = await agency("DPUPR")
    assert (again.successor, again.valid_until) == (None, None)
    assert [alias.text for alias in again.aliases] == ["Bina Marga"]
    assert await holder(complaint) == office.dpupr
    standing = await Disposition.select(Disposition.id, Disposition.agency).where(Disposition.outcome == "")
    assert [row["agency"] for row in standing] == [office.dpupr]
    moved = await FollowUp.select(FollowUp.disposition).where(FollowUp.id == draft.id)
    assert moved == [{"disposition": standing[0]["id"]}]
    assert await Entry.count().where(Entry.kind == "agency_parted") == 1
    with pytest.raises(Conflict):
        await merging.part(1, by=CLERK, at=clock.now())


async def test_what_moved_on_meanwhile_does_not_come_back(office: Office) -> None:
    one, other = await factories.disposed(office, began()), await factories.disposed(office, began())
    third = await factories.agency("DISHUB")
    await merge("DPUPR", "DLH")
    await one.refresh()
    await dispositions.redispose(one, to=third, by=office.admin, at=clock.now())
    assert await part("DPUPR") == 1
    assert (await holder(one), await holder(other)) == (third, office.dpupr)


async def test_after_thirty_days_it_stays_merged(office: Office) -> None:
    long_ago = clock.now() - timedelta(days=31)
    await merge("DPUPR", "DLH", at=long_ago)
    with pytest.raises(Refusal, match="30 hari"):
        await part("DPUPR")
    assert (await agency("DPUPR")).successor == office.dlh


async def test_a_name_given_away_meanwhile_keeps_them_merged(office: Office) -> None:
    await merge("DPUPR", "DLH")
    await editing.add("BARU", AgencyValues("Dinas DPUPR", "Baru", "dinas"), by=CLERK, at=clock.now())
    with pytest.raises(Refusal, match="sudah dipakai oleh Dinas DPUPR"):
        await part("DPUPR")
    assert await merges.of_source(office.dpupr)


@pytest.mark.parametrize(("source", "target"), [("DPUPR", "DPUPR"), ("INSPEKTORAT", "DLH"), ("DLH", "TUTUP")])
async def test_pairs_that_make_no_sense_are_refused(office: Office, source: str, target: str) -> None:
    ended = AgencyValues("Dinas Tutup", "Tutup", "dinas", valid_until=clock.today().date() - DAY)
    await editing.add("TUTUP", ended, by=CLERK, at=clock.now())
    with pytest.raises(Refusal):
        await merge(source, target)
    assert await db.rows("SELECT id FROM agency_merge") == []


async def test_a_preview_that_has_grown_old_is_refused_and_moves_nothing(office: Office) -> None:
    complaint = await factories.disposed(office, began())
    old, new = await agency("DPUPR"), await agency("DLH")
    for seen in (Versions(old.version + 1, new.version), Versions(old.version, new.version + 1)):
        with pytest.raises(Conflict):
            await merging.merge(old, new, reason=REASON, seen=seen, by=CLERK, at=clock.now())
    assert await holder(complaint) == office.dpupr
    assert (await agency("DPUPR")).valid_until is None


async def test_of_two_who_merge_at_once_one_is_told(office: Office) -> None:
    await factories.disposed(office, began())
    told = await asyncio.gather(merge("DPUPR", "DLH"), merge("DPUPR", "DLH"), return_exceptions=True)
    assert sorted(type(answer) for answer in told if answer != 1) == [Conflict]
    assert len(await db.rows("SELECT id FROM agency_merge")) == 1


async def test_nothing_is_handed_to_an_agency_that_is_just_being_merged(office: Office) -> None:
    complaints = [await factories.verified(office, began()) for _ in range(8)]
    handed = (
        dispositions.dispose(each, to=office.dpupr, by=office.admin, at=clock.now()) for each in complaints
    )
    first, second, *others = handed
    told = await asyncio.gather(first, second, merge("DPUPR", "DLH"), *others, return_exceptions=True)
    left = await Complaint.count().where(Complaint.agency == office.dpupr)
    refused = [answer for answer in told if isinstance(answer, Refusal)]
    gone_along = await Complaint.count().where(Complaint.agency == office.dlh)
    assert (left, gone_along + len(refused)) == (0, len(complaints))


async def test_the_preview_counts_and_names_what_would_move(office: Office) -> None:
    complaint = await factories.disposed(office, began())
    source, target = await agency("DPUPR"), await agency("DLH")
    seen = await merges.preview(source, target, clock.now())
    told = {
        holding.noun: (holding.count, [each.text for each in holding.examples]) for holding in seen.holdings
    }
    assert told["pengaduan terbuka"] == (1, [complaint.number])
    count, people = told["pemegang peran"]
    assert count == 3
    assert f"{office.liaison.name}, Pejabat Penghubung" in people


async def test_a_merge_gives_nobody_a_right(office: Office) -> None:
    before = await db.rows("SELECT account, role, agency FROM assignment ORDER BY id")
    await merge("DPUPR", "DLH")
    await part("DPUPR")
    assert await db.rows("SELECT account, role, agency FROM assignment ORDER BY id") == before


async def test_both_acts_are_in_the_audit(office: Office) -> None:
    await merge("DPUPR", "DLH")
    await part("DPUPR")
    found = await db.rows(
        "SELECT action, agency_id FROM audit_event WHERE action LIKE 'agency.%' ORDER BY id"
    )
    assert [(row["action"], row["agency_id"]) for row in found] == [
        ("agency.merged", office.dpupr),
        ("agency.parted", office.dpupr),
    ]
