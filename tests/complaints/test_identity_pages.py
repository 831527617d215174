"""The reporter's identity and the attachments: who may ask, and what of it is written down."""

from __future__ import annotations

import pytest

from portal import clock, files
from portal.audit.tables import AuditEvent
from portal.complaints.intake import ReporterDetails
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import Client, act, as_, began, photo, words

REPORTER = ReporterDetails("Pelapor Contoh", "+6281234567890")


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


async def test_identity_is_shown_once_after_a_reason(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began(), reporter=REPORTER)
    await as_(client, office.admin)
    page = words(await client.get(f"/complaints/{complaint.number}"))
    assert "Buka identitas" in page
    assert "Pelapor Contoh" not in page
    refused = await act(client, complaint.number, "identity", {"reason": ""})
    assert refused.status_code == 422
    assert "Pelapor Contoh" not in refused.text
    shown = await act(client, complaint.number, "identity", {"reason": "Konfirmasi lokasi."})
    assert "Pelapor Contoh" in words(shown)
    assert shown.headers["cache-control"] == "no-store"
    later = words(await client.get(f"/complaints/{complaint.number}"))
    assert "Pelapor Contoh" not in later
    assert "membuka identitas pelapor" in later
    written = await AuditEvent.objects().where(AuditEvent.action == "complaint.revealed")
    assert len(written) == 1
    assert "Pelapor Contoh" not in str(written[0].details)


async def test_where_nothing_is_kept_nothing_is_asked(client: Client, office: Office) -> None:
    complaint = await factories.recorded(office, began())
    await as_(client, office.admin)
    page = await client.get(f"/complaints/{complaint.number}/identity")
    assert "Identitas pelapor tidak disimpan." in words(page)
    assert "textarea" not in page.text


async def test_the_agency_sees_a_masked_name_only(client: Client, office: Office) -> None:
    complaint = await factories.disposed(office, began(), reporter=REPORTER)
    await as_(client, office.operator)
    page = words(await client.get(f"/complaints/{complaint.number}"))
    assert "P•••••• C•••••" in page
    assert "Buka identitas" not in page
    assert (await client.get(f"/complaints/{complaint.number}/identity")).status_code == 403


async def test_attachments_go_to_those_who_read_the_complaint(client: Client, office: Office) -> None:
    stored = await files.store(photo(), "jalan.jpg", by=office.admin, at=clock.now())
    complaint = await factories.disposed(office, began(), files=[stored.id])
    other = await factories.disposed(office, began())
    path = f"/complaints/{complaint.number}/files/{stored.public_id}"
    await as_(client, office.operator)
    page = await client.get(f"/complaints/{complaint.number}")
    assert f'src="{path}?inline=1"' in page.text
    answer = await client.get(path)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await client.get(f"{path}?inline=1")).headers["content-disposition"].startswith("inline")
    assert (await client.get(f"/complaints/{other.number}/files/{stored.public_id}")).status_code == 404
    await as_(client, office.stranger)
    assert (await client.get(path)).status_code == 404
