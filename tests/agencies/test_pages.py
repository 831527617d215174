"""Perangkat Daerah as people use it."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal.agencies import imports, queries
from tests.agencies.conftest import AGENCIES, CLERK, NOON, agency
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
IMPORTS = "/agencies/imports"
MARKET = {"code": "pasar", "name": "Dinas Pasar & Tamba'an", "short_name": "Dispasar", "kind": "dinas"}


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


@pytest.fixture
async def filled(admin: Client) -> Client:
    await imports.apply_file(AGENCIES, by=CLERK, at=NOON)
    return admin


async def upload(client: Client, data: bytes, name: str = "daftar.csv") -> Any:
    return await send(client, IMPORTS, files={"file": (name, data, "text/csv")}, of=IMPORTS)


def hidden(shown: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', shown)
    assert found
    return html.unescape(found[1])


async def text(client: Client, path: str) -> str:
    return html.unescape((await client.get(path)).text)


async def test_everything_stands_on_one_page_by_kind(filled: Client) -> None:
    shown = await text(filled, "/agencies")
    assert "44 perangkat daerah" in shown
    assert "Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak" in shown
    assert shown.index("Dinas Perikanan") < shown.index("Inspektorat Daerah") < shown.index("Kecamatan Omben")


async def test_any_name_finds_and_kinds_filter(filled: Client) -> None:
    found = await text(filled, "/agencies?q=dukcapil")
    assert "Dinas Kependudukan" in found
    assert "Dinas Perikanan" not in found
    assert "Kecamatan Omben" not in await text(filled, "/agencies?kind=badan")
    assert "Tidak ada perangkat daerah yang cocok" in await text(filled, "/agencies?q=tidak+ada")


async def test_one_agency_shows_what_stands_above_and_below(filled: Client) -> None:
    shown = await text(filled, "/agencies/dinkes")
    assert "Dinas Kesehatan Kabupaten Sampang" in shown
    assert "Puskesmas Kamoning" in shown
    assert "Dinas Kesehatan dan Keluarga Berencana" in await text(filled, "/agencies/PKM-KAMONING")
    assert (await filled.get("/agencies/TIDAK-ADA")).status_code == 404


async def test_who_may_only_read_sees_no_buttons_and_is_refused(client: Client) -> None:
    await imports.apply_file(AGENCIES, by=CLERK, at=NOON)
    await sign_in(client, await account("reviewer"))
    for path in ("/agencies", "/agencies/DISDIK"):
        shown = await text(client, path)
        assert "/edit" not in shown
        assert IMPORTS not in shown
    for path in ("/agencies/new", IMPORTS, "/agencies/DISDIK/edit"):
        assert (await client.get(path)).status_code == 403


async def test_an_operator_has_nothing_to_do_with_the_list(client: Client) -> None:
    await imports.apply_file(AGENCIES, by=CLERK, at=NOON)
    await sign_in(client, await account("operator", "DISDIK"))
    assert (await client.get("/agencies")).status_code == 403


async def test_looking_at_a_file_writes_nothing_until_it_is_confirmed(admin: Client) -> None:
    shown = await upload(admin, AGENCIES.read_bytes())
    assert shown.status_code == 200
    assert "44 baru, 0 berubah, 0 tetap, 0 ditolak" in shown.text
    assert await queries.every() == []
    fields = {name: hidden(shown.text, name) for name in ("content", "seal")}
    answer = await send(admin, f"{IMPORTS}/confirmation", fields, of="/agencies/new")
    assert answer.headers["location"] == "/agencies"
    assert "44 perangkat daerah ditambahkan, 0 diubah." in await text(admin, "/agencies")
    again = await upload(admin, AGENCIES.read_bytes())
    assert "0 baru, 0 berubah, 44 tetap, 0 ditolak" in again.text
    assert "Tidak ada yang perlu disimpan" in again.text


async def test_every_row_says_what_becomes_of_it(filled: Client) -> None:
    data = (
        "\ufeffkode;nama;alias;induk\nDLH;Dinas Lingkungan;DLHK;\nTAMBAAN;Desa <b>Tamba'an</b>;;\n"
        "X;Unit X;;TIDAK-ADA\nDISHUB;Dinas Perhubungan;;\n"
    )
    answer = await upload(filled, data.encode())
    shown = html.unescape(answer.text)
    assert "1 baru, 1 berubah, 1 tetap, 1 ditolak" in shown
    assert "<del>Dinas Lingkungan Hidup</del> <ins>Dinas Lingkungan</ins>" in shown
    assert "Induk TIDAK-ADA tidak ada" in shown
    assert "<b>Tamba" not in answer.text


async def test_a_preview_that_has_grown_old_is_shown_again(admin: Client) -> None:
    shown = await upload(admin, AGENCIES.read_bytes())
    fields = {name: hidden(shown.text, name) for name in ("content", "seal")}
    await imports.apply(b"kode,nama\nDLH,Dinas Lingkungan\n", by=CLERK, at=NOON)
    answer = await send(admin, f"{IMPORTS}/confirmation", fields, of="/agencies/new")
    assert answer.status_code == 409
    assert "berubah sejak pratinjau" in answer.text
    assert "43 baru, 1 berubah" in answer.text
    assert len(await queries.every()) == 1


async def test_a_file_that_is_no_list_is_refused_beside_its_field(admin: Client) -> None:
    workbook = (Path(AGENCIES).parent / "lapor_export_2023.xlsx").read_bytes()
    for data, words in (
        (workbook, "bukan berkas CSV"),
        (b"a,b\n1,2\n", "Judul kolom"),
        (b"", "Pilih berkas"),
    ):
        answer = await upload(admin, data, name="" if not data else "daftar.csv")
        assert answer.status_code == 422
        assert words in answer.text


async def test_a_confirmation_without_its_file_is_refused(admin: Client) -> None:
    answer = await send(admin, f"{IMPORTS}/confirmation", {"content": "%%%"}, of="/agencies/new")
    assert answer.status_code == 422


async def test_an_agency_is_added_and_changed(admin: Client) -> None:
    answer = await send(admin, "/agencies", MARKET, of="/agencies/new")
    assert answer.headers["location"] == "/agencies/PASAR"
    assert "Dinas Pasar & Tamba'an ditambahkan." in await text(admin, "/agencies/PASAR")
    edit = "/agencies/PASAR/edit"
    version = hidden((await admin.get(edit)).text, "version")
    changed = {**MARKET, "short_name": "DP", "valid_until": "2025-12-31", "version": version}
    assert (await send(admin, "/agencies/PASAR", changed, of=edit)).status_code == 303
    assert "Tidak berlaku sejak 31 Des 2025" in await text(admin, "/agencies/PASAR")
    assert "Dinas Pasar" not in await text(admin, "/agencies")
    assert "berakhir 31 Des 2025" in await text(admin, "/agencies?show=ended")


async def test_the_second_editor_keeps_what_was_typed(admin: Client) -> None:
    await send(admin, "/agencies", MARKET, of="/agencies/new")
    edit, version = "/agencies/PASAR/edit", "1"
    await send(admin, "/agencies/PASAR", {**MARKET, "short_name": "A", "version": version}, of=edit)
    late = await send(admin, "/agencies/PASAR", {**MARKET, "short_name": "B", "version": version}, of=edit)
    assert late.status_code == 422
    assert "diubah orang lain" in late.text
    assert 'value="B"' in late.text
    assert "<td>A</td>" in "".join(late.text.split())
    assert "<td>B</td>" in "".join(late.text.split())
    assert (await agency("PASAR")).short_name == "A"


async def test_all_errors_are_shown_at_once(admin: Client) -> None:
    typed = {"code": "kode aneh", "kind": "warung", "parent": "x", "valid_from": "31/02/2026"}
    answer = await send(admin, "/agencies", typed, of="/agencies/new")
    assert answer.status_code == 422
    for words in ("Kode hanya", "Isi nama lengkap", "Pilih jenis", "Pilih induk", "hanya sampai tanggal 28"):
        assert words in answer.text


async def test_another_name_is_given_and_taken_away(filled: Client) -> None:
    page = "/agencies/DISDIK"
    assert (await send(filled, f"{page}/aliases", {"text": "Diknas"}, of=page)).status_code == 303
    assert "Diknas" in await text(filled, page)
    taken = await send(filled, "/agencies/DLH/aliases", {"text": "DIKNAS"}, of="/agencies/DLH")
    assert taken.status_code == 422
    assert "sudah dipakai oleh Dinas Pendidikan" in taken.text
    alias_id = next(alias.id for alias in (await agency("DISDIK")).aliases if alias.text == "Diknas")
    assert (await send(filled, f"{page}/aliases/{alias_id}/removal", of=page)).status_code == 303
    assert (await send(filled, f"{page}/aliases/{alias_id}/removal", of=page)).status_code == 409
    assert await queries.match("diknas") is None
