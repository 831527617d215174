"""The pages of categories and kecamatan, for those who keep the regency's settings."""

from __future__ import annotations

import html
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal.agencies.lists import queries
from portal.agencies.lists.kinds import Which
from portal.complaints import page_queries
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
LIST = "/settings/lists/districts"


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


async def text(client: Client, path: str) -> str:
    return " ".join(html.unescape((await client.get(path)).text).split())


async def test_a_list_is_pasted_looked_at_and_kept(admin: Client) -> None:
    pasted = {"text": "kode,kecamatan\n35.27.01,Sreseh\n35.27.02,Torjun"}
    preview = await send(admin, f"{LIST}/imports", pasted, of=f"{LIST}/imports")
    assert "2 baru, 0 berubah" in preview.text
    assert await queries.terms(Which.DISTRICTS) == []
    fields = {
        name: preview.text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("content", "seal")
    }
    done = await send(admin, f"{LIST}/imports/confirmation", fields, of=f"{LIST}/imports")
    assert done.status_code == 303
    again = await send(admin, f"{LIST}/imports/confirmation", fields, of=f"{LIST}/imports")
    assert again.status_code == 409
    shown = await text(admin, LIST)
    assert "Sreseh" in shown
    assert "2 ditambahkan, 0 diubah dari sebuah daftar" in await text(admin, "/settings")


async def test_a_file_is_taken_as_well_and_what_is_none_is_said(admin: Client) -> None:
    files = {"file": ("daftar.csv", "kode;kecamatan\n1;Satu".encode("utf-16"), "text/csv")}
    preview = await send(admin, f"{LIST}/imports", {}, files=files, of=f"{LIST}/imports")
    assert "1 baru" in preview.text
    files = {"file": ("daftar.xlsx", b"PK\x03\x04", "text/csv")}
    refused = await send(admin, f"{LIST}/imports", {}, files=files, of=f"{LIST}/imports")
    assert (refused.status_code, "bukan berkas CSV" in refused.text) == (422, True)


async def test_one_is_added_renamed_named_otherwise_and_ended(admin: Client) -> None:
    typed = {"group": "35.27.01", "name": "Sreseh"}
    assert (await send(admin, LIST, typed, of=LIST)).status_code == 303
    twice = await send(admin, LIST, typed, of=LIST)
    assert (twice.status_code, "sudah ada" in twice.text) == (422, True)
    term = (await queries.terms(Which.DISTRICTS))[0]
    here = f"{LIST}/{term.id}"
    changed = {"group": "35.27.01", "name": "Sreseh Baru", "version": "1"}
    assert (await send(admin, here, changed, of=here)).status_code == 303
    late = await send(admin, here, changed | {"name": "Lain"}, of=here)
    assert (late.status_code, "baru saja diubah orang lain" in late.text) == (422, True)
    assert 'value="Lain"' in late.text
    await send(admin, f"{here}/aliases", {"text": "Sresek"}, of=here)
    shown = await text(admin, here)
    assert all(name in shown for name in ("Sreseh Baru", "Sresek", ">Sreseh<"))
    page_queries._options.forget()
    assert (str(term.id), "Sreseh Baru") in (await page_queries.options()).districts
    await send(admin, f"{here}/ending", {}, of=here)
    page_queries._options.forget()
    offered = await page_queries.options()
    assert (offered.districts, len(offered.every_district)) == ((), 1)
    assert "tidak dipakai lagi" in await text(admin, LIST)
    await send(admin, f"{here}/ending/withdrawal", {}, of=here)
    assert (await queries.terms(Which.DISTRICTS))[0].is_offered


async def test_an_unknown_list_or_entry_is_not_there(admin: Client) -> None:
    for path in ("/settings/lists/agencies", f"{LIST}/99", "/settings/lists/categories/1"):
        assert (await admin.get(path)).status_code == 404


@pytest.mark.parametrize("role", ["leader", "reviewer"])
async def test_others_are_refused(client: Client, role: str) -> None:
    await sign_in(client, await account(role))
    assert (await client.get(LIST)).status_code == 403
    typed = {"group": "1", "name": "Satu"}
    assert (await send(client, LIST, typed, of="/profile")).status_code == 403
    assert await queries.terms(Which.DISTRICTS) == []
