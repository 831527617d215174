"""Gabungkan and Nonaktifkan as an admin presses them."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.agencies import editing
from portal.agencies.editing import AgencyValues
from portal.agencies.tables import AgencyMerge
from portal.complaints.tables import Complaint
from tests.agencies.conftest import CLERK, agency
from tests.complaints import factories
from tests.complaints.factories import DAY, Office
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
MERGER, END = "/agencies/DPUPR/merger", "/agencies/DPUPR/end"
REASON = "Perda Nomor 3 Tahun 2026"


@pytest.fixture
async def office(client: Client) -> Office:
    return await factories.office()


@pytest.fixture
async def admin(client: Client, office: Office) -> Client:
    await sign_in(client, office.admin.id)
    return client


async def text(client: Client, path: str) -> str:
    return html.unescape((await client.get(path)).text)


async def hidden(client: Client, path: str) -> dict[str, str]:
    return dict(re.findall(r'name="(\w+)"\s+value="([^"]*)"', (await client.get(path)).text))


async def merge(client: Client, office: Office, **changes: str) -> Any:
    seen = await hidden(client, f"{MERGER}?into={office.dlh}")
    return await send(
        client, MERGER, {**seen, "reason": REASON, **changes}, of=MERGER + f"?into={office.dlh}"
    )


async def test_the_preview_says_what_moves_and_writes_nothing(admin: Client, office: Office) -> None:
    complaint = await factories.disposed(office, clock.now() - 2 * DAY)
    shown = await text(admin, f"{MERGER}?into={office.dlh}")
    for words in (
        "1 pengaduan terbuka",
        complaint.number,
        "3 pemegang peran",
        office.liaison.name,
        "Belum ada yang berubah",
    ):
        assert words in shown
    assert (await agency("DPUPR")).is_active(clock.today().date())


async def test_a_merge_and_its_undo(admin: Client, office: Office) -> None:
    complaint = await factories.disposed(office, clock.now() - 2 * DAY)
    answer = await merge(admin, office)
    assert answer.headers["location"] == "/agencies/DLH"
    assert "1 pengaduan ikut pindah" in await text(admin, "/agencies/DLH")
    assert f"digabungkan ke Dlh: {REASON}" in await text(admin, f"/complaints/{complaint.number}")
    assert "Batalkan penggabungan" in await text(admin, "/agencies/DPUPR")
    undo = f"{MERGER}/withdrawal"
    assert "berlaku lagi" in await text(admin, undo)
    assert (await send(admin, undo, of=undo)).status_code == 303
    assert "kembali ke Dpupr" in await text(admin, "/agencies/DPUPR")
    row = await Complaint.select(Complaint.agency).where(Complaint.id == complaint.id).first()
    assert row == {"agency": office.dpupr}
    assert (await admin.get(undo)).status_code == 404


async def test_a_reason_is_asked_for_and_stays(admin: Client, office: Office) -> None:
    answer = await merge(admin, office, reason="x")
    assert answer.status_code == 422
    assert "Tulis dasar penggabungan" in answer.text
    assert ">x</textarea>" in answer.text


async def test_a_preview_grown_old_is_shown_again(admin: Client, office: Office) -> None:
    answer = await merge(admin, office, source_version="9")
    assert answer.status_code == 409
    assert "berubah sejak pratinjau" in answer.text
    assert REASON in answer.text


@pytest.mark.parametrize("into", ["x", "99999", ""])
async def test_a_target_that_is_none_is_refused(admin: Client, office: Office, into: str) -> None:
    assert (await merge(admin, office, into=into)).status_code == 422
    if into:
        assert (await admin.get(f"{MERGER}?into={into}")).status_code == 422


async def test_ending_with_open_work_is_refused_and_merging_offered(admin: Client, office: Office) -> None:
    await factories.disposed(office, clock.now() - 2 * DAY)
    shown = await text(admin, END)
    assert "masih memegang 1 pengaduan terbuka" in shown
    assert f'href="{MERGER}"' in shown
    yesterday = clock.today().date() - timedelta(days=1)
    answer = await send(admin, END, {"last_day": str(yesterday), "version": "1"}, of=END)
    assert answer.status_code == 422
    edit = {"name": "Dinas DPUPR", "short_name": "Dpupr", "kind": "dinas", "version": "1"}
    path = "/agencies/DPUPR"
    answer = await send(admin, path, {**edit, "valid_until": str(yesterday)}, of=f"{path}/edit")
    assert answer.status_code == 422
    assert "masih memegang" in html.unescape(answer.text)
    assert (await agency("DPUPR")).valid_until is None


async def test_an_empty_agency_ends_with_a_successor_that_answers_for_it(
    admin: Client, office: Office
) -> None:
    yesterday = clock.today().date() - timedelta(days=1)
    typed = {"last_day": str(yesterday), "successor": str(office.dlh), "version": "1"}
    assert (await send(admin, END, typed, of=END)).status_code == 303
    shown = await text(admin, "/agencies/DPUPR")
    assert "Digantikan oleh" in shown
    assert "Dinas DLH" in shown
    again = await send(admin, END, {**typed, "version": "1"}, of=END)
    assert again.status_code == 422
    assert "diubah orang lain" in again.text


async def test_two_agencies_do_not_succeed_each_other(admin: Client, office: Office) -> None:
    today = str(clock.today().date())
    await send(admin, END, {"last_day": today, "successor": str(office.dlh), "version": "1"}, of=END)
    other = "/agencies/DLH/end"
    typed = {"last_day": today, "successor": str(office.dpupr), "version": "1"}
    answer = await send(admin, other, typed, of=other)
    assert answer.status_code == 422
    assert "tidak boleh perangkat daerah ini sendiri" in answer.text


async def test_nonsense_is_refused_beside_its_field(admin: Client, office: Office) -> None:
    answer = await send(admin, END, {"last_day": "31/02/2026", "successor": "x", "version": "1"}, of=END)
    assert answer.status_code == 422
    for words in ("hanya sampai tanggal 28", "Pilih pengganti"):
        assert words in answer.text


async def test_a_merge_older_than_thirty_days_says_so(admin: Client, office: Office) -> None:
    await merge(admin, office)
    long_ago = clock.now() - timedelta(days=31)
    await AgencyMerge.update({AgencyMerge.merged_at: long_ago}, force=True)
    assert "tidak dapat dibatalkan lagi" in await text(admin, f"{MERGER}/withdrawal")


async def test_who_only_reads_sees_none_of_it(client: Client, office: Office) -> None:
    await editing.add("BARU", AgencyValues("Dinas Baru", "Baru", "dinas"), by=CLERK, at=clock.now())
    await sign_in(client, office.leader.id)
    assert MERGER not in await text(client, "/agencies/DPUPR")
    for path in (MERGER, END, f"{MERGER}/withdrawal"):
        assert (await client.get(path)).status_code == 403
