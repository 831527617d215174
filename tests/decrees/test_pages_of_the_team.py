"""The roster in force as everybody reads it, and the middle of the year as Kominfo writes it down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts.tables import Assignment
from portal.agencies import queries
from portal.decrees import roster
from portal.decrees.tables import Decree, Mutation
from portal.files.tables import StoredFile
from tests.decrees.page_world import Client, agencies, draft, in_force, pdf, post, read, row, seat
from tests.support.visits import account, sign_in

OPERATOR = "Operator Lama Contoh"
TODAY = {"on": "", "reason": "Mutasi"}


@pytest.fixture
async def made(client: Client) -> Decree:
    """A decree in force with one operator, read by an admin."""
    await agencies()
    await sign_in(client, await account("admin"))
    begun = await draft(clock.today().year)
    agency = await queries.find("DPUPR")
    assert agency is not None
    begun.operator = await seat(  # type: ignore[attr-defined]
        begun, "Admin Operator", agency.id, OPERATOR, phone="+6281230000911", lapor_account="dpupr.contoh"
    )
    await in_force(begun)
    return begun


async def address(made: Decree) -> str:
    found = await row(made.operator)  # type: ignore[attr-defined]
    return f"/team/{found.public_id}/mutation"


def on(days: int = 0) -> str:
    return (clock.today().date() + timedelta(days=days)).isoformat()


async def test_everybody_reads_the_team_without_numbers(client: Client, made: Decree) -> None:
    shown = read(await client.get("/team"))
    assert "1 orang mengelola pengaduan di 1 perangkat daerah" in shown
    assert "Hak yang diberikan di luar SK 1" in shown
    await sign_in(client, await account("operator", "DLH"))
    answer = await client.get("/team?q=pekerjaan+umum")
    assert OPERATOR in read(answer)
    assert "/mutation" not in answer.text
    assert "81230000911" not in answer.text


async def test_an_operator_is_replaced_and_lapor_waits_for_the_new_name(client: Client, made: Decree) -> None:
    page = await address(made)
    wrong = await post(client, page, {"act": "replace", "on": "31/02/2026"})
    assert wrong.status_code == 422
    for sentence in ("Isi nama lengkap.", "Tulis alasannya.", "hanya sampai tanggal 28"):
        assert sentence in read(wrong)
    fields = {
        "act": "replace",
        "on": on(),
        "reason": "Mutasi",
        "letter_number": "800/1/2026",
        "new_name": "Operator Baru Contoh",
        "new_post": "Pengelola Data",
        "new_phone": "0812 3000 0912",
    }
    files = {"letter": ("surat.pdf", pdf(), "application/pdf")}
    assert (await post(client, page, fields, files=files)).status_code == 303
    assert await StoredFile.exists().where(StoredFile.name == "surat.pdf")
    shown = read(await client.get("/team"))
    assert "Operator Baru Contoh" in shown
    assert "Ganti akun LAPOR!" in shown
    assert "Akun dpupr.contoh di SP4N-LAPOR!" in shown
    change = await Mutation.select(Mutation.public_id).first()
    assert change
    switched = f"/team/mutations/{change['public_id']}/lapor-switch"
    assert (await post(client, switched, {}, of="/team")).status_code == 303
    assert "Ganti akun LAPOR!" not in read(await client.get("/team"))
    assert (await client.get(page)).status_code == 404


async def test_a_seat_is_left_or_stood_in_for(client: Client, made: Decree) -> None:
    page = await address(made)
    plh = {"act": "absence", "on": on(), "reason": "Cuti", "plh_name": "Wakil Contoh", "plh_post": "Staf"}
    assert "Isi sampai kapan diwakili." in read(await post(client, page, plh))
    assert (await post(client, page, plh | {"until": on(5)})).status_code == 303
    assert "Plh. Staf" in read(await client.get("/team"))
    assert (await post(client, page, {"act": "vacate", "on": on(), "reason": "Pensiun"})).status_code == 303
    assert OPERATOR not in {each.name for each in await roster.in_force(clock.now())}
    assert f"{OPERATOR} tidak memegangnya lagi" in read(await client.get("/team"))


async def test_somebody_is_added(client: Client, made: Decree) -> None:
    page = "/team/additions/new"
    assert "Pilih kedudukan dalam tim." in read(await post(client, "/team/additions", {}, of=page))
    opened = await client.get(page)
    position = opened.text.split(">Pejabat Penghubung</option>")[0].rpartition('value="')[2].rstrip('"')
    agency = await queries.find("DLH")
    assert agency is not None
    fields = {"position": position, "agency": str(agency.id), "on": on(), "reason": "Pengisian"}
    fields |= {"new_name": "Penghubung Contoh", "new_post": "Sekretaris", "new_phone": "0812 3000 0913"}
    assert (await post(client, "/team/additions", fields, of=page)).status_code == 303
    assert await Assignment.exists().where(Assignment.role == "liaison", Assignment.agency == agency.id)


async def test_a_number_that_was_missing_is_written_down_and_gives_the_rights(
    client: Client, made: Decree
) -> None:
    agency = await queries.find("DLH")
    assert agency is not None
    late = await draft(clock.today().year + 1)
    key = await seat(late, "Admin Operator", agency.id, "Tanpa Nomor Contoh")
    await in_force(late)
    page = f"/team/{(await row(key)).public_id}/contacts"
    assert page in (await client.get("/team/gaps")).text
    opened = await client.get(page)
    assert "belum punya akun" in read(opened)
    version = {"version": str((await row(key)).version)}
    wrong = await post(client, page, version | {"phone": "0323 321000", "email": "tanpa surel"})
    assert wrong.status_code == 422
    assert 'value="0323 321000"' in wrong.text
    assert (await post(client, page, version | {"phone": "0812 3000 0921"})).status_code == 303
    assert await Assignment.exists().where(Assignment.role == "operator", Assignment.agency == agency.id)
    stale = await post(client, page, version | {"phone": "0812 3000 0922"})
    assert stale.status_code == 409
    assert "Yang tersimpan sekarang: +6281230000921" in read(stale)
    again = {"version": str((await row(key)).version), "phone": "0812 3000 0922"}
    assert (await post(client, page, again)).status_code == 303
    assert (await row(key)).phone == "+6281230000922"


async def test_without_a_decree_the_page_says_so(client: AsyncTestClient) -> None:  # type: ignore[type-arg]
    await sign_in(client, await account("reviewer"))
    assert "Belum ada SK yang berlaku." in read(await client.get("/team"))
