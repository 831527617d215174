"""What the pages refuse: other agencies, strangers, stale forms, acts whose time is not now."""

from __future__ import annotations

from html import unescape

import pytest

from portal import clock
from portal.complaints import dispositions, follow_ups
from portal.complaints.follow_ups import Content
from portal.complaints.kinds import Classification, Stage, Status
from portal.complaints.tables import FollowUp
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import Client, act, alerts, as_, began, follow_up_of, now_of, words
from tests.support.visits import send

NOUNS = (
    "",
    "/verification",
    "/archive",
    "/disposition",
    "/disposition/withdrawal",
    "/acceptance",
    "/return",
    "/questions",
    "/questions/1/answer",
    "/notes",
    "/follow-ups",
    "/follow-ups/1",
    "/follow-ups/1/submission",
    "/follow-ups/1/approval",
    "/follow-ups/1/approval/stand-in",
    "/follow-ups/1/correction",
    "/follow-ups/1/copied",
    "/resolution",
    "/reopening",
    "/identity",
    "/files/abc",
)
GONE = {403, 404}


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


async def test_another_agency_finds_none_of_the_pages(client: Client, office: Office) -> None:
    complaint, _ = await factories.submitted(office, began())
    await as_(client, office.stranger)
    for noun in NOUNS:
        path = f"/complaints/{complaint.number}{noun}"
        assert (await client.get(path)).status_code in GONE, path
        if noun and not noun.startswith("/files"):
            answer = await send(client, path, {"reason": "x", "text": "x", "agency": "1"}, of="/complaints")
            assert answer.status_code in GONE, path
    assert (await client.get(f"/complaints/{complaint.number}")).status_code == 404
    assert (await now_of(complaint)).status == Status.ACCEPTED


async def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began())
    for path in (
        "/complaints",
        "/complaints/new",
        *(f"/complaints/{complaint.number}{noun}" for noun in NOUNS),
    ):
        answer = await client.get(path, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in"), path


@pytest.mark.parametrize("role", ["reviewer", "leader"])
async def test_readers_change_nothing(client: Client, office: Office, role: str) -> None:
    complaint, draft = await factories.submitted(office, began())
    await as_(client, await factories.person(role))
    page = words(await client.get(f"/complaints/{complaint.number}"))
    assert "Tidak ada yang menunggu Anda" in page
    assert "Tindakan lain" not in page
    for noun in (
        "verification",
        "disposition",
        "resolution",
        f"follow-ups/{draft.id}/approval",
        "notes",
        "identity",
    ):
        assert (await client.get(f"/complaints/{complaint.number}/{noun}")).status_code in GONE, noun


async def test_a_liaison_reaches_no_act_of_kominfo(client: Client, office: Office) -> None:
    complaint = await factories.answered(office, began())
    await as_(client, office.liaison)
    for noun in ("verification", "archive", "disposition", "resolution", "reopening", "identity"):
        assert (await client.get(f"/complaints/{complaint.number}/{noun}")).status_code in GONE, noun


async def test_the_accused_unit_does_not_see_what_is_berkadar_pengawasan(
    client: Client, office: Office
) -> None:
    complaint = await factories.verified(office, began(), classification=Classification.SUPERVISORY)
    await dispositions.dispose(complaint, to=office.inspectorate, by=office.admin, at=clock.now())
    await as_(client, office.operator)
    assert (await client.get(f"/complaints/{complaint.number}")).status_code == 404
    assert complaint.title not in (await client.get("/complaints")).text
    assert "Belum ada pengaduan" in (await client.get("/complaints")).text
    await as_(client, office.inspectorate_liaison)
    assert (await client.get(f"/complaints/{complaint.number}")).status_code == 200


async def test_a_stale_form_meets_the_state_that_stands_and_keeps_the_words(
    client: Client, office: Office
) -> None:
    complaint = await factories.verified(office, began())
    await as_(client, office.admin)
    shown = complaint.version
    await dispositions.dispose(complaint, to=office.dlh, by=office.second_admin, at=clock.now())
    fields = {"agency": str(office.dpupr), "note": "Tambal dahulu.", "version": str(shown)}
    answer = await act(client, complaint.number, "disposition", fields)
    assert answer.status_code == 409
    assert "Pengaduan ini sudah didisposisikan." in alerts(answer)
    assert office.second_admin.name in alerts(answer)
    assert "Tambal dahulu." in answer.text
    assert "di Dlh" in words(answer)
    assert (await now_of(complaint)).agency == office.dlh


async def test_the_second_press_of_an_act_is_refused_with_a_sentence(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began())
    await as_(client, office.admin)
    fields = {"reason": "Ganda dengan yang kemarin.", "version": str(complaint.version)}
    assert (await act(client, complaint.number, "archive", fields)).status_code == 303
    again = await act(client, complaint.number, "archive", fields)
    assert again.status_code == 409
    assert "sudah diarsipkan" in alerts(again)
    assert "Ganda dengan yang kemarin." in again.text


async def test_a_follow_up_sent_twice_is_one(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.operator)
    fields = {"text": "Sudah ditambal.", "stage": "first", "send": "1", "once": "sekali"}
    path = f"/complaints/{complaint.number}/follow-ups"
    for _ in range(2):
        assert (await send(client, path, fields, of=path)).status_code == 303
    found = await follow_up_of(complaint)
    assert await FollowUp.count().where(FollowUp.complaint == complaint.id) == 1
    assert found.status == "submitted"


async def test_a_draft_changed_by_a_colleague_is_not_overwritten(client: Client, office: Office) -> None:
    complaint, draft = await factories.drafted(office, began())
    shown = draft.version
    content = Content(Stage.FIRST, "Ditambal kemarin.")
    await follow_ups.revise(complaint, draft, content=content, by=office.liaison, at=clock.now())
    await as_(client, office.operator)
    fields = {"text": "Versi saya.", "stage": "first", "version": str(shown)}
    answer = await act(client, complaint.number, f"follow-ups/{draft.id}", fields)
    assert answer.status_code == 409
    assert "sudah diubah orang lain" in alerts(answer)
    assert "Versi saya." in answer.text
    assert (await follow_up_of(complaint)).text == "Ditambal kemarin."


async def test_an_act_whose_time_is_not_now_says_so(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began())
    await as_(client, office.admin)
    page = await client.get(f"/complaints/{complaint.number}/resolution")
    assert page.status_code == 200
    assert "Tindakan ini tidak terbuka: pengaduan belum diverifikasi." in words(page)
    answer = await act(client, complaint.number, "resolution", {"note": "Selesai saja."})
    assert answer.status_code == 409
    assert "Selesai saja." in answer.text


@pytest.mark.parametrize(
    ("noun", "fields"),
    [
        ("verification", {"classification": "x"}),
        ("verification", {"classification": "complaint", "category": "999999"}),
        ("archive", {"reason": " "}),
        ("notes", {"text": ""}),
        ("verification", {"classification": "complaint", "happened_time": "10.00"}),
        ("verification", {"classification": "complaint", "happened_on": "31 November 2026"}),
    ],
)
async def test_wrong_fields_are_named(
    client: Client, office: Office, noun: str, fields: dict[str, str]
) -> None:
    complaint = await factories.recorded(office, began())
    await as_(client, office.admin)
    answer = await act(client, complaint.number, noun, fields)
    assert answer.status_code == 422
    assert "isian perlu diperbaiki" in alerts(answer)
    assert (await now_of(complaint)).status == Status.RECEIVED


async def test_an_agency_that_is_not_there_is_refused(client: Client, office: Office) -> None:
    complaint = await factories.verified(office, began())
    await as_(client, office.admin)
    for agency in ("999999", "", "abc"):
        answer = await act(client, complaint.number, "disposition", {"agency": agency, "note": "Mohon."})
        assert answer.status_code == 422, agency
        assert "Mohon." in answer.text


async def test_html_in_words_stays_words(client: Client, office: Office) -> None:
    complaint = await factories.recorded(
        office, began(), title="<b>Tamba'an</b> & 🙂", body="<script>x</script>"
    )
    await as_(client, office.admin)
    for path in ("/complaints", f"/complaints/{complaint.number}"):
        page = await client.get(path)
        assert "<b>Tamba" not in page.text
        assert "<script>x" not in page.text
        assert "<b>Tamba'an</b> & 🙂" in unescape(page.text)


async def test_unknown_numbers_and_questions_are_not_there(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.admin)
    for path in (
        "/complaints/ADU-1999-000001",
        f"/complaints/{complaint.number}/questions/77/answer",
        f"/complaints/{complaint.number}/follow-ups/77",
        f"/complaints/{complaint.number}/follow-ups/77/copied",
    ):
        assert (await client.get(path)).status_code == 404, path
