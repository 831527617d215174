"""Hari Kerja dan Libur as people use it."""

from __future__ import annotations

import html
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import db
from portal.workdays import queries
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
ELECTION = {"day": "2026-12-09", "name": "Pemilihan kepala daerah", "kind": "public"}
YEAR = "/workdays?year=2026"
HOURS = "/workdays/hours"
WEEK = {"opens_0": "08:00", "closes_0": "15:00"}


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


@pytest.fixture
async def reviewer(client: Client) -> Client:
    await sign_in(client, await account("reviewer"))
    return client


async def holiday_id(name: str) -> int:
    rows = await queries.holidays_in(2026)
    return next(row.id for row in rows if row.name == name)


async def audited() -> list[str]:
    rows = await db.rows("SELECT action FROM audit_event WHERE action LIKE 'workday.%' ORDER BY id")
    return [row["action"] for row in rows]


async def test_the_year_lists_its_days_off_by_month(reviewer: Client) -> None:
    shown = html.unescape((await reviewer.get(YEAR)).text)
    assert "Cuti Bersama Hari Raya Natal" in shown
    assert "Kamis, 24 Desember 2026" in shown
    assert "25 hari libur, 8 di antaranya cuti bersama" in shown
    assert 'href="/workdays?year=2027"' in shown


async def test_who_may_only_read_sees_no_form_and_is_refused(reviewer: Client) -> None:
    assert "Tambah hari libur" not in (await reviewer.get(YEAR)).text
    assert (await send(reviewer, "/workdays/holidays", ELECTION, of=YEAR)).status_code == 403
    assert (await reviewer.get(HOURS)).status_code == 403


@pytest.mark.parametrize("year", ["1999", "2101", "0000"])
async def test_a_year_out_of_reach_is_not_found(reviewer: Client, year: str) -> None:
    assert (await reviewer.get(f"/workdays?year={year}")).status_code == 404


async def test_nonsense_for_a_year_is_this_year(reviewer: Client) -> None:
    assert (await reviewer.get("/workdays?year=besok")).status_code == 200


async def test_a_day_off_is_added_once_and_audited(admin: Client) -> None:
    answer = await send(admin, "/workdays/holidays", ELECTION, of=YEAR)
    assert (answer.status_code, answer.headers["location"]) == (303, YEAR)
    assert "Rabu, 9 Desember 2026 sekarang hari libur." in (await admin.get(YEAR)).text
    again = await send(admin, "/workdays/holidays", ELECTION, of=YEAR)
    assert again.status_code == 422
    assert "sudah tercatat sebagai Pemilihan kepala daerah" in again.text
    assert await audited() == ["workday.holiday_added"]


async def test_all_errors_are_shown_at_once_and_what_was_typed_stays(admin: Client) -> None:
    typed = {"day": "31/02/2026", "name": "", "kind": "liburan"}
    answer = await send(admin, "/workdays/holidays", typed, of=YEAR)
    assert answer.status_code == 422
    for words in ("hanya sampai tanggal 28", "Isi nama hari libur", "Pilih jenis", 'value="31/02/2026"'):
        assert words in answer.text


async def test_a_name_is_text_and_not_markup(admin: Client) -> None:
    await send(admin, "/workdays/holidays", {**ELECTION, "name": "<b>Tamba'an</b>"}, of=YEAR)
    shown = (await admin.get(YEAR)).text
    assert "<b>Tamba" not in shown
    assert "<b>Tamba'an</b>" in html.unescape(shown)


async def test_a_day_off_is_removed_and_the_second_press_is_told(admin: Client) -> None:
    path = f"/workdays/holidays/{await holiday_id('Cuti Bersama Hari Raya Natal')}/removal"
    assert (await send(admin, path, of=YEAR)).status_code == 303
    assert path not in (await admin.get(YEAR)).text
    second = await send(admin, path, of=YEAR)
    assert second.status_code == 409
    assert "sudah dihapus" in second.text


async def test_a_new_year_is_filled_from_the_almanac_and_settled(admin: Client) -> None:
    year = "/workdays?year=2028"
    assert "Belum ada hari libur" in (await admin.get(year)).text
    await send(admin, "/workdays/years/2028/proposal", of=year)
    filled = (await admin.get(year)).text
    assert "17 hari libur ditambahkan" in filled
    assert "Hari libur 2028 belum lengkap" in filled
    await send(admin, "/workdays/years/2028/settlement", of=year)
    assert "belum lengkap" not in (await admin.get(year)).text
    assert await audited() == ["workday.year_proposed", "workday.year_settled"]


async def test_the_usual_week_is_changed(admin: Client) -> None:
    assert 'value="07:30"' in (await admin.get(HOURS)).text
    seen = {"seen": str((await queries.weeks())[0].id)}
    assert (await send(admin, HOURS, {**WEEK, **seen}, of=HOURS)).status_code == 303
    shown = (await admin.get(YEAR)).text
    assert "08.00–15.00" in shown
    assert await audited() == ["workday.hours_changed"]


async def test_of_two_who_change_the_hours_the_second_sees_both(admin: Client) -> None:
    seen = {"seen": str((await queries.weeks())[0].id)}
    assert (await send(admin, HOURS, {**WEEK, **seen}, of=HOURS)).status_code == 303
    late = await send(admin, HOURS, {**WEEK, **seen, "opens_0": "09:30"}, of=HOURS)
    assert late.status_code == 422
    assert "diubah orang lain" in late.text
    assert "08.00–15.00" in late.text
    assert 'value="09:30"' in late.text
    again = {"seen": str((await queries.weeks())[0].id)}
    assert (await send(admin, HOURS, {**WEEK, **again, "opens_0": "09:30"}, of=HOURS)).status_code == 303


async def test_hours_that_make_no_sense_are_refused_beside_their_day(admin: Client) -> None:
    typed = {
        "opens_0": "16:00",
        "closes_0": "08:00",
        "opens_1": "08:00",
        "closes_2": "12:00",
        "opens_3": "25:00",
    }
    answer = await send(admin, HOURS, typed, of=HOURS)
    assert answer.status_code == 422
    for words in ("Senin: jam tutup harus", "Selasa: isi juga", "Rabu: isi juga", "tidak ada"):
        assert words in answer.text
    closed = await send(admin, HOURS, {}, of=HOURS)
    assert "sedikitnya satu hari" in closed.text


async def test_other_hours_for_ramadan_come_and_go(admin: Client) -> None:
    new, path = f"{HOURS}/exceptions/new", f"{HOURS}/exceptions"
    typed = {"name": "Jam kerja Ramadan", "first_day": "2027-02-08", "last_day": "2027-03-07", **WEEK}
    wrong = await send(admin, path, {**typed, "last_day": "2027-01-01"}, of=new)
    assert wrong.status_code == 422
    assert "sebelum tanggal mulai" in wrong.text
    assert (await send(admin, path, typed, of=new)).status_code == 303
    assert "Jam kerja Ramadan" in (await admin.get(YEAR)).text
    week_id = (await queries.weeks())[1].id
    await send(admin, f"{path}/{week_id}/removal", of=HOURS)
    assert "Jam kerja Ramadan" not in (await admin.get(YEAR)).text
