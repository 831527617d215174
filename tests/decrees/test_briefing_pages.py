"""Bimtek and the lesson in the browser."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import AsyncTestClient
from PIL import Image

from portal import clock
from portal.decrees.briefings import lesson, planning
from portal.decrees.briefings.planning import BriefingValues
from portal.decrees.briefings.tables import Briefing, BriefingGuest
from portal.notifications.tables import Delivery
from tests.decrees.staff import CLERK, agency, person
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
LIST, LESSON = "/briefings", "/briefings/lesson"
PDF = b"%PDF-1.4 rusak"


@pytest.fixture
async def admin(client: Client) -> Client:
    await sign_in(client, await account("admin"))
    return client


async def text(client: Client, path: str) -> str:
    answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text)


def typed(**changes: str) -> dict[str, str]:
    day = (clock.today() + timedelta(days=5)).date().isoformat()
    usual = {"title": "Bimtek operator", "day": day, "hour": "09.00", "location": "Aula", "note": ""}
    return usual | changes


def photo() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(kept, "PNG")
    return kept.getvalue()


async def upload(client: Client, path: str, data: dict[str, str], files: dict[str, Any], of: str) -> Any:
    return await send(client, path, data, files=files, of=of)


async def planned(client: Client) -> str:
    answer = await send(client, LIST, typed(), of=f"{LIST}/new")
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_a_session_is_planned_its_guests_are_invited_and_those_who_came_ticked(admin: Client) -> None:
    await agency("DINAS-A")
    operator = await person("operator", "DINAS-A")
    assert "Belum ada pertemuan" in await text(admin, LIST)
    assert "0 dari 1 perangkat daerah sudah dibekali" in await text(admin, LIST)
    base = await planned(admin)
    shown = await text(admin, base)
    assert "Undang peserta" in shown
    assert f'value="{operator}" checked' in shown
    guests = {"person": str(operator), "write": "1"}
    assert (await send(admin, f"{base}/invitations", guests, of=base)).status_code == 303
    assert "1 undangan dikirim" in await text(admin, base)
    assert await Delivery.count() == 1
    assert (await send(admin, f"{base}/attendance", guests, of=base)).status_code == 422
    await Briefing.update({Briefing.held_at: clock.now() - timedelta(hours=2)}, force=True)
    assert "Daftar hadir" in await text(admin, base)
    assert (await send(admin, f"{base}/attendance", guests, of=base)).status_code == 303
    assert "Daftar hadir disimpan: 1 orang hadir." in await text(admin, base)
    assert "1 dari 1 perangkat daerah sudah dibekali" in await text(admin, LIST)
    assert await BriefingGuest.count().where(BriefingGuest.has_come.eq(True)) == 1


async def test_all_errors_are_said_at_once_and_what_was_typed_stays(admin: Client) -> None:
    wrong = typed(title="", day="31/02/2027", hour="", location="", note="Bawa ponsel & <b>buku</b>")
    answer = await send(admin, LIST, wrong, of=f"{LIST}/new")
    shown = html.unescape(answer.text)
    assert answer.status_code == 422
    assert "4 isian perlu diperbaiki" in shown
    assert "Bawa ponsel & <b>buku</b>" in shown
    assert "<b>buku" not in answer.text
    past = await send(admin, LIST, typed(day="2020-01-01"), of=f"{LIST}/new")
    assert past.status_code == 422
    assert "sudah lewat" in past.text


async def test_material_comes_along_and_is_downloaded_and_what_is_no_file_is_refused(admin: Client) -> None:
    new = f"{LIST}/new"
    bad = await upload(admin, LIST, typed(), {"file": ("x.pdf", PDF, "application/pdf")}, new)
    assert bad.status_code == 422
    assert "rusak" in bad.text
    good = await upload(admin, LIST, typed(), {"file": ("foto.png", photo(), "image/png")}, new)
    base = good.headers["location"]
    assert "Unduh materi" in await text(admin, base)
    answer = await admin.get(f"{base}/material")
    assert "attachment" in answer.headers["content-disposition"]
    assert (await admin.get(f"{await planned(admin)}/material")).status_code == 404


async def test_a_session_is_changed_and_the_second_editor_sees_both_versions(admin: Client) -> None:
    base = await planned(admin)
    edit = f"{base}/edit"
    assert 'value="Bimtek operator"' in await text(admin, edit)
    first = typed(title="Bimtek baru", version="1")
    assert (await send(admin, base, first, of=edit)).status_code == 303
    late = await send(admin, base, typed(title="Bimtek lain", version="1"), of=edit)
    assert late.status_code == 409
    assert "orang lain" in late.text
    assert "Bimtek baru" in late.text
    assert 'value="Bimtek lain"' in late.text
    again = re.search(r'name="version" value="(\d+)"', late.text)
    assert again
    assert (await send(admin, base, typed(title="Bimtek lain", version=again[1]), of=edit)).status_code == 303


async def test_a_session_is_called_off_with_a_reason(admin: Client) -> None:
    base = await planned(admin)
    page = f"{base}/cancellation"
    assert "tidak ada yang diberi tahu" in await text(admin, page)
    assert (await send(admin, page, {"reason": ""}, of=page)).status_code == 422
    assert (await send(admin, page, {"reason": "Aula dipakai"}, of=page)).status_code == 303
    shown = await text(admin, base)
    assert "Aula dipakai" in shown
    assert "Undang peserta" not in shown


async def test_an_operator_sees_where_and_when_and_nobody_elses_attendance(client: Client) -> None:
    await agency("DINAS-A")
    values = BriefingValues("Bimtek operator", clock.now() + timedelta(days=2), "Aula")
    public_id = await planning.plan(values, by=CLERK, at=clock.now())
    other = await person("liaison", "DINAS-A")
    await BriefingGuest.insert(BriefingGuest(briefing=1, account=other))
    await sign_in(client, await account("operator", "DINAS-A"))
    shown = await text(client, f"{LIST}/{public_id}")
    assert "Aula" in shown
    assert "Petugas Uji" not in shown
    assert "/edit" not in shown
    assert "Rencanakan" not in await text(client, LIST)
    for path in (f"{LIST}/new", f"{LIST}/{public_id}/edit", f"{LESSON}/pages/1"):
        assert (await client.get(path)).status_code == 403
    assert (await client.get(f"{LIST}/tidak-ada")).status_code == 404


async def test_the_lesson_is_read_and_ticked(client: Client) -> None:
    await agency("DINAS-A")
    await sign_in(client, await account("operator", "DINAS-A"))
    shown = await text(client, LESSON)
    assert "Satu pengaduan, dua tempat" in shown
    assert "Tandai sudah saya pelajari" in shown
    assert (await send(client, f"{LESSON}/reading", of=LESSON)).status_code == 303
    assert "Sudah Anda pelajari" in await text(client, LESSON)


async def test_the_lesson_is_edited_with_a_picture_that_is_described(admin: Client) -> None:
    first = (await lesson.pages())[0]
    edit = f"{LESSON}/pages/{first.id}"
    picture = {"picture": ("layar.png", photo(), "image/png")}
    values = {"title": "Judul <i>", "body": "Isi", "picture_words": "", "version": "1"}
    bare = await upload(admin, edit, values, picture, edit)
    assert bare.status_code == 422
    assert "Tulis apa yang terlihat" in bare.text
    told = values | {"picture_words": "Layar pengaduan"}
    assert (await upload(admin, edit, told, picture, edit)).status_code == 303
    shown = (await admin.get(LESSON)).text
    assert 'alt="Layar pengaduan"' in shown
    assert "Judul &lt;i&gt;" in shown
    answer = await admin.get(f"{edit}/picture")
    assert answer.headers["content-type"] == "image/png"
    late = await send(admin, edit, told | {"title": "Judul lain"}, of=edit)
    assert late.status_code == 409
    assert 'value="Judul lain"' in late.text
    assert (await admin.get(f"{LESSON}/pages/2/picture")).status_code == 404


async def test_pages_are_added_and_taken_out(admin: Client) -> None:
    new = f"{LESSON}/pages/new"
    assert (await send(admin, f"{LESSON}/pages", {"title": "", "body": ""}, of=new)).status_code == 422
    assert (
        await send(admin, f"{LESSON}/pages", {"title": "Tambahan", "body": "x"}, of=new)
    ).status_code == 303
    last = (await lesson.pages())[-1]
    assert last.title == "Tambahan"
    page = f"{LESSON}/pages/{last.id}"
    assert (await send(admin, f"{page}/removal", of=page)).status_code == 303
    assert "Tambahan" not in await text(admin, LESSON)
    assert (await admin.get(page)).status_code == 404
