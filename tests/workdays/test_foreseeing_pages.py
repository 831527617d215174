"""A change that moves deadlines is asked about first, with the number and examples."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.complaints.tables import Clock
from portal.workdays import holidays, queries
from portal.workdays.calendar import Holiday, HolidayKind
from tests.agencies.conftest import CLERK
from tests.complaints import factories
from tests.complaints.factories import Office
from tests.support.visits import send, sign_in

Client = AsyncTestClient[Any]
YEAR = "/workdays"


@pytest.fixture
async def office(client: Client) -> Office:
    return await factories.office()


@pytest.fixture
async def admin(client: Client, office: Office) -> Client:
    await sign_in(client, office.admin.id)
    return client


async def next_working_day() -> date:
    calendar = await queries.calendar()
    return calendar.add(clock.today().date(), 1)


def hidden(shown: str) -> dict[str, str]:
    found = re.findall(r'type="hidden"\s+name="(\w+)"\s+value="([^"]*)"', shown)
    return {name: html.unescape(value) for name, value in found if name != "_csrf_token"}


async def count_on(day: date) -> int:
    return len([row for row in await queries.holidays_in(day.year) if row.day == day])


async def test_a_day_off_within_a_deadline_is_asked_about_and_then_added(
    admin: Client, office: Office
) -> None:
    complaint = await factories.recorded(office, clock.now())
    day = await next_working_day()
    typed = {"day": str(day), "name": "Cuti tambahan", "kind": "joint_leave"}
    asked = await send(admin, "/workdays/holidays", typed, of=YEAR)
    assert asked.status_code == 200
    assert "batas waktu yang sedang berjalan bergeser" in asked.text
    assert complaint.number in asked.text
    assert await count_on(day) == 0
    done = await send(admin, "/workdays/holidays", hidden(asked.text), of=YEAR)
    assert done.status_code == 303
    assert await count_on(day) == 1


async def test_the_number_is_that_of_the_clocks_that_move(admin: Client, office: Office) -> None:
    for _ in range(7):
        await factories.recorded(office, clock.now())
    running = await Clock.count().where(Clock.stopped_at.is_null())
    day = await next_working_day()
    asked = await send(admin, "/workdays/holidays", {"day": str(day), "name": "Cuti"}, of=YEAR)
    assert f"{running} batas waktu" in asked.text
    assert f"dan {running - 5} lagi" in asked.text


async def test_what_is_berkadar_pengawasan_is_counted_and_not_named(admin: Client, office: Office) -> None:
    hidden_one = await factories.recorded(office, clock.now(), classification="supervisory")
    day = await next_working_day()
    asked = await send(admin, "/workdays/holidays", {"day": str(day), "name": "Cuti"}, of=YEAR)
    assert "batas waktu yang sedang berjalan bergeser" in asked.text
    assert hidden_one.number not in asked.text


async def test_removing_and_moving_a_day_ask_as_well(admin: Client, office: Office) -> None:
    day = await next_working_day()
    key = await holidays.add(Holiday(day, "Cuti", HolidayKind.PUBLIC), by=CLERK, at=clock.now())
    await factories.recorded(office, clock.now())
    removal = f"/workdays/holidays/{key}/removal"
    asked = await send(admin, removal, of=YEAR)
    assert "Hapus Cuti" in asked.text
    form = f"/workdays/holidays/{key}"
    far = str(day + timedelta(days=300))
    moved = await send(admin, form, {"day": far, "name": "Cuti", "kind": "public", "version": "1"}, of=form)
    assert "Pindahkan Cuti" in moved.text
    assert await count_on(day) == 1
    assert (await send(admin, form, hidden(moved.text), of=form)).status_code == 303
    assert await count_on(day) == 0


async def test_a_corrected_name_asks_nothing_and_a_stale_one_shows_what_stands(admin: Client) -> None:
    day = date(clock.today().year + 1, 12, 9)
    key = await holidays.add(Holiday(day, "Pilkada", HolidayKind.PUBLIC), by=CLERK, at=clock.now())
    form = f"/workdays/holidays/{key}"
    typed = {"day": str(day), "name": "Pilkada Serentak", "kind": "public", "version": "1"}
    assert (await send(admin, form, typed, of=form)).status_code == 303
    late = await send(admin, form, {**typed, "name": "Pilbup"}, of=form)
    assert late.status_code == 422
    assert "Pilkada Serentak" in late.text
    assert 'value="Pilbup"' in late.text
    assert (await admin.get("/workdays/holidays/99999")).status_code == 404


async def test_a_list_is_looked_at_and_confirmed(admin: Client, office: Office) -> None:
    await factories.recorded(office, clock.now())
    day = await next_working_day()
    path = f"/workdays/years/{day.year}/list"
    text = f"{day:%d/%m/%Y} Cuti Bersama Tambahan\n31/02/{day.year} Salah"
    shown = await send(admin, path, {"text": text}, of=path)
    assert "1 baru" in shown.text
    assert "1 ditolak" in shown.text
    assert "batas waktu yang sedang berjalan bergeser" in shown.text
    assert await count_on(day) == 0
    done = await send(admin, f"{path}/confirmation", hidden(shown.text), of=path)
    assert done.headers["location"] == f"/workdays?year={day.year}"
    assert await count_on(day) == 1
    again = await send(admin, f"{path}/confirmation", hidden(shown.text), of=path)
    assert again.status_code == 409
    assert "berubah sejak pratinjau" in again.text


async def test_a_list_as_a_file_and_no_list_at_all(admin: Client) -> None:
    path = "/workdays/years/2028/list"
    file = {"file": ("skb.csv", b"Tanggal;Keterangan\n3 Januari 2028;Hari Jadi\n", "text/csv")}
    shown = await send(admin, path, {}, files=file, of=path)
    assert "Hari Jadi" in shown.text
    for typed, words in (({}, "Tempel daftarnya"), ({"text": "kosong"}, "Tidak ada tanggal")):
        refused = await send(admin, path, typed, of=path)
        assert refused.status_code == 422
        assert words in refused.text
    assert (await admin.get("/workdays/years/1999/list")).status_code == 404


async def test_hours_of_one_agency_come_and_go(admin: Client, office: Office) -> None:
    home = "/agencies/DLH/hours"
    assert "mengikuti jam kantor" in (await admin.get(home)).text
    week = {"opens_5": "08:00", "closes_5": "12:00"}
    assert (await send(admin, home, week, of=home)).status_code == 303
    assert "Memakai jam sendiri" in (await admin.get(home)).text
    assert "Jam sendiri" in (await admin.get("/agencies/DLH")).text
    assert (await send(admin, home, {}, of=home)).status_code == 422
    new = f"{home}/exceptions/new"
    typed = {"name": "Ramadan", "first_day": "2027-02-08", "last_day": "2027-03-07", **week}
    assert (await send(admin, f"{home}/exceptions", {**typed, "name": ""}, of=new)).status_code == 422
    assert (await send(admin, f"{home}/exceptions", typed, of=new)).status_code == 303
    (_, exception) = await queries.weeks(office.dlh)
    elsewhere = f"/agencies/DPUPR/hours/exceptions/{exception.id}/removal"
    assert (await send(admin, elsewhere, of=home)).status_code == 409
    assert (await send(admin, f"{home}/exceptions/{exception.id}/removal", of=home)).status_code == 303
    assert (await send(admin, f"{home}/withdrawal", of=home)).status_code == 303
    assert await queries.weeks(office.dlh) == []
