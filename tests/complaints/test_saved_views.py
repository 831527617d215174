"""Lists with a name: one's own, and those that Kominfo shares with everybody."""

from __future__ import annotations

import re
from html import unescape

import pytest

from portal import db
from portal.complaints import saved_views
from portal.errors import Conflict, Refusal
from tests.complaints import factories
from tests.complaints.factories import MONDAY, Office
from tests.complaints.page_world import Client, as_, began, words
from tests.support.visits import send


async def names(actor: factories.CurrentUser) -> list[str]:
    return [view.name for view in await saved_views.seen_by(actor)]


async def test_own_views_are_ones_own_and_shared_ones_everybodys(office: Office) -> None:
    await saved_views.save("Punya saya", {"q": "jalan"}, is_shared=False, by=office.operator, at=MONDAY)
    await saved_views.save("Semua lampu", {"q": "lampu"}, is_shared=True, by=office.admin, at=MONDAY)
    assert await names(office.operator) == ["Semua lampu", "Punya saya"]
    assert await names(office.stranger) == ["Semua lampu"]


async def test_only_kominfo_shares(office: Office) -> None:
    for person in (office.operator, office.liaison, office.leader):
        with pytest.raises(Refusal):
            await saved_views.save("Lampu", {"q": "lampu"}, is_shared=True, by=person, at=MONDAY)
    assert await names(office.operator) == []


async def test_a_name_stands_once_and_may_be_used_again_once_free(office: Office) -> None:
    first = await saved_views.save("Lampu", {"q": "lampu"}, is_shared=False, by=office.operator, at=MONDAY)
    with pytest.raises(Conflict, match="Pilih nama lain"):
        await saved_views.save("LAMPU", {"q": "padam"}, is_shared=False, by=office.operator, at=MONDAY)
    await saved_views.save("Lampu", {"q": "lampu"}, is_shared=False, by=office.liaison, at=MONDAY)
    await saved_views.remove(first, by=office.operator, at=MONDAY)
    await saved_views.save("Lampu", {"q": "padam"}, is_shared=False, by=office.operator, at=MONDAY)
    assert await names(office.operator) == ["Lampu"]


async def test_twenty_are_enough(office: Office) -> None:
    for nth in range(saved_views.MOST):
        await saved_views.save(f"Daftar {nth}", {"q": "x"}, is_shared=False, by=office.operator, at=MONDAY)
    with pytest.raises(Refusal, match="Hapus yang tidak dipakai"):
        await saved_views.save("Lagi", {"q": "x"}, is_shared=False, by=office.operator, at=MONDAY)


async def test_nobody_removes_what_is_not_theirs(office: Office) -> None:
    own = await saved_views.save("Lampu", {"q": "lampu"}, is_shared=False, by=office.operator, at=MONDAY)
    shared = await saved_views.save("Jalan", {"q": "jalan"}, is_shared=True, by=office.admin, at=MONDAY)
    for public_id in (own, shared):
        with pytest.raises(Refusal):
            await saved_views.remove(public_id, by=office.stranger, at=MONDAY)
    with pytest.raises(Refusal):
        await saved_views.remove(own, by=office.admin, at=MONDAY)
    await saved_views.remove(shared, by=office.second_admin, at=MONDAY)
    with pytest.raises(Refusal):
        await saved_views.remove(shared, by=office.admin, at=MONDAY)
    lines = await db.rows("SELECT action FROM audit_event WHERE action LIKE 'complaint.view%' ORDER BY id")
    assert [line["action"] for line in lines] == [
        "complaint.view_saved", "complaint.view_saved", "complaint.view_removed",
    ]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_list_is_named_opened_and_forgotten(client: Client, office: Office) -> None:
    await factories.recorded(office, began(), title="Lampu padam")
    await as_(client, office.admin)
    assert "Simpan tampilan ini" not in words(await client.get("/complaints?mine=1"))
    assert "Simpan tampilan ini" in words(await client.get("/complaints?mine=1&sort=oldest"))
    page = await client.get("/complaints?q=lampu&sort=oldest&cols=channel")
    found = re.search(r'href="(/complaints/views/new[^"]*)"', page.text)
    assert found
    address = unescape(found[1])
    form = await client.get(address)
    assert "kata “lampu”, terbaru dahulu" in words(form)
    query = re.search(r'name="query" value="([^"]*)"', form.text)
    assert query
    fields = {"query": unescape(query[1]), "shared": "1"}
    refused = await send(client, "/complaints/views", {**fields, "name": ""}, of=address)
    assert refused.status_code == 422
    assert "Beri nama tampilan ini" in words(refused)
    saved = await send(client, "/complaints/views", {**fields, "name": "Lampu <b>"}, of=address)
    assert saved.status_code == 303
    page = await client.get(saved.headers["location"])
    assert 'aria-current="page">Lampu &lt;b&gt;</a>' in page.text
    assert "Simpan tampilan ini" not in words(page)
    again = await send(client, "/complaints/views", {**fields, "name": "lampu <b>"}, of=address)
    assert again.status_code == 409
    removal = re.search(r'action="(/complaints/views/[^"]+/removal)"', page.text)
    assert removal
    await as_(client, office.leader)
    assert "Lampu <b>" in words(await client.get("/complaints"))
    assert (await send(client, removal[1], of="/complaints/views/new")).status_code == 404
    await as_(client, office.admin)
    await send(client, removal[1], of="/complaints/views/new")
    assert await names(office.admin) == []
