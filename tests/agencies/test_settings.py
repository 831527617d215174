"""Pengaturan: whose portal this is, changed with a history, by those who may."""

from __future__ import annotations

import html
import io
from typing import Any

import pytest
from litestar.testing import AsyncTestClient
from PIL import Image

from portal import db
from portal.agencies import profile
from portal.agencies.setting_forms import international
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
EDIT, SHOW = "/settings/regency", "/settings"
TYPED = {
    "name": "Kabupaten Contoh",
    "short_name": "Contoh",
    "head_title": "Bupati",
    "office_name": "Dinas Kominfo",
    "office_short": "Kominfo",
    "sender_number": "0812 0000 0001",
    "zone": "Asia/Jakarta",
    "letterhead": "PEMERINTAH KABUPATEN CONTOH\nDINAS KOMUNIKASI DAN INFORMATIKA",
    "version": "1",
}


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


async def text(client: Client, path: str) -> str:
    return html.unescape((await client.get(path)).text)


def picture(size: tuple[int, int] = (200, 240), kind: str = "PNG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, "navy").save(made, kind)
    return made.getvalue()


async def put_logo(client: Client, content: bytes) -> Any:
    files = {"logo": ("logo.png", content, "image/png")} if content else {"logo": ("", b"", "")}
    return await send(client, "/settings/logo", {}, files=files, of=SHOW)


async def test_a_changed_profile_is_everywhere_and_leaves_its_history(admin: Client) -> None:
    assert (await send(admin, EDIT, TYPED, of=EDIT)).status_code == 303
    shown = await text(admin, SHOW)
    for words in ("ASPAL Kabupaten Contoh", "+6281200000001", "PEMERINTAH KABUPATEN CONTOH"):
        assert words in shown
    assert "Nama daerah: Kabupaten → Kabupaten Contoh" in shown
    assert "Kop surat: kosong → PEMERINTAH KABUPATEN CONTOH / DINAS KOMUNIKASI" in shown
    assert (await profile.fresh()).version == 2


async def test_the_second_editor_sees_both_versions_and_loses_nothing(admin: Client) -> None:
    await send(admin, EDIT, TYPED, of=EDIT)
    late = await send(admin, EDIT, {**TYPED, "name": "Kabupaten Lain"}, of=EDIT)
    assert late.status_code == 422
    assert "baru saja diubah orang lain" in late.text
    cells = "".join(late.text.split())
    assert "<td>KabupatenContoh</td><td>KabupatenLain</td>" in cells
    again = {**TYPED, "name": "Kabupaten Lain", "version": "2"}
    assert (await send(admin, EDIT, again, of=EDIT)).status_code == 303
    assert (await profile.fresh()).name == "Kabupaten Lain"


async def test_all_errors_are_shown_at_once(admin: Client) -> None:
    wrong = {"name": "", "zone": "Asia/Tokyo", "sender_number": "0812", "letterhead": "x\n" * 9}
    answer = await send(admin, EDIT, wrong, of=EDIT)
    assert answer.status_code == 422
    for words in ("Isi nama daerah", "Pilih zona", "tidak dapat dibaca", "Paling banyak 8 baris"):
        assert words in answer.text


@pytest.mark.parametrize(
    ("typed", "number"),
    [("0812-3456-789", "+628123456789"), ("62 812", "+62812"), ("+62812", "+62812"), ("", "")],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: str) -> None:
    assert international(typed) == number


async def test_a_logo_is_checked_drawn_anew_and_shown(admin: Client) -> None:
    assert (await admin.get("/settings/logo")).status_code == 404
    assert (await put_logo(admin, picture())).status_code == 303
    answer = await admin.get("/settings/logo")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "Logo: dipasang" in await text(admin, SHOW)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Pilih berkas gambar"),
        (b"%PDF-1.4", "bukan gambar"),
        (b"<svg onload=x>", "bukan gambar"),
        (picture((20, 20)), "Sisi logo"),
        (picture(kind="GIF"), "bukan gambar"),
        (b"\x89PNG" + b"0" * (2 * 1024 * 1024), "lebih besar dari 2 MB"),
    ],
)
async def test_what_is_no_logo_is_refused(admin: Client, content: bytes, words: str) -> None:
    answer = await put_logo(admin, content)
    assert answer.status_code == 422
    assert words in answer.text
    assert (await profile.fresh()).logo is None


@pytest.mark.parametrize("role", ["operator", "leader", "reviewer"])
async def test_others_are_refused(client: Client, role: str) -> None:
    if role == "operator":
        await db.rows("INSERT INTO agency (code, name, short_name, kind) VALUES ('A', 'A', 'A', 'dinas')")
    await sign_in(client, await account(role, "A" if role == "operator" else ""))
    for path in (SHOW, EDIT, "/first-steps"):
        assert (await client.get(path)).status_code == 403
