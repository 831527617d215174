"""Files from outside: named by what they are, sent without a trace, and photos that take little memory."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal import clock, files
from portal.errors import BadInput
from portal.files import kinds, names, sizes
from portal.permissions import JobActor
from tests.files import six_photos
from tests.files.test_storage import document, photo

BY = JobActor("account:1", name="Operator Uji")
NAMES = {
    # as it was sent, what it is: as it is kept
    ("jalan.jpg", "image/jpeg"): "jalan.jpg",
    ("Jalan Rusak.JPEG", "image/jpeg"): "Jalan Rusak.jpeg",
    ("jalan.png", "image/jpeg"): "jalan.jpg",
    ("tagihan.pdf.exe", "application/pdf"): "tagihan.pdf",
    ("surat.html", "application/pdf"): "surat.pdf",
    ("surat\u00a0dinas\u3000baru.pdf", "application/pdf"): "surat dinas baru.pdf",
    ("surat", "application/pdf"): "surat.pdf",
    ("laporan 2026.11", "application/pdf"): "laporan 2026.11.pdf",
    ("laporan\u202efdp.exe", "application/pdf"): "laporanfdp.pdf",
    ("\u2066a\u2069\u200f\ufeff.jpg", "image/jpeg"): "a.jpg",
    ("a\x00b\x1f\x7f\r\nSet-Cookie.jpg", "image/jpeg"): "abSet-Cookie.jpg",
    ('a"; filename="x.exe', "image/png"): "a__ filename=_x.png",
    ("../../etc/passwd", "image/png"): "passwd.png",
    ("C:\\Users\\x\\foto.webp", "image/webp"): "foto.webp",
    ("...", "image/png"): "berkas.png",
    ("", "image/png"): "berkas.png",
    (".jpg", "image/jpeg"): "berkas.jpg",
    ("\ud800.jpg", "image/jpeg"): "berkas.jpg",
    ("😀" * 300 + ".jpg", "image/jpeg"): "😀" * 37 + ".jpg",
    ("pengaduan-2026.xlsx", "application/vnd.ms-excel"): "pengaduan-2026.xlsx",
}


@pytest.mark.parametrize(("sent", "kept"), list(NAMES.items()))
def test_a_name_ends_as_what_the_file_is(sent: tuple[str, str], kept: str) -> None:
    assert names.fitting(*sent) == kept
    assert names.fitting(kept, sent[1]) == kept


@given(st.text(st.characters()), st.sampled_from(sorted(names.EXTENSIONS)))
def test_any_name_becomes_one_that_can_be_kept(sent: str, media_type: str) -> None:
    kept = names.fitting(sent, media_type)
    assert kept.endswith(names.EXTENSIONS[media_type])
    assert kept.isprintable()
    assert len(kept.encode()) <= 160
    assert not set(kept) & set('/\\<>:"|?*;\u202e')


async def test_the_stored_and_the_sent_name_are_the_fitting_one(sqlite_database: str) -> None:
    kept = await files.store(photo(), "foto\u202egpj.exe", by=BY, at=clock.now())
    assert kept.name == "fotogpj.jpg"
    letter = await files.store(document(), "surat.jpg", by=BY, at=clock.now())
    sent = files.as_download(letter)
    assert (letter.name, sent.filename) == ("surat.pdf", "surat.pdf")
    # As 0.1 kept it.
    old = files.as_download(files.StoredFileRow(1, "x", "a\u202efdp.exe", "application/pdf", 1, "0" * 64))
    assert old.filename == "afdp.pdf"


def header(kind: str, size: tuple[int, int], **options: object) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", size).save(kept, kind, **options)
    return kept.getvalue()


@pytest.mark.parametrize("size", [(1, 1), (640, 481), (16_000, 3)])
def test_sizes_are_read_from_the_first_bytes(size: tuple[int, int]) -> None:
    alpha = io.BytesIO()
    Image.new("RGBA", size, (1, 2, 3, 4)).save(alpha, "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")
    for content in (
        header("PNG", size),
        header("WEBP", size, lossless=True),
        header("WEBP", size, quality=50),
        alpha.getvalue(),
    ):
        assert sizes.pixels(content[:40]) == size[0] * size[1]
    assert sizes.pixels(header("JPEG", size)) == 0


SLIGHTLY_TOO_MANY = (5_001, 5_000)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_too_many_points_are_refused_by_the_header_alone(kind: str) -> None:
    content = header(kind, SLIGHTLY_TOO_MANY)[:64]
    with pytest.raises(BadInput, match="paling besar 25 juta titik"):
        kinds.recognise(content, "foto")


def test_a_jpeg_saved_in_passes_counts_as_a_whole() -> None:
    with pytest.raises(BadInput, match="25 juta"):
        kinds.recognise(header("JPEG", SLIGHTLY_TOO_MANY, progressive=True), "foto")
    assert kinds.recognise(header("JPEG", SLIGHTLY_TOO_MANY), "foto")[0] == "image/jpeg"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_six_large_photos_at_once_take_little_and_give_it_back(kind: str, tmp_path: Path) -> None:
    script = str(Path(six_photos.__file__))
    first = tmp_path / "0"
    # Made elsewhere, so that making them does not count.
    subprocess.run([sys.executable, script, "make", kind, "5000", str(first)], check=True)
    for number in range(1, 6):
        (tmp_path / str(number)).write_bytes(first.read_bytes())
    done = subprocess.run([sys.executable, script, "run", str(tmp_path)], capture_output=True, check=True)
    took = json.loads(done.stdout)
    assert took["peak"] < 600, took
    assert took["after"] < 60, took
