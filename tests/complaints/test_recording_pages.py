"""Recording by hand: everything typed is kept until it is right, and sent twice it is one complaint."""

from __future__ import annotations

from typing import Any

import pytest

from portal.complaints.tables import Complaint, ComplaintFile, ComplaintText, Reporter
from portal.files.tables import StoredFile
from tests.accounts.conftest import audited
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import Client, alerts, as_, began, photo, words
from tests.support.visits import send

NEW = "/complaints/new"


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


def fields(**changes: str) -> dict[str, str]:
    """A form filled in rightly."""
    return {
        "channel": "whatsapp",
        "received_on": began().date().isoformat(),
        "title": "Air mati di Kelurahan Dalpenang",
        "text": "Air tidak mengalir sejak Sabtu.",
        **changes,
    }


async def record(client: Client, **more: Any) -> Any:
    """Send the form."""
    files = more.pop("files", None)
    return await send(client, NEW, fields(**more), of=NEW, files=files)


async def test_everything_typed_is_recorded(client: Client, office: Office) -> None:
    topic, district = await factories.category(agency_id=office.dpupr), await factories.district()
    await as_(client, office.admin)
    assert "Pekerjaan Umum: Jalan Berlubang (biasanya Dpupr)" in words(await client.get(NEW))
    answer = await record(
        client,
        tracking_id="# 8412073",
        classification="complaint",
        category=str(topic),
        district=str(district),
        village="Tamba'an",
        place="Depan balai desa",
        happened_on=began().date().isoformat(),
        received_time="10.30",
        is_secret="1",
        reporter_name="Pelapor Contoh",
        reporter_phone="0812 3456 7890",
    )
    assert answer.status_code == 303
    made = (await Complaint.objects())[0]
    assert answer.headers["location"] == f"/complaints/{made.number}"
    assert (made.tracking_id, made.village, made.is_secret) == ("8412073", "Tamba'an", True)
    assert (made.category, made.district, made.office) == (topic, district, None)
    assert made.received_at.strftime("%H:%M") == "03:30"
    assert (await Reporter.objects())[0].phone == "+6281234567890"
    shown = words(await client.get(f"/complaints/{made.number}"))
    assert "Desa/Kel. Tamba'an · Depan balai desa · Kec. Torjun" in shown
    assert "P•••••• C•••••" in shown
    assert "Pelapor Contoh" not in shown


async def test_all_errors_at_once_beside_what_was_typed(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    answer = await record(
        client,
        channel="",
        received_on="31 November 2026",
        title="",
        tracking_id="84a",
        reporter_phone="0323 321001",
        reporter_email="bukan surel",
    )
    assert answer.status_code == 422
    assert answer.headers["hx-push-url"] == NEW
    told = alerts(answer)
    assert "6 isian perlu diperbaiki" in told
    for name in ("channel", "received_on", "title", "tracking_id", "reporter_phone", "reporter_email"):
        assert f'href="#{name}"' in answer.text
        assert f'id="{name}-e"' in answer.text
    assert "nomor telepon kantor" in told
    assert "Air tidak mengalir sejak Sabtu." in answer.text
    assert 'value="31 November 2026"' in answer.text
    assert await Complaint.count() == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("received_on", "2099-01-01"),
        ("received_on", "1999-01-01"),
        ("received_time", "25.61"),
        ("happened_on", "2099-01-01"),
        ("title", "a" * 10_000),
        ("category", "999999"),
        ("district", "x"),
        ("classification", "rahasia"),
        ("reporter_phone", "6.28E+11"),
    ],
)
async def test_what_cannot_be_is_told_at_its_field(
    client: Client, office: Office, name: str, value: str
) -> None:
    await as_(client, office.admin)
    answer = await record(client, **{name: value})
    assert answer.status_code == 422
    assert f'id="{name}-e"' in answer.text
    assert await Complaint.count() == 0


async def test_sent_twice_it_is_one_complaint(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    answers = [await record(client, once="sekali") for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await Complaint.count() == 1


async def test_a_tracking_id_that_is_here_already_is_named(client: Client, office: Office) -> None:
    known = await factories.recorded(office, began(), tracking_id="8412073")
    await as_(client, office.admin)
    answer = await record(client, tracking_id="8412073")
    assert answer.status_code == 409
    assert f"sudah tercatat sebagai {known.number}" in alerts(answer)
    assert "Air tidak mengalir sejak Sabtu." in answer.text


async def test_files_are_kept_while_other_fields_are_mended(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    refused = await record(client, title="", files={"files": ("rumah.jpg", photo(), "image/jpeg")})
    assert refused.status_code == 422
    assert "Sudah terlampir:" in words(refused)
    kept = (await StoredFile.objects())[0]
    answer = await record(client, kept=kept.public_id)
    assert answer.status_code == 303
    assert [row.file_id for row in await ComplaintFile.objects()] == [kept.id]


async def test_a_program_named_as_a_photo_is_refused_by_its_content(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    answer = await record(client, files={"files": ("foto.jpg", b"MZ\x90\x00 program", "image/jpeg")})
    assert answer.status_code == 422
    assert "“foto.jpg” bukan foto atau PDF" in alerts(answer)
    assert await StoredFile.count() == 0


async def test_an_anonim_leaves_no_name(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    await record(client, is_anonymous="1", reporter_name="Pelapor Contoh")
    assert await Reporter.count() == 0
    made = (await Complaint.objects())[0]
    assert "anonim, tidak disimpan" in words(await client.get(f"/complaints/{made.number}"))


async def test_an_agency_records_for_itself_and_kominfo_verifies(client: Client, office: Office) -> None:
    await as_(client, office.operator)
    page = await client.get(NEW)
    assert "Kominfo memverifikasinya" in words(page)
    assert f'name="office" value="{office.dpupr}"' in page.text
    answer = await record(client, office=str(office.dpupr))
    made = (await Complaint.objects())[0]
    assert made.office == office.dpupr
    shown = words(await client.get(answer.headers["location"]))
    assert "Menunggu Kominfo memverifikasi." in shown


async def test_nobody_records_for_another_agency(client: Client, office: Office) -> None:
    await as_(client, office.operator)
    for other in (str(office.dlh), ""):
        answer = await record(client, office=other)
        assert answer.status_code == 422
    assert await Complaint.count() == 0


async def test_what_the_agency_may_not_read_is_recorded_and_said(client: Client, office: Office) -> None:
    await as_(client, office.operator)
    answer = await record(client, office=str(office.dpupr), classification="supervisory")
    assert answer.headers["location"] == "/complaints"
    assert "hanya dapat dibuka Kominfo dan Inspektorat" in words(await client.get("/complaints"))
    assert await audited("request.refused") == []


async def test_long_words_are_kept_whole(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    text = "Panjang. " * 1_500
    assert (await record(client, text=text)).status_code == 303
    assert (await ComplaintText.objects())[0].body == text.strip()


async def test_a_forged_post_records_nothing(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    answer = await client.post(NEW, data=fields(), follow_redirects=False)
    assert answer.status_code == 403
    assert await Complaint.count() == 0
