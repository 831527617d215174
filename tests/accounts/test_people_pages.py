"""One person's page and the lists around it, through the real application."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import (
    assignments,
    change_letters,
    creation,
    editing,
    identities,
    identity_changes,
    people,
    sessions,
    standing,
)
from portal.accounts.assignments import Post
from portal.accounts.people import AccountRow
from portal.accounts.tables import Invitation
from portal.permissions import JobActor
from tests.accounts.conftest import make_agency
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
JOB = JobActor("job:test")


@pytest.fixture
async def admin(client: Client) -> int:
    """An admin, signed in."""
    key = await account("admin")
    await sign_in(client, key)
    return key


async def somebody(role: str = "reviewer") -> AccountRow:
    row = await people.by_id(await account(role))
    assert row is not None
    return row


async def test_the_second_of_two_admins_sees_both_versions_of_a_person(client: Client, admin: int) -> None:
    person = await somebody()
    base = f"/accounts/{person.public_id}"
    theirs = identities.person("Nama Mereka", person.email or "", person.phone or "")
    await editing.change(person.id, theirs, version=1, by=JOB, at=clock.now())
    mine = {"name": "Nama Saya", "email": person.email, "phone": person.phone, "version": "1"}
    stale = await send(client, base, mine, of=f"{base}/edit")
    assert stale.status_code == 409
    for words in ("Nama Mereka", 'value="Nama Saya"', 'name="version" value="2"'):
        assert words in stale.text
    assert "Nama Mereka" in (await client.get(base)).text
    assert (await send(client, base, {**mine, "version": "2"}, of=f"{base}/edit")).status_code == 303
    assert "Nama Saya" in (await client.get(base)).text
    assert (await send(client, base, {**mine, "version": "x"}, of=f"{base}/edit")).status_code == 409


async def test_a_new_number_waits_is_sent_again_withdrawn_and_proven(client: Client, admin: int) -> None:
    person = await somebody()
    base = f"/accounts/{person.public_id}"
    form = {"name": person.name, "email": person.email, "phone": "0812 9000 0001", "version": "1"}
    saved = await send(client, base, form, of=f"{base}/edit")
    assert saved.status_code == 303
    shown = (await client.get(base)).text
    assert "Menunggu pembuktian: 0812-9000-0001" in shown
    assert (await send(client, f"{base}/change/renewal", of=base)).status_code == 303
    assert (await send(client, f"{base}/change/withdrawal", of=base)).status_code == 303
    assert "Menunggu pembuktian" not in (await client.get(base)).text
    assert (await send(client, f"{base}/change/withdrawal", of=base)).status_code == 409
    await send(client, base, {**form, "version": "2"}, of=f"{base}/edit")

    waiting = await identity_changes.waiting(person.id, clock.now())
    assert waiting is not None
    link = await change_letters.mint_link(f"identity-change:{waiting.id}", clock.now())
    path = link.removeprefix("http://testserver.local")
    client.cookies.clear()
    door = await client.get(path)
    assert door.headers["referrer-policy"] == "no-referrer"
    assert "0812-••••-0001" in door.text
    assert (await people.by_id(person.id) or person).phone == person.phone
    done = await send(client, path, of=path)
    assert done.status_code == 200
    assert "Sudah dibuktikan" in done.text
    assert (await people.by_id(person.id) or person).phone == "+6281290000001"
    assert (await client.get(path)).status_code == 410
    assert (await send(client, path, of="/sign-in")).status_code == 410
    assert (await client.get("/identity-changes/tidak-dikenal")).status_code == 404


async def test_browsers_of_a_person_are_signed_out_one_by_one_or_all(client: Client, admin: int) -> None:
    person, at = await somebody(), clock.now()
    base = f"/accounts/{person.public_id}"
    tokens = [
        await sessions.open_session(person.id, sessions.Browser("", f"Peramban {n}", True), at=at)
        for n in range(3)
    ]
    shown = (await client.get(base)).text
    assert "Peramban 2" in shown
    first = (await sessions.open_for(person.id, at))[0]
    assert (await send(client, f"{base}/sessions/{first.id}/end", of=base)).status_code == 303
    assert (await send(client, f"{base}/sessions/{first.id}/end", of=base)).status_code == 422
    own = (await sessions.open_for(admin, at))[0]
    assert (await send(client, f"{base}/sessions/{own.id}/end", of=base)).status_code == 422
    assert len(await sessions.open_for(person.id, at)) == 2
    assert (await send(client, f"{base}/sessions/end", of=base)).status_code == 303
    live = [await sessions.load(token, origin="", at=at) for token in tokens]
    assert live == [None, None, None]
    assert (await client.get(base)).status_code == 200


async def test_one_signs_out_everywhere_but_here(client: Client, admin: int) -> None:
    at = clock.now()
    other = await sessions.open_session(admin, sessions.Browser("", "Ponsel lama", True), at=at)
    assert "Keluarkan semua perangkat lain" in (await client.get("/profile")).text
    assert (await send(client, "/profile/sessions/end", of="/profile")).status_code == 303
    assert await sessions.load(other, origin="", at=at) is None
    assert "Keluarkan semua" not in (await client.get("/profile")).text


async def test_dates_of_a_role_are_moved_on_its_page(client: Client, admin: int) -> None:
    person = await somebody()
    base = f"/accounts/{person.public_id}"
    [row] = (await people.posts_of([person.id]))[person.id]
    page = f"{base}/assignments/{row.id}/edit"
    assert "Mulai tanggal" not in (await client.get(page)).text
    bad = await send(client, f"{base}/assignments/{row.id}", {"ends": "2020-01-01", "version": "1"}, of=page)
    assert bad.status_code == 422
    good = {"ends": "2099-12-31", "version": "1"}
    assert (await send(client, f"{base}/assignments/{row.id}", good, of=page)).status_code == 303
    assert "sampai 31 Des 2099" in (await client.get(base)).text
    assert 'value="2099-12-31"' in (await client.get(page)).text
    stale = await send(client, f"{base}/assignments/{row.id}", {**good, "ends": "2098-01-01"}, of=page)
    assert stale.status_code == 409
    assert "sampai 31 Des 2099" in stale.text
    assert 'value="2098-01-01"' in stale.text
    other = await somebody()
    assert (await client.get(f"/accounts/{other.public_id}/assignments/{row.id}/edit")).status_code == 404
    alien = await send(client, f"/accounts/{other.public_id}/assignments/{row.id}", good, of=page)
    assert alien.status_code == 404


async def test_a_role_to_come_shows_and_moves_its_start(client: Client, admin: int) -> None:
    person, at = await somebody(), clock.now()
    await assignments.add(person.id, Post("leader", None, at + timedelta(days=9)), by=JOB, at=at)
    base = f"/accounts/{person.public_id}"
    row = (await people.posts_of([person.id]))[person.id][0]
    page = f"{base}/assignments/{row.id}/edit"
    assert "Mulai tanggal" in (await client.get(page)).text
    past = {"starts": "2020-01-01", "version": "1"}
    assert (await send(client, f"{base}/assignments/{row.id}", past, of=page)).status_code == 422
    later = {"starts": "2099-01-01", "ends": "", "version": "1"}
    assert (await send(client, f"{base}/assignments/{row.id}", later, of=page)).status_code == 303
    assert "mulai 1 Jan 2099" in (await client.get(base)).text


async def test_rights_are_read_with_their_reasons(client: Client, admin: int) -> None:
    person = await somebody()
    shown = (await client.get(f"/accounts/{person.public_id}/rights")).text
    for words in ("Membaca pengaduan", "Peninjau · semua perangkat daerah", "diberikan admin, sejak"):
        assert words in shown
    assert "Mengatur pengguna" not in shown
    await standing.suspend(person.id, by=JOB, at=clock.now())
    assert "ditangguhkan" in (await client.get(f"/accounts/{person.public_id}/rights")).text
    mine = (await client.get("/profile/rights")).text
    assert "Apa yang boleh saya lakukan" in mine
    assert "Mengatur pengguna" in mine


async def test_invitations_are_listed_sent_again_and_revoked(client: Client, admin: int) -> None:
    at = clock.now()
    whom = identities.person("Orang Diundang", "", "0812 9100 0001")
    key = await creation.add_person(whom, Post("reviewer", None, at), by=JOB, at=at)
    person = await people.by_id(key)
    assert person is not None
    address = "/accounts/invitations"
    assert "Orang Diundang" in (await client.get(f"{address}?view=open")).text
    for view in ("expired", "used", "revoked"):
        assert "Tidak ada undangan" in (await client.get(f"{address}?view={view}")).text
    [invitation] = await people.invitations_of(key, at)
    await Invitation.update({Invitation.expires_at: at}).where(Invitation.id == invitation.id)
    expired = (await client.get(f"{address}?view=expired")).text
    assert "Kedaluwarsa" in expired
    assert "Kirim ulang" in expired
    back = {"back": f"{address}?view=open"}
    sent = await send(client, f"/accounts/{person.public_id}/invitations", back, of=f"{address}?view=expired")
    assert sent.headers["location"] == f"{address}?view=open"
    newest, _ = await people.invitations_of(key, at)
    revoking = f"/accounts/{person.public_id}/invitations/{newest.id}/revocation"
    outside = await send(client, revoking, {"back": "https://jahat.example/"}, of=f"{address}?view=open")
    assert outside.headers["location"] == f"/accounts/{person.public_id}"
    assert "Tidak ada undangan" in (await client.get(f"{address}?view=open")).text
    assert "Dibatalkan" in (await client.get(f"{address}?view=revoked")).text


async def test_invitations_are_paged(client: Client, admin: int) -> None:
    at, person = clock.now(), await somebody()
    rows = [
        Invitation(
            account=person.id,
            phone="+6281291000002",
            created_at=at,
            created_by="job:test",
            expires_at=at + timedelta(hours=n),
        )
        for n in range(60)
    ]
    await Invitation.insert(*rows)
    first = (await client.get("/accounts/invitations")).text
    more = re.search(r'href="(\?view=[^"]*after=[^"]*)"', first)
    assert more is not None
    second = (await client.get(f"/accounts/invitations{more[1].replace('&amp;', '&')}")).text
    assert first.count('<th scope="row">') == 50
    assert second.count('<th scope="row">') == 10


async def test_the_list_is_narrowed_in_the_address(client: Client, admin: int) -> None:
    health = await make_agency("DINKES")
    operator, reviewer = await people.by_id(await account("operator", "DINKES")), await somebody()
    assert operator is not None
    shown = (await client.get(f"/accounts?role=operator&agency={health}")).text
    assert operator.name in shown
    assert f">{reviewer.name}<" not in shown
    assert re.search(r'value="operator"\s+selected', shown)
    assert "Tidak ada pengguna" in (await client.get("/accounts?role=operator&agency=0")).text
    assert (await client.get("/accounts?role='&agency=99999999999999999999")).status_code == 200
