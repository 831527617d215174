"""Kelengkapan Tim as Kominfo and the agencies see it."""

from __future__ import annotations

import html
import re
from typing import Any

from httpx import Response
from litestar.testing import AsyncTestClient

from portal.decrees.tables import Appointment
from portal.notifications.tables import Delivery
from tests.decrees.staff import agency, appointed, decree, person, position
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
PAGE = "/team/gaps"


def _chosen(answer: Response) -> list[str]:
    assert answer.status_code == 200
    return re.findall(r'<option value="([^"]+)" selected>', answer.text)


async def text(client: Client) -> str:
    answer = await client.get(PAGE)
    assert answer.status_code == 200
    return html.unescape(answer.text)


async def test_kominfo_sees_every_gap_with_the_act_that_mends_it(client: Client) -> None:
    await agency("DINAS-A")
    await sign_in(client, await account("admin"))
    shown = await text(client)
    assert "0 dari 1 perangkat daerah dapat dihubungi" in shown
    assert "Belum ada SK yang berlaku" in shown
    assert 'href="/team/additions/new?agency=DINAS-A"' in shown
    assert "Pengaduan tidak akan sampai" in shown


async def test_tunjuk_orang_leads_to_the_form_with_that_agency(client: Client) -> None:
    await agency("DINAS-A")
    chosen = await agency("DINAS-B")
    await sign_in(client, await account("admin"))
    link = "/team/additions/new?agency="
    assert f'href="{link}DINAS-B"' in await text(client)
    assert _chosen(await client.get(f"{link}DINAS-B")) == [str(chosen)]
    for other in ("", "TIDAK-ADA", "%00"):
        assert _chosen(await client.get(link + other)) == []


async def test_the_menu_marks_the_page_and_not_the_one_above_it(client: Client) -> None:
    await sign_in(client, await account("admin"))
    for page, entry in ((PAGE, PAGE), ("/team", "/team")):
        menu = (await client.get(page)).text.partition('id="menu"')[2].partition("</nav>")[0]
        assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == [entry]


async def test_an_agency_sees_itself_without_the_acts_of_kominfo(client: Client) -> None:
    await agency("DINAS-A")
    await agency("DINAS-B")
    await sign_in(client, await account("operator", "DINAS-A"))
    shown = await text(client)
    assert "Dinas DINAS-A" in shown
    assert "Dinas DINAS-B" not in shown
    assert "/additions/new" not in shown
    assert "Belum ada SK" not in shown


async def test_a_reminder_is_sent_once_and_said(client: Client) -> None:
    await agency("DINAS-A")
    await person("operator", "DINAS-A")
    await sign_in(client, await account("admin"))
    answer = await send(client, f"{PAGE}/DINAS-A/reminder", of=PAGE)
    assert answer.headers["location"] == PAGE
    assert "Pengingat dikirim kepada 1 orang." in await text(client)
    assert (await send(client, f"{PAGE}/DINAS-A/lesson", of=PAGE)).status_code == 303
    assert (await send(client, f"{PAGE}/DINAS-A/reminder", of=PAGE)).status_code == 422
    assert await Delivery.count() == 2
    assert (await send(client, f"{PAGE}/TIDAK-ADA/reminder", of=PAGE)).status_code == 404


async def test_a_liaison_ticks_the_lapor_check_of_their_own_agency_only(client: Client) -> None:
    own, other = await agency("DINAS-A"), await agency("DINAS-B")
    of = await position(await decree())
    for place in (own, other):
        await appointed(of, place, "Orang Uji", lapor_account="akun")
    await sign_in(client, await account("liaison", "DINAS-A"))
    assert "Sudah diperiksa" in await text(client)
    assert (await send(client, f"{PAGE}/DINAS-B/lapor-check", of=PAGE)).status_code == 404
    assert (await send(client, f"{PAGE}/DINAS-A/lapor-check", of=PAGE)).status_code == 303
    rows = await Appointment.select(Appointment.agency, Appointment.lapor_checked_on)
    assert {row["agency"] for row in rows if row["lapor_checked_on"]} == {own}
