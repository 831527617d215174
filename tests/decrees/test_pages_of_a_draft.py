"""A draft as Kominfo works on it: begun, described, changed agency by agency."""

from __future__ import annotations

import re

import pytest
from httpx import Response

from portal.agencies import queries
from portal.decrees.tables import Appointment
from tests.decrees.page_world import Client, agencies, draft, post, read, row, seat, shown
from tests.support.visits import account, sign_in


@pytest.fixture
async def kominfo(client: Client) -> Client:
    await agencies()
    await sign_in(client, await account("admin"))
    return client


async def agency_id(code: str) -> int:
    found = await queries.find(code)
    assert found is not None
    return found.id


async def test_the_first_decree_is_begun_and_described(kominfo: Client) -> None:
    assert "Belum ada SK yang dicatat" in read(await kominfo.get("/decrees"))
    answer = await post(kominfo, "/decrees", {"kind": "main", "year": "2027"}, of="/decrees/new")
    assert answer.status_code == 303
    base = answer.headers["location"]
    assert "SK Tim Pengelola Pengaduan 2027" in read(await kominfo.get(base))
    page = f"{base}/particulars"
    fields = shown(await kominfo.get(page)) | {"title": "Tim Pengelola", "signer_capacity": "definitive"}
    answer = await post(kominfo, page, fields | {"effective_until": "1/1/2020", "title": ""})
    assert answer.status_code == 422
    assert "Isi tentang apa SK ini." in read(answer)
    assert "Tanggal akhir tidak boleh sebelum tanggal mulai." in read(answer)
    assert (await post(kominfo, page, fields)).status_code == 303
    stale = await post(kominfo, page, fields | {"title": "Judul lain"})
    assert stale.status_code == 409
    assert "Yang tersimpan sekarang" in read(stale)
    assert "Judul lain" in stale.text
    assert "Tim Pengelola" in read(stale)


async def test_an_agencys_rows_are_replaced_corrected_ended_and_added_in_one_form(kominfo: Client) -> None:
    made = await draft()
    pu = await agency_id("DPUPR")
    liaison = await seat(made, "Pejabat Penghubung", pu, "Sekretaris Contoh", nip="19800101200501100")
    operator = await seat(made, "Admin Operator", pu, "Operator Lama Contoh")
    page = f"/decrees/{made.public_id}/agencies/DPUPR"
    first = await kominfo.get(page)
    assert "NIP terdiri dari 18 angka, yang ini 17." in read(first)
    fields = shown(first) | {
        f"r{liaison}_change": "fix",
        f"r{liaison}_fix_nip": "198001012005011003",
        f"r{operator}_change": "replace",
        f"r{operator}_new_name": "Operator Baru Contoh",
        f"r{operator}_new_post": "Pengelola Data",
        f"r{operator}_new_phone": "0323 321 000",
    }
    wrong = await post(kominfo, page, fields)
    assert wrong.status_code == 422
    assert "nomor telepon kantor" in read(wrong)
    assert "Pilih alasan." in read(wrong)
    assert (await row(liaison)).nip == "19800101200501100"
    fields |= {f"r{operator}_new_phone": "0812 3000 0001", f"r{operator}_new_why": "Mutasi"}
    positions = dict(await _positions(first))
    fields |= {"add_position": positions["Admin Operator"], "add_name": "Cadangan Contoh", "add_post": "Staf"}
    assert (await post(kominfo, page, fields)).status_code == 303
    assert (await row(operator)).name == "Operator Baru Contoh"
    assert (await row(liaison)).nip == "198001012005011003"
    assert await Appointment.count().where(Appointment.decree == made.id) == 3
    listed = read(await kominfo.get(f"/decrees/{made.public_id}?q=dpupr"))
    assert "Cadangan Contoh" in listed
    assert "••••1003" in listed


async def test_of_two_people_the_second_sees_both_versions_and_loses_nothing(kominfo: Client) -> None:
    made = await draft()
    pu = await agency_id("DPUPR")
    operator = await seat(made, "Admin Operator", pu, "Operator Contoh")
    page = f"/decrees/{made.public_id}/agencies/DPUPR"
    opened = shown(await kominfo.get(page))
    p = f"r{operator}_"
    mine = {
        f"{p}change": "replace",
        f"{p}new_name": "Pilihan Kedua",
        f"{p}new_post": "Staf",
        f"{p}new_why": "Mutasi",
    }
    theirs = opened | mine | {f"{p}new_name": "Pilihan Pertama"}
    assert (await post(kominfo, page, theirs)).status_code == 303
    second = await post(kominfo, page, opened | mine)
    assert second.status_code == 409
    assert "diubah orang lain" in read(second)
    assert "Pilihan Pertama" in read(second)
    assert "ganti dengan Pilihan Kedua" in read(second)
    assert (await row(operator)).name == "Pilihan Pertama"
    assert (await post(kominfo, page, shown(second) | {f"{p}new_why": "Mutasi"})).status_code == 303
    assert (await row(operator)).name == "Pilihan Kedua"


async def test_nobody_is_said_to_be_missing_who_is_only_not_shown(kominfo: Client) -> None:
    made = await draft()
    pu = await agency_id("DPUPR")
    await seat(made, "Pejabat Penghubung", pu, "Sekretaris Contoh")
    base = f"/decrees/{made.public_id}"
    assert "tanpa operator" in read(await kominfo.get(f"{base}?q=sekretaris"))
    await seat(made, "Admin Operator", pu, "Operator Contoh")
    found = read(await kominfo.get(f"{base}?q=sekretaris"))
    assert "Sekretaris Contoh" in found
    assert "Operator Contoh" not in found
    assert "tanpa" not in found


async def test_positions_are_added_and_named(kominfo: Client) -> None:
    made = await draft()
    base = f"/decrees/{made.public_id}"
    form = {"name": "Admin Operator Cadangan", "role": "operator", "scope": "agency"}
    answer = await post(kominfo, f"{base}/positions", form, of=f"{base}/positions/new")
    assert answer.headers["location"] == f"{base}/particulars"
    twice = await post(kominfo, f"{base}/positions", form, of=f"{base}/positions/new")
    assert "Kedudukan dengan nama ini sudah ada." in read(twice)
    assert "Admin Operator Cadangan" in read(await kominfo.get(f"{base}/particulars"))


async def test_an_agency_knows_nothing_of_a_draft(kominfo: Client) -> None:
    made = await draft()
    await sign_in(kominfo, await account("liaison", "DPUPR"))
    assert (await kominfo.get(f"/decrees/{made.public_id}")).status_code == 404
    assert "2027" not in read(await kominfo.get("/decrees"))


async def _positions(page: Response) -> list[tuple[str, str]]:
    options = re.findall(r'<option value="(\d+)">([^<]+)</option>', page.text)
    return [(name, key) for key, name in options]
