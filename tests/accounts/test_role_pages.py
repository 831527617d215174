"""The pages of roles, through the real application."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import assignments, own_roles, people, role_book
from portal.accounts.assignments import Post
from portal.accounts.own_roles import RoleValues
from portal.accounts.tables import Session
from portal.permissions import JobActor, Permission
from tests.support.visits import PASSWORD, account, send, sign_in

Client = AsyncTestClient[Any]
JOB = JobActor("job:test")
DESK = {"name": "Petugas Loket", "summary": "Mencatat di loket.", "permissions": ["complaint:create"]}


@pytest.fixture
async def admin(client: Client) -> int:
    """An admin, signed in."""
    key = await account("admin")
    await sign_in(client, key)
    return key


async def made(client: Client) -> str:
    """A role made on the page; its address."""
    answer = await send(client, "/roles", DESK, of="/roles/new")
    assert answer.status_code == 303
    return str(answer.headers["location"])


async def test_a_role_is_ticked_together_read_changed_and_ended(client: Client, admin: int) -> None:
    address = await made(client)
    shown = (await client.get(address)).text
    assert "Mencatat pengaduan" in shown
    assert "Belum ada yang memegang" in shown
    form = (await client.get(f"{address}/edit")).text
    assert re.search(r'value="complaint:create"\s+checked', form)
    assert 'value="identity:reveal"' not in form
    changed = {**DESK, "name": "Petugas Meja", "permissions": ["complaint:note"], "version": "1"}
    assert (await send(client, address, changed, of=f"{address}/edit")).status_code == 303
    assert "Petugas Meja" in (await client.get("/roles")).text
    assert (await send(client, f"{address}/end", of=address)).headers["location"] == "/roles"
    assert "Petugas Meja" not in (await client.get("/roles")).text
    assert (await client.get(address)).status_code == 404


async def test_all_that_is_wrong_is_said_at_once_and_ticks_are_kept(client: Client, admin: int) -> None:
    bad = {"name": "", "summary": "x" * 201, "permissions": ["complaint:note", "account:manage"]}
    answer = await send(client, "/roles", bad, of="/roles/new")
    assert answer.status_code == 422
    for words in ("3 isian", "Beri nama", "Terlalu panjang", "hanya dapat diberikan lewat peran bawaan"):
        assert words in answer.text
    assert re.search(r'value="complaint:note"\s+checked', answer.text)
    empty = await send(client, "/roles", {"name": "Apa", "summary": "Apa"}, of="/roles/new")
    assert "Centang paling sedikit satu hak" in empty.text
    taken = await send(client, "/roles", {**DESK, "name": "Peninjau"}, of="/roles/new")
    assert "sudah dipakai peran lain" in taken.text


async def test_the_second_of_two_admins_sees_both_versions(client: Client, admin: int) -> None:
    address = await made(client)
    code = address.rpartition("/")[2]
    theirs = RoleValues("Loket Pagi", "Pagi saja.", frozenset({Permission.COMPLAINT_READ}))
    await own_roles.edit(code, theirs, version=1, by=JOB, at=clock.now())
    mine = {**DESK, "name": "Loket Siang", "version": "1"}
    stale = await send(client, address, mine, of=f"{address}/edit")
    assert stale.status_code == 409
    for words in ("Loket Pagi", "Pagi saja.", 'value="Loket Siang"', "Hanya pada yang tersimpan: Membaca"):
        assert words in stale.text
    assert "Hanya pada isian Anda: Mencatat" in stale.text
    kept = await role_book.find(code)
    assert kept is not None
    assert kept.name == "Loket Pagi"
    assert 'name="version" value="2"' in stale.text
    again = await send(client, address, {**mine, "version": "2"}, of=f"{address}/edit")
    assert again.status_code == 303
    assert "Loket Siang" in (await client.get(address)).text


async def test_built_in_roles_are_read_only(client: Client, admin: int) -> None:
    assert "hanya dapat dibaca" in (await client.get("/roles/admin")).text
    assert (await client.get("/roles/admin/edit")).status_code == 404
    assert (await send(client, "/roles/admin", DESK, of="/roles/new")).status_code == 404
    assert (await send(client, "/roles/admin/end", of="/roles/new")).status_code == 404
    assert (await client.get("/roles/tidak-ada")).status_code == 404


async def test_the_page_says_who_holds_it_where_and_until_when(client: Client, admin: int) -> None:
    code = (await made(client)).rpartition("/")[2]
    person = await account("reviewer")
    at = clock.now()
    await assignments.add(person, Post(code, None, at, at + timedelta(days=3)), by=JOB, at=at)
    row = await people.by_id(person)
    assert row is not None
    shown = (await client.get(f"/roles/{code}")).text
    for words in (
        row.name,
        f"/accounts/{row.public_id}",
        "semua perangkat daerah",
        "diberikan admin",
        "sampai",
    ):
        assert words in shown


async def test_whoever_left_the_browser_open_is_asked_for_the_password(client: Client, admin: int) -> None:
    token_page = await client.get("/roles/new")
    token = re.search(r'name="_csrf_token" value="([^"]+)"', token_page.text)
    assert token
    long_ago = clock.now() - timedelta(minutes=11)
    await Session.update({Session.created_at: long_ago}).where(Session.account == admin)
    assert (await client.get("/roles/new", follow_redirects=False)).headers["location"].startswith("/step-up")
    asked = await client.post("/roles", data={"_csrf_token": token[1], **DESK}, follow_redirects=False)
    assert asked.status_code == 401
    assert "Petugas Loket" in asked.text
    assert all(not role.is_own for role in (await role_book.everything()).values())
    done = {"_csrf_token": token[1], "step_up_password": PASSWORD, **DESK}
    assert (await client.post("/roles", data=done, follow_redirects=False)).status_code == 303


async def test_the_audit_names_people_roles_and_rights_in_words(client: Client, admin: int) -> None:
    await made(client)
    operator = await people.by_id(await account("reviewer"))
    assert operator is not None
    await sign_in(client, operator.id)
    assert (await client.get("/accounts")).status_code == 403
    await sign_in(client, admin)
    rows = (await client.get("/audit")).text.partition("<tbody>")[2]
    told = " ".join(re.sub(r"<[^>]+>", " ", rows).split())
    for words in (
        "Peran Petugas Loket",
        "ditambah: Mencatat pengaduan",
        f"{operator.name} hak: Melihat pengguna; cara: GET; alamat: /accounts",
    ):
        assert words in told
    assert "Pengguna " not in told
