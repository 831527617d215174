"""Looking back and reviewing access in the browser."""

from __future__ import annotations

import html
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts.people import by_id
from portal.decrees.tables import Decree
from tests.decrees.staff import agency, appointed, decree, named, person, position
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
REVIEWS = "/access-reviews"


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


async def text(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


async def public_id(key: int) -> str:
    row = await Decree.select(Decree.public_id).where(Decree.id == key).first()
    assert row
    return str(row["public_id"])


async def test_a_day_in_the_past_tells_who_was_there(admin: Client) -> None:
    await agency("DINAS-A")
    operator = await person("operator", "DINAS-A")
    shown = await text(admin, "/team/history")
    assert (await named(operator))["name"] in shown
    assert "Peran diberikan manual" in shown
    assert "Tidak ada petugas" in await text(admin, "/team/history?agency=dinas-a&on=2020-01-01")
    odd = await text(admin, "/team/history?agency=DINAS-A&on=31/02/2026")
    assert "hanya sampai tanggal 28" in odd


async def test_an_agency_looks_back_at_itself_only(client: Client) -> None:
    await agency("DINAS-A")
    await agency("DINAS-B")
    other = await person("operator", "DINAS-B")
    await sign_in(client, await account("operator", "DINAS-A"))
    shown = await text(client, "/team/history?agency=DINAS-B")
    assert (await named(other))["name"] not in shown
    assert "DINAS-B" not in shown


async def test_two_decrees_stand_beside_each_other(admin: Client) -> None:
    place = await agency("DINAS-A")
    old, new = await decree(2025, starts_at=None), await decree(2026, starts_at=None)
    await appointed(await position(old), place, "Orang Pergi <b>")
    await appointed(await position(new), place, "Orang Datang")
    assert "Pilih SK lama" in await text(admin, "/team/comparison")
    path = f"/team/comparison?before={await public_id(old)}&after={await public_id(new)}"
    shown = await text(admin, path)
    assert "0 orang tetap, 1 masuk, 1 keluar" in shown
    assert "<del>Orang Pergi <b></del>" in shown
    assert "Orang Pergi &lt;b&gt;" in (await admin.get(path)).text
    same = await text(admin, f"/team/comparison?before={await public_id(old)}&after={await public_id(old)}")
    assert "Susunan kedua SK sama." in same


async def test_an_agency_compares_no_drafts(client: Client) -> None:
    await agency("DINAS-A")
    draft = await public_id(await decree(2027, starts_at=None))
    await sign_in(client, await account("operator", "DINAS-A"))
    shown = await text(client, f"/team/comparison?before={draft}&after={draft}")
    assert "Pilih SK lama" in shown
    assert draft not in shown


async def test_a_review_from_its_beginning_to_its_end(admin: Client) -> None:
    await agency("DINAS-A")
    gone, year = await person("operator", "DINAS-A"), clock.today().year
    assert "Belum pernah ada peninjauan" in await text(admin, REVIEWS)
    base = f"{REVIEWS}/{year}"
    assert (await send(admin, REVIEWS, of=REVIEWS)).headers["location"] == base
    shown = await text(admin, base)
    assert "2 akun belum diputuskan" in shown
    assert "Admin Operator, Dinas DINAS-A" in shown
    assert "belum pernah" in shown
    assert (await send(admin, f"{base}/closure", of=base)).status_code == 422
    row = await by_id(gone)
    assert row
    ending = f"{base}/endings/{row.public_id}"
    assert "Admin Operator, Dinas DINAS-A" in await text(admin, ending)
    assert (await send(admin, ending, {"note": ""}, of=ending)).status_code == 422
    assert (await send(admin, ending, {"note": "Pindah"}, of=ending)).status_code == 303
    assert (await send(admin, ending, {"note": "Pindah"}, of=base)).status_code == 409
    me = (await text(admin, base)).partition('name="account"\n')[2].partition('value="')[2].partition('"')[0]
    assert (await send(admin, f"{base}/keeps", {"note": "x"}, of=base)).status_code == 422
    assert (await send(admin, f"{base}/keeps", {"account": me, "note": "Tetap"}, of=base)).status_code == 303
    assert "Semua akun sudah diputuskan" in await text(admin, base)
    assert "Pindah" in await text(admin, f"{base}?show=decided")
    exported = await admin.get(f"{base}/export")
    assert exported.content.startswith(b"PK")
    assert (await send(admin, f"{base}/closure", of=base)).status_code == 303
    assert f"Peninjauan {year} ditutup" in await text(admin, base)
    assert (await send(admin, f"{base}/closure", of=REVIEWS)).status_code == 409


async def test_what_is_no_review_is_not_there_and_nonsense_is_the_first_page(admin: Client) -> None:
    assert (await admin.get(f"{REVIEWS}/1999")).status_code == 404
    assert (await admin.get(f"{REVIEWS}/{10**30}")).status_code == 404
    await send(admin, REVIEWS, of=REVIEWS)
    year = clock.today().year
    assert "akun belum diputuskan" in await text(
        admin, f"{REVIEWS}/{year}?show=x&after=WyJ4Iiw5OTk5XQ&after=z"
    )
