"""Attachments: judged by content, drawn anew, refused with a sentence."""

import io
from datetime import timedelta

import pytest
from PIL import Image
from pypdf import PdfWriter

from portal import clock, files
from portal.errors import BadInput
from portal.permissions import JobActor

OPERATOR = JobActor("account:1", name="Operator DPUPR")


def photo(size: tuple[int, int] = (2400, 1200), kind: str = "JPEG", **options: object) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size, "green").save(kept, kind, **options)
    return kept.getvalue()


def document(password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if password:
        writer.encrypt(password)
    kept = io.BytesIO()
    writer.write(kept)
    return kept.getvalue()


async def keep(content: bytes, name: str, **options: frozenset[str]) -> files.StoredFileRow:
    return await files.store(content, name, by=OPERATOR, at=clock.now(), **options)


async def test_a_photo_is_shrunk_and_loses_where_it_was_taken(database: str) -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "S", 2: (7.0, 11.0, 0.0)}
    kept = await keep(photo(exif=exif), "selokan.jpg")
    with Image.open(kept.path) as image:
        assert image.size == (1600, 800)
        assert not image.getexif()
    assert (await files.find(kept.public_id)) == kept


async def test_a_name_cannot_leave_the_folder(database: str) -> None:
    kept = await keep(photo(), "..\\..\\etc/passwd.jpg")
    assert kept.name == "passwd.jpg"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ" + b"\0" * 200, "foto.jpg", "bukan foto atau PDF"),
        (b"", "foto.jpg", "kosong"),
        (b"<svg onload=alert(1)>", "gambar.svg", "bukan foto atau PDF"),
        (photo()[:500], "foto.jpg", "bukan foto atau PDF"),
        (b"%PDF-1.7 rusak", "surat.pdf", "rusak"),
        (document("rahasia"), "surat.pdf", "kata sandi"),
        (b"\xff\xd8" + b"0" * (10 * 1024 * 1024 + 1), "besar.jpg", "10 MB"),
        (photo((9000, 9000), "PNG"), "bom.png", "terlalu besar"),
    ],
)
async def test_what_is_no_photo_or_letter_is_refused(
    sqlite_database: str, content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(BadInput, match=sentence):
        await keep(content, name)


async def test_where_photos_are_wanted_a_pdf_is_refused(sqlite_database: str) -> None:
    with pytest.raises(BadInput, match="bukan foto"):
        await keep(document(), "surat.pdf", allow=files.PHOTOS)
    assert (await keep(document(), "surat.pdf")).media_type == "application/pdf"


async def test_a_photo_sent_again_is_the_same_file(database: str) -> None:
    first = await keep(photo(), "selokan.jpg")
    assert await keep(photo(), "selokan.jpg") == first
    assert (await keep(photo(), "parit.jpg")).public_id != first.public_id
    other = await files.store(photo(), "selokan.jpg", by=JobActor("account:2"), at=clock.now())
    assert other.public_id != first.public_id
    tomorrow = clock.now() + timedelta(days=1)
    later = await files.store(photo(), "selokan.jpg", by=OPERATOR, at=tomorrow)
    assert later.public_id != first.public_id


async def test_only_its_sender_finds_a_file_to_attach(database: str) -> None:
    kept = await keep(photo(), "selokan.jpg")
    assert await files.find(kept.public_id, of=OPERATOR) == kept
    assert await files.find(kept.public_id, of=JobActor("account:2")) is None
