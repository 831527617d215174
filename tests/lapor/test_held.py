"""A complaint whose class nobody understands reaches no agency, until Kominfo has said what it is."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from portal import clock
from portal.agencies import aliases
from portal.audit.tables import AuditEvent
from portal.complaints import counts, deadlines, dispositions, suggestions, verification
from portal.complaints.filters import Filters
from portal.complaints.kinds import RESTRICTED, Classification, EntryKind, Step
from portal.complaints.listing import listing
from portal.complaints.tables import Clock, Complaint, Disposition, Entry
from portal.complaints.verification import Assessment
from portal.errors import Refusal
from portal.lapor import class_rules, importing, moments
from portal.notifications.tables import Delivery
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.lapor.files import FIXTURES, write_csv
from tests.lapor.office import COMMAND, HISTORY, NOON, export, row, standing, take

WBS = "Pengaduan Berkadar Pengawasan (WBS)"
BARE = "Pengaduan"
ORDINARY = "Pengaduan Tidak Berkadar Pengawasan"


@pytest.fixture
async def office(database: str) -> Office:
    return await factories.office()


async def seen_by(person: Any) -> set[str]:
    page = await listing(person, Filters())
    return {each.tracking_id for each in page.rows}


def at_dpupr(tracking_id: str, classification: str, **cells: str) -> list[object]:
    return row(tracking_id, classification=classification, agency="DPUPR", status="Terdisposisi", **cells)


async def test_it_is_kept_from_the_agency_it_may_be_about(office: Office, tmp_path: Path) -> None:
    texts = [WBS, BARE, "", "Pengaduan berkadar-pengawasan", "Laporan"]
    rows = [at_dpupr(str(6_300_001 + n), text) for n, text in enumerate(texts)]
    summary = await take(export(tmp_path, *rows, at_dpupr("6300009", ORDINARY)), notify=True)
    assert (summary.created, summary.messages) == (6, 2)
    assert sorted(text for text, _ in summary.unknown_classes) == sorted(texts)
    held = [await standing(str(6_300_001 + n)) for n in range(5)]
    assert {(each.classification, each.status, each.agency) for each in held} == {("held", "received", None)}
    assert await Disposition.count() == 1
    assert {each.complaint for each in await Disposition.objects()} == {(await standing("6300009")).id}
    about = {delivery.subject for delivery in await Delivery.objects()}
    assert not any(each.number in subject for each in held for subject in about)
    assert await seen_by(office.operator) == {"6300009"}
    assert len(await seen_by(office.admin)) == len(await seen_by(office.inspector)) == 6
    assert (await counts.total(office.operator, Filters(q="berlubang"), NOON)).value == 1
    assert await suggestions.agency_for(held[0]) is None


async def test_three_working_days_run(office: Office, tmp_path: Path) -> None:
    today = moments.shown(clock.today().date())
    rows = [at_dpupr("6300001", WBS, day=today), at_dpupr("6300002", WBS, day="3 Jan 2023")]
    await take(export(tmp_path, *rows))
    running = {each.complaint: each for each in await Clock.objects().where(Clock.stopped_at.is_null())}
    fresh, old = [running[(await standing(f"630000{n}")).id] for n in (1, 2)]
    received = (await standing()).received_at
    due = await deadlines.due_of(Step.VERIFY, "", received)
    assert due is not None
    assert (fresh.step, fresh.started_at, fresh.due_at) == (Step.VERIFY, received, due.due_at)
    # Counted from the moment at which Kominfo could first see it.
    assert old.step == Step.VERIFY
    assert clock.now() - timedelta(minutes=5) < old.started_at < clock.now() < old.due_at


async def test_one_word_settles_all_of_a_spelling_and_is_remembered(office: Office, tmp_path: Path) -> None:
    rows = [at_dpupr("6300001", BARE), at_dpupr("6300002", "PENGADUAN "), at_dpupr("6300003", WBS)]
    await take(export(tmp_path, *rows))
    assert [(each.text, each.count) for each in await class_rules.undecided()] == [("Pengaduan", 2), (WBS, 1)]
    changed = await class_rules.settle("pengaduan", Classification.COMPLAINT, by=office.admin, at=NOON)
    assert changed == 2
    first, other, third = [await standing(f"630000{n}") for n in (1, 2, 3)]
    assert {(each.classification, each.status, each.agency) for each in (first, other)} == {
        ("complaint", "disposed", office.dpupr)
    }
    assert (third.classification, third.agency) == ("held", None)
    assert await seen_by(office.operator) == {"6300001", "6300002"}
    assert await Delivery.count() == 0
    assert await Clock.count().where(Clock.step == Step.VERIFY, Clock.stopped_at.is_null()) == 1
    assert await Entry.count().where(Entry.kind == EntryKind.CLASSED) == 2
    assert await AuditEvent.count().where(AuditEvent.action == "lapor.class_settled") == 1
    again = await take(export(tmp_path, *rows, at_dpupr("6300004", BARE)))
    assert (again.created, again.updated, again.unknown_classes) == (1, 0, [(WBS, 1)])
    assert (await standing("6300004")).agency == office.dpupr


async def test_what_is_settled_as_supervisory_never_reaches_the_agency(
    office: Office, tmp_path: Path
) -> None:
    await take(export(tmp_path, at_dpupr("6300001", WBS)))
    await class_rules.settle(WBS, Classification.SUPERVISORY, by=office.admin, at=NOON)
    found = await standing()
    assert (found.classification, found.status, found.agency) == ("supervisory", "verified", None)
    assert await seen_by(office.operator) == set()


async def test_a_word_can_be_changed_and_taken_back(office: Office, tmp_path: Path) -> None:
    await take(export(tmp_path, at_dpupr("6300001", BARE)))
    await class_rules.settle(BARE, Classification.COMPLAINT, by=office.admin, at=NOON)
    await class_rules.settle(BARE, Classification.SUPERVISORY, by=office.admin, at=NOON)
    assert await seen_by(office.operator) == set()
    assert await class_rules.withdraw(BARE, by=office.admin, at=NOON) == 1
    found = await standing()
    assert (found.classification, found.status, found.agency) == ("held", "received", None)
    assert await Clock.count().where(Clock.step == Step.VERIFY, Clock.stopped_at.is_null()) == 1
    with pytest.raises(Refusal, match="belum pernah ditetapkan"):
        await class_rules.withdraw(BARE, by=office.admin, at=NOON)


async def test_what_a_person_has_classed_stands(office: Office, tmp_path: Path) -> None:
    await take(export(tmp_path, at_dpupr("6300001", WBS)))
    found = Assessment(Classification.SUPERVISORY)
    await verification.verify(await standing(), found=found, by=office.admin, at=NOON)
    assert await class_rules.settle(WBS, Classification.COMPLAINT, by=office.admin, at=NOON) == 0
    assert (await standing()).classification == "supervisory"


async def test_an_empty_class_is_settled_for_now_and_asked_again(office: Office, tmp_path: Path) -> None:
    await take(export(tmp_path, at_dpupr("6300001", "")))
    assert await class_rules.settle("", Classification.COMPLAINT, by=office.admin, at=NOON) == 1
    assert (await standing()).agency == office.dpupr
    summary = await take(export(tmp_path, at_dpupr("6300001", ""), at_dpupr("6300002", "")))
    assert (summary.created, summary.updated) == (1, 0)
    # The file that says nothing takes nothing back.
    assert [(await standing(f"630000{n}")).classification for n in (1, 2)] == ["complaint", "held"]


async def test_a_class_that_becomes_unclear_in_lapor_leaves_the_agency(
    office: Office, tmp_path: Path
) -> None:
    await take(export(tmp_path, at_dpupr("6300001", ORDINARY)), notify=True)
    sent = await Delivery.count()
    dry = await take(export(tmp_path, at_dpupr("6300001", WBS)), dry_run=True)
    await take(export(tmp_path, at_dpupr("6300001", WBS)))
    found = await standing()
    assert (found.classification, found.agency, dry.messages) == ("held", None, 0)
    assert await seen_by(office.operator) == set()
    assert await Delivery.count() == sent


async def test_it_cannot_be_handed_over_by_hand_or_by_old_papers(office: Office, tmp_path: Path) -> None:
    answered = at_dpupr("6300001", WBS)
    answered[-2] = "Ditindaklanjuti oleh Instansi"
    await take(export(tmp_path, answered))
    with pytest.raises(Refusal):
        await dispositions.redispose(await standing(), to=office.dpupr, by=office.admin, at=NOON)
    papers = write_csv(
        tmp_path / "riwayat.csv", [HISTORY, ["6300001", "DPUPR", "4 Nov 2026", "", "5 Nov 2026"]]
    )
    await importing.import_history(papers, by=COMMAND, at=NOON)
    found = await standing()
    assert (found.agency, found.status) == (None, "resolved")
    assert await Disposition.count() == 0
    # Held whoever acted meanwhile: the word still reaches it.
    assert await class_rules.settle(WBS, Classification.SUPERVISORY, by=office.admin, at=NOON) == 1


async def test_what_an_office_recorded_without_class_stays_its_own(office: Office, tmp_path: Path) -> None:
    made = await factories.recorded(office, classification="", tracking_id="6300001", office=office.dpupr)
    assert made.classification == ""
    await take(export(tmp_path, at_dpupr("6300001", "")))
    assert await seen_by(office.operator) == {"6300001"}
    await take(export(tmp_path, at_dpupr("6300001", "Pengaduan Berkadar Pengawasan")))
    assert (await standing()).classification == "supervisory"
    assert await seen_by(office.operator) == set()


async def test_two_words_at_once_leave_one(office: Office, tmp_path: Path) -> None:
    await take(export(tmp_path, at_dpupr("6300001", BARE)))
    words = (Classification.COMPLAINT, Classification.SUPERVISORY)
    await asyncio.gather(*(class_rules.settle(BARE, each, by=office.admin, at=NOON) for each in words))
    (rule,) = await class_rules.every()
    found = await standing()
    assert found.classification == rule.classification
    assert found.agency == (office.dpupr if found.classification == "complaint" else None)


@pytest.mark.parametrize(("name", "reaching"), [("supervisory_variants.xlsx", 0), ("18_class.xlsx", 4)])
async def test_files_that_fooled_an_earlier_reader(office: Office, name: str, reaching: int) -> None:
    dishub = await factories.agency("DISHUB")
    await aliases.add(dishub, "Dinas Perhubungan", by=office.admin, at=NOON)
    path = FIXTURES / "nasty" / name
    foretold = await take(path, dry_run=True)
    summary = await take(path, notify=True)
    assert foretold.unknown_classes == summary.unknown_classes
    assert await Complaint.count().where(Complaint.agency == dishub) == reaching
    assert await Disposition.count() == reaching


@pytest.mark.parametrize("now", ["Pengaduan Berkadar Pengawasan", WBS])
async def test_an_agency_does_not_keep_what_is_about_it_by_having_begun(
    office: Office, tmp_path: Path, now: str
) -> None:
    """Its operator has taken the complaint on; a newer export says what it is."""
    await take(export(tmp_path, at_dpupr("6300001", ORDINARY)), notify=True)
    complaint = await standing()
    await dispositions.accept(complaint, by=office.operator, at=clock.now())
    await take(export(tmp_path, at_dpupr("6300001", now)), notify=True)
    left = await standing()
    assert (left.classification in RESTRICTED, left.agency, left.status) == (True, None, "received")
    assert await seen_by(office.operator) == set()
    assert await seen_by(office.inspector) == {"6300001"}
    assert await Disposition.count().where(Disposition.outcome == "") == 0
    assert await Clock.count().where(Clock.step == Step.VERIFY, Clock.stopped_at.is_null()) == 1
    assert await Clock.count().where(Clock.step == Step.FOLLOW_UP, Clock.stopped_at.is_null()) == 0


async def test_what_kominfo_has_verified_stays_and_the_difference_is_said(
    office: Office, tmp_path: Path
) -> None:
    await take(export(tmp_path, row("6300001", classification=ORDINARY)))
    found = Assessment(Classification.COMPLAINT)
    await verification.verify(await standing(), found=found, by=office.admin, at=clock.now())
    told = await take(export(tmp_path, row("6300001", classification="Pengaduan Berkadar Pengawasan")))
    assert (await standing()).classification == Classification.COMPLAINT
    assert "klasifikasi di ASPAL tetap" in " ".join(each["sentence"] for each in told.as_json()["remarks"])


async def test_no_export_shows_an_agency_what_was_berkadar_pengawasan(office: Office, tmp_path: Path) -> None:
    """One wrong cell would be enough."""
    await take(export(tmp_path, at_dpupr("6300001", "Pengaduan Berkadar Pengawasan")))
    told = await take(export(tmp_path, at_dpupr("6300001", ORDINARY)), notify=True)
    assert ((await standing()).classification, (await standing()).agency) == ("supervisory", None)
    assert await seen_by(office.operator) == set()
    assert told.messages == 0
    assert "klasifikasi di ASPAL tetap" in " ".join(each["sentence"] for each in told.as_json()["remarks"])


async def test_what_a_newer_export_makes_clear_has_a_deadline_and_is_told(
    office: Office, tmp_path: Path
) -> None:
    today = moments.shown(clock.today().date())
    await take(export(tmp_path, at_dpupr("6300001", BARE, day=today)))
    told = await take(export(tmp_path, at_dpupr("6300001", ORDINARY, day=today)), notify=True)
    stands = await standing()
    assert (stands.agency, stands.status) == (office.dpupr, "disposed")
    running = await Clock.select(Clock.step).where(Clock.stopped_at.is_null()).order_by(Clock.step)
    assert [each["step"] for each in running] == [Step.FINISH, Step.FOLLOW_UP]
    assert stands.due_at is not None
    assert told.messages == await Delivery.count() > 0
