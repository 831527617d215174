"""*Perbaiki data* and *Catat nomor LAPOR!* on their pages, for Kominfo and for everybody else."""

from __future__ import annotations

import pytest

from portal import db
from portal.complaints.kinds import Classification, Status
from portal.complaints.tables import Complaint
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import Client, act, alerts, as_, began, now_of, words
from tests.support.visits import send

WHY = "Pelapor menyebut pungutan oleh petugas."
RIGHT = {"classification": "supervisory", "reason": WHY}


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


async def test_kominfo_puts_it_right_and_the_agency_finds_nothing_any_more(
    client: Client, office: Office
) -> None:
    complaint = await factories.disposed(office, began())
    page = f"/complaints/{complaint.number}"
    await as_(client, office.operator)
    assert (await client.get(page)).status_code == 200
    await as_(client, office.admin)
    assert f'href="{page}/data-correction"' in (await client.get(page)).text
    form = words(await client.get(f"{page}/data-correction"))
    assert "langsung ditarik dari Dpupr" in form
    answer = await act(client, complaint.number, "data-correction", RIGHT)
    assert answer.headers["location"] == page
    shown = words(await client.get(page))
    assert "memperbaiki data" in shown
    assert "Pengaduan Tidak Berkadar Pengawasan → Pengaduan Berkadar Pengawasan." in shown
    assert WHY in shown
    for person in (office.operator, office.liaison, office.head, office.leader, office.stranger):
        await as_(client, person)
        assert (await client.get(page)).status_code == 404
        assert complaint.title not in (await client.get("/complaints")).text
    await as_(client, office.inspectorate_liaison)
    assert (await client.get(page)).status_code == 200


async def test_all_that_is_wrong_is_said_and_what_was_typed_stays(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.admin)
    wrong = {"classification": "", "category": "999", "reason": "Salah", "place": "Rumah Uji"}
    answer = await act(client, complaint.number, "data-correction", wrong)
    assert answer.status_code == 422
    told = alerts(answer)
    assert all(each in told for each in ("Pilih klasifikasi", "Pilih dari daftar", "paling sedikit 10"))
    assert 'value="Rumah Uji"' in answer.text
    assert (await now_of(complaint)).classification == Classification.COMPLAINT


async def test_a_colleague_who_was_slower_gets_a_sentence(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    path = f"/complaints/{complaint.number}/data-correction"
    await as_(client, office.second_admin)
    stale = {"version": str(complaint.version), **RIGHT}
    await Complaint.update({Complaint.version: Complaint.version + 1}).where(Complaint.id == complaint.id)
    answer = await send(client, path, stale, of=path)
    assert answer.status_code == 409
    assert "Muat ulang halaman" in alerts(answer)
    assert WHY in answer.text


@pytest.mark.parametrize(
    ("name", "status"), [("operator", 403), ("liaison", 403), ("leader", 403), ("inspector", 403)]
)
async def test_nobody_else_gets_in(client: Client, office: Office, name: str, status: int) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, getattr(office, name))
    for noun, fields in (("data-correction", RIGHT), ("lapor-number", {"tracking_id": "8412073"})):
        path = f"/complaints/{complaint.number}/{noun}"
        assert (await client.get(path)).status_code == status
        assert (await send(client, path, fields, of="/profile")).status_code == status
    row = await now_of(complaint)
    assert (row.classification, row.tracking_id, row.status) == ("complaint", "", Status.DISPOSED)


async def test_a_forged_request_changes_nothing(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    await as_(client, office.admin)
    for noun in ("data-correction", "lapor-number"):
        answer = await client.post(f"/complaints/{complaint.number}/{noun}", data=RIGHT)
        assert answer.status_code == 403
    assert (await now_of(complaint)).classification == Classification.COMPLAINT


async def test_the_number_is_noted_from_beranda_and_taken_back(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began())
    page = f"/complaints/{complaint.number}"
    await as_(client, office.admin)
    assert f'href="{page}/lapor-number"' in (await client.get("/")).text
    assert f'href="{page}/lapor-number"' in (await client.get(page)).text
    refused = await act(client, complaint.number, "lapor-number", {"tracking_id": "84-1"})
    assert (refused.status_code, "5 sampai 10 angka" in alerts(refused)) == (422, True)
    done = await act(client, complaint.number, "lapor-number", {"tracking_id": "# 841 2073"})
    assert done.status_code == 303
    shown = await client.get(page)
    assert "LAPOR! 8412073" in words(shown)
    assert f'href="{page}/lapor-number"' not in shown.text
    assert f'href="{page}/lapor-number/withdrawal"' in shown.text
    await act(client, complaint.number, "lapor-number/withdrawal", {})
    assert (await now_of(complaint)).tracking_id == ""
    told = await db.rows("SELECT action FROM audit_event WHERE action LIKE 'complaint.lapor%' ORDER BY id")
    assert [each["action"] for each in told] == ["complaint.lapor_numbered", "complaint.lapor_unnumbered"]
    assert await db.rows("SELECT 1 FROM audit_event WHERE action = 'request.refused'") == []
