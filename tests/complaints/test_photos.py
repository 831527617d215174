"""Photos that arrive before their form: kept for their sender alone, refused with a sentence."""

from __future__ import annotations

import pytest

from portal.complaints.tables import ComplaintFile
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.complaints.page_world import Client, as_, photo
from tests.complaints.test_recording_pages import NEW, fields
from tests.support.visits import send

PHOTOS = "/complaints/photos"


@pytest.fixture
async def office(sqlite_database: str) -> Office:
    """Kominfo and its agencies, on SQLite."""
    return await factories.office()


async def test_a_photo_sent_ahead_is_attached_by_its_key(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    answer = await send(client, PHOTOS, of=NEW, files={"photo": ("jalan.jpg", photo(), "image/jpeg")})
    assert answer.status_code == 201
    assert answer.json()["name"] == "jalan.jpg"
    await send(client, NEW, {**fields(), "kept": answer.json()["key"]}, of=NEW)
    assert await ComplaintFile.count() == 1


async def test_nobody_attaches_what_another_sent(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    answer = await send(client, PHOTOS, of=NEW, files={"photo": ("jalan.jpg", photo(), "image/jpeg")})
    await as_(client, office.second_admin)
    await send(client, NEW, {**fields(), "kept": answer.json()["key"]}, of=NEW)
    assert await ComplaintFile.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"GIF89a", "bukan foto atau PDF"), (b"", "kosong"), (b"x" * (10 * 1024 * 1024 + 1), "lebih besar")],
)
async def test_what_is_no_photo_gets_a_sentence(
    client: Client, office: Office, content: bytes, sentence: str
) -> None:
    await as_(client, office.admin)
    answer = await send(client, PHOTOS, of=NEW, files={"photo": ("jalan.jpg", content, "image/jpeg")})
    assert answer.status_code == 422
    assert sentence in answer.json()["sentence"]


async def test_an_empty_post_gets_a_sentence(client: Client, office: Office) -> None:
    await as_(client, office.admin)
    answer = await send(client, PHOTOS, of=NEW)
    assert (answer.status_code, answer.json()["sentence"][:14]) == (422, "Tidak ada foto")
