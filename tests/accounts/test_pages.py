"""The pages of people, through the real application."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import invitations, people, sessions
from portal.accounts.cookies import NAME
from portal.accounts.tables import Account, Assignment, Session
from portal.notifications.tables import Delivery, Notification
from portal.permissions import JobActor
from tests.accounts.conftest import PASSWORD, audited, make_account, make_agency

Client = AsyncTestClient[Any]
JOB = JobActor("job:test")
ADMIN = "admin@contoh.go.id"
PASSWORD_FIELDS = {"password": "ubur ubur biru", "password_again": "ubur ubur biru"}


def hidden(html: str) -> list[tuple[str, str]]:
    """The hidden inputs of a page."""
    pairs = re.findall(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', html)
    return [(unescape(name), unescape(value)) for name, value in pairs]


async def csrf_of(client: Client, path: str = "/sign-in") -> str:
    """A token that the browser may post with."""
    return dict(hidden((await client.get(path)).text))["_csrf_token"]


async def send(client: Client, path: str, data: dict[str, Any] | None = None) -> Any:
    """Post a form as a browser does, without following where it leads."""
    token = await csrf_of(client) if NAME not in client.cookies else await csrf_of(client, "/profile")
    fields = {**(data or {}), "_csrf_token": token}
    return await client.post(path, data=fields, follow_redirects=False)


async def enter(client: Client, identifier: str = ADMIN, **more: str) -> Any:
    """Sign in through the page."""
    token = await csrf_of(client)
    fields = {"identifier": identifier, "password": PASSWORD, "_csrf_token": token, **more}
    return await client.post("/sign-in", data=fields, follow_redirects=False)


@pytest.fixture
async def admin(client: Client) -> int:
    """An admin with a password, not signed in yet."""
    return await make_account(email=ADMIN, at=clock.now())


async def test_a_reader_is_asked_to_sign_in_and_comes_back_to_the_page(client: Client, admin: int) -> None:
    answer = await client.get("/accounts?q=a b", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next={quote('/accounts?q=a%20b', safe='')}"
    page = await client.get(answer.headers["location"])
    fields = dict(hidden(page.text))
    entered = await enter(client, next=fields["next"])
    assert entered.status_code == 303
    assert entered.headers["location"] == "/accounts?q=a%20b"
    assert (await client.get(entered.headers["location"])).status_code == 200


ELSEWHERE = ["https://jahat.example/", "//jahat.example", "/\\jahat.example", "javascript:x", ""]


@pytest.mark.parametrize("target", ELSEWHERE)
async def test_nobody_is_led_to_another_site(client: Client, admin: int, target: str) -> None:
    assert (await enter(client, next=target)).headers["location"] == "/"


async def test_the_cookie_is_closed_to_scripts_and_found_by_a_link(client: Client, admin: int) -> None:
    cookie = (await enter(client)).headers["set-cookie"]
    assert cookie.startswith(f"{NAME}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age" not in cookie
    await send(client, "/sign-out")
    trusted = (await enter(client, trust_phone="1")).headers["set-cookie"]
    assert "Max-Age=" in trusted


async def test_a_planted_session_id_is_never_taken_over(client: Client, admin: int) -> None:
    client.cookies.set(NAME, "planted-by-somebody")
    token = await csrf_of(client)
    fields = {"identifier": ADMIN, "password": PASSWORD, "_csrf_token": token}
    await client.post("/sign-in", data=fields, follow_redirects=False)
    first = client.cookies.get(NAME, domain="testserver.local")
    assert first not in {None, "planted-by-somebody"}
    assert await sessions.find("planted-by-somebody", origin="", at=clock.now()) is None


async def test_signing_in_again_ends_the_former_session(client: Client, admin: int) -> None:
    await enter(client)
    first = client.cookies[NAME]
    token = await csrf_of(client, "/profile")
    fields = {"identifier": ADMIN, "password": PASSWORD, "_csrf_token": token}
    await client.post("/sign-in", data=fields, follow_redirects=False)
    assert client.cookies[NAME] != first
    assert await sessions.load(first, origin="", at=clock.now()) is None


async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client: Client, admin: int) -> None:
    answer = await send(client, "/sign-in", {"identifier": ADMIN, "password": "salah sekali ini"})
    assert answer.status_code == 422
    assert f'value="{ADMIN}"' in answer.text
    assert "tidak cocok" in answer.text
    assert "salah sekali ini" not in answer.text
    empty = await send(client, "/sign-in", {})
    assert "Isi kata sandi Anda." in empty.text
    for _ in range(2):
        await send(client, "/sign-in", {"identifier": ADMIN, "password": "salah sekali ini"})
    slowed = await send(client, "/sign-in", {"identifier": ADMIN, "password": PASSWORD})
    assert slowed.status_code == 429
    assert slowed.headers["retry-after"] == "1"


async def test_signing_out_closes_the_door_behind(client: Client, admin: int) -> None:
    await enter(client)
    token = client.cookies[NAME]
    answer = await send(client, "/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert NAME not in client.cookies
    assert await sessions.load(token, origin="", at=clock.now()) is None


async def test_a_stranger_posting_gets_401_and_one_without_the_right_403(client: Client, admin: int) -> None:
    assert (await send(client, "/accounts")).status_code == 401
    operator = await make_account("operator", email="op@contoh.go.id", at=clock.now())
    await enter(client, "op@contoh.go.id")
    assert (await client.get("/accounts")).status_code == 403
    assert (await send(client, "/accounts", {"name": "x"})).status_code == 403
    assert await audited("request.refused") == [f"account:{operator}"] * 2
    assert (await client.get("/profile")).status_code == 200


async def expire_sessions() -> None:
    past = clock.now() - timedelta(minutes=61)
    await Session.update({Session.last_seen_at: past}, force=True)


async def test_a_text_typed_while_the_session_ran_out_is_not_lost(client: Client, admin: int) -> None:
    await make_agency("DINKES")
    await enter(client)
    form = {
        "name": "Tamba'an <Contoh>",
        "phone": "0812 7000 0001",
        "role": "reviewer",
        "password": "rahasia sekali",
    }
    token = await csrf_of(client, "/accounts/new")
    await expire_sessions()
    answer = await client.post("/accounts", data={**form, "_csrf_token": token}, follow_redirects=False)
    assert answer.status_code == 401
    assert "Tulisan Anda tetap disimpan" in answer.text
    assert "rahasia sekali" not in answer.text
    carried = hidden(answer.text)
    assert ("kept:name", "Tamba'an <Contoh>") in carried
    wrong = await client.post(
        "/sign-in", data={**dict(carried), "identifier": ADMIN, "password": "salah sekali ini"}
    )
    carried = hidden(wrong.text)
    entered = await client.post("/sign-in", data={**dict(carried), "identifier": ADMIN, "password": PASSWORD})
    assert entered.status_code == 200
    assert "Kirim sekarang" in entered.text
    assert "Tamba&#39;an &lt;Contoh&gt;" in entered.text
    assert 'action="/accounts"' in entered.text
    sent = await client.post("/accounts", data=dict(hidden(entered.text)), follow_redirects=False)
    assert sent.status_code == 303
    assert [row.name for row in await people.listing(search="tamba'an")] == ["Tamba'an <Contoh>"]


@pytest.mark.parametrize(("letters", "is_kept"), [(40_000, True), (70_000, False)])
async def test_what_the_sign_in_form_could_not_carry_is_not_kept(
    client: Client, admin: int, letters: int, is_kept: bool
) -> None:
    await enter(client)
    token = await csrf_of(client, "/accounts/new")
    await expire_sessions()
    typed = {"name": "Tulisan panjang", "note": "x" * letters, "_csrf_token": token}
    answer = await client.post("/accounts", data=typed, follow_redirects=False)
    assert answer.status_code == 401
    assert ("Tulisan Anda tetap disimpan" in answer.text) is is_kept
    if is_kept:
        fields = {**dict(hidden(answer.text)), "identifier": ADMIN, "password": PASSWORD}
        assert "Kirim sekarang" in (await client.post("/sign-in", data=fields)).text


async def test_a_kept_text_is_not_given_to_somebody_else(client: Client, admin: int) -> None:
    await make_account("reviewer", email="lain@contoh.go.id", at=clock.now())
    await enter(client)
    token = await csrf_of(client, "/accounts/new")
    await expire_sessions()
    files = {"photo": ("foto.jpg", b"\xff\xd8", "image/jpeg")}
    typed = {"name": "Catatan sendiri", "_csrf_token": token}
    answer = await client.post("/accounts", data=typed, files=files, follow_redirects=False)
    carried = dict(hidden(answer.text))
    assert carried["kept_files"] == "1"
    assert "kept:photo" not in carried
    fields = {**carried, "identifier": "lain@contoh.go.id", "password": PASSWORD}
    other = await client.post("/sign-in", data=fields, follow_redirects=False)
    assert other.status_code == 303
    assert "Catatan sendiri" not in (await client.get("/profile")).text


async def test_a_forged_late_post_is_not_reflected(client: Client, admin: int) -> None:
    await enter(client)
    await expire_sessions()
    answer = await client.post("/accounts", data={"name": "dari situs lain"}, follow_redirects=False)
    assert answer.status_code == 401
    assert "dari situs lain" not in answer.text


async def test_a_new_right_changes_the_session_id_with_the_next_page(client: Client, admin: int) -> None:
    await enter(client)
    former = client.cookies[NAME]
    assert (await client.get("/profile")).headers.get("set-cookie") is None
    now = clock.now()
    await Assignment.insert(
        Assignment(account=admin, role="reviewer", starts_at=now, recorded_at=now, recorded_by=JOB.key)
    )
    assert NAME in (await client.get("/profile")).headers["set-cookie"]
    assert client.cookies[NAME] != former
    assert (await client.get("/profile")).status_code == 200


async def test_an_admin_adds_a_person_who_accepts_on_the_phone(client: Client, admin: int) -> None:
    agency_id = await make_agency("DINKES")
    await enter(client)
    form = {
        "name": "Operator Contoh",
        "phone": "0812 7000 0002",
        "role": "operator",
        "agency": str(agency_id),
        "invite": "1",
    }
    wrong = {**form, "agency": "", "phone": "0323 321234", "starts": "31/02/2026"}
    bad = await send(client, "/accounts", wrong)
    assert bad.status_code == 422
    for words in ("Pilih perangkat daerah", "telepon kantor", "hanya sampai tanggal 28", "3 isian"):
        assert words in bad.text
    added = await send(client, "/accounts", form)
    shown = await client.get(added.headers["location"])
    assert "Undangan dikirim" in shown.text
    assert "Belum dibuka" in shown.text
    again = await send(client, "/accounts", form)
    assert again.status_code == 422
    assert "sudah dipakai akun lain" in again.text

    [message] = await Notification.select(Notification.secret)
    path = (await invitations.mint_link(message["secret"], clock.now())).removeprefix(
        "http://testserver.local"
    )
    await send(client, "/sign-out")
    door = await client.get(path)
    assert door.headers["referrer-policy"] == "no-referrer"
    short = await send(client, path, {"password": "pendek", "password_again": "lain"})
    assert short.status_code == 422
    assert short.headers["referrer-policy"] == "no-referrer"
    assert "2 isian" in short.text
    entered = await send(client, path, PASSWORD_FIELDS)
    assert entered.status_code == 303
    assert "Operator Contoh" in (await client.get("/profile")).text
    used = await client.get(path)
    assert used.status_code == 410
    assert "sudah dipakai" in used.text


async def test_an_expired_invitation_offers_a_new_one(client: Client, admin: int) -> None:
    account = await make_account("operator", phone="0812 7000 0003", at=clock.now())
    long_ago = clock.now() - timedelta(hours=73)
    invitation = await invitations.send(account, by=JOB, at=long_ago)
    path = (await invitations.mint_link(f"invitation:{invitation}", long_ago)).removeprefix(
        "http://testserver.local"
    )
    expired = await client.get(path)
    assert expired.status_code == 410
    assert "Minta undangan baru" in expired.text
    assert "0812-••••-0003" in expired.text
    renewed = await send(client, f"{path}/renewal")
    assert renewed.status_code == 200
    assert "Undangan baru dikirim" in renewed.text
    assert (await send(client, f"{path}/renewal")).status_code == 409
    assert await Delivery.count() == 2
    assert (await client.get("/invitations/tidak-dikenal")).status_code == 404


async def test_roles_are_given_ended_and_read_on_the_pages(client: Client, admin: int) -> None:
    agency_id = await make_agency("DINKES")
    person_id = await make_account("reviewer", email="orang@contoh.go.id", at=clock.now())
    person = await people.by_id(person_id)
    assert person is not None
    base = f"/accounts/{person.public_id}"
    await enter(client)
    role = {"role": "liaison", "agency": str(agency_id), "ends": "2099-12-31"}
    admin_there = {"role": "admin", "agency": str(agency_id)}
    assert (await send(client, f"{base}/assignments", admin_there)).status_code == 422
    assert (await send(client, f"{base}/assignments", role)).status_code == 303
    twice = await send(client, f"{base}/assignments", role)
    assert "sudah memegang peran" in twice.text
    shown = (await client.get(base)).text
    assert "Pejabat Penghubung" in shown
    newest, first = (await people.posts_of([person_id]))[person_id]
    assert (await send(client, f"{base}/assignments/{newest.id}/end")).status_code == 303
    [own] = (await people.posts_of([admin]))[admin]
    assert (await send(client, f"{base}/assignments/{own.id}/end")).status_code == 404
    own_page = await people.by_id(admin)
    assert own_page is not None
    refused = await send(client, f"/accounts/{own_page.public_id}/assignments/{own.id}/end")
    assert refused.status_code == 422
    assert "Harus selalu ada" in refused.text
    assert (await send(client, f"{base}/assignments/{first.id}/end")).status_code == 303
    assert "Membaca pengaduan" in (await client.get("/roles")).text


async def test_an_account_is_edited_suspended_reactivated_and_ended(client: Client, admin: int) -> None:
    person = await people.by_id(await make_account("reviewer", at=clock.now()))
    assert person is not None
    base = f"/accounts/{person.public_id}"
    await enter(client)
    assert person.name in (await client.get(f"{base}/edit")).text
    bad = await send(client, base, {"name": "", "email": "x", "phone": "12"})
    assert "3 isian" in bad.text
    changed = {"name": "Nama Baru", "email": "", "phone": "081270000009", "version": "1"}
    assert (await send(client, base, changed)).status_code == 303
    shown = (await client.get(base)).text
    assert "Nama Baru" in shown
    assert "Menunggu pembuktian: 0812-7000-0009" in shown
    assert (await send(client, f"{base}/invitations")).status_code == 303
    [invitation] = await people.invitations_of(person.id, clock.now())
    assert (await send(client, f"{base}/invitations/{invitation.id}/revocation")).status_code == 303
    assert (await send(client, f"{base}/invitations/999/revocation")).status_code == 404
    for act, word in (
        ("suspension", "Ditangguhkan"),
        ("suspension/withdrawal", "Aktif"),
        ("end", "Berakhir"),
    ):
        assert (await send(client, f"{base}/{act}")).status_code == 303
        assert word in (await client.get(base)).text
    assert (await send(client, f"{base}/suspension")).status_code == 409
    assert (await client.get("/accounts/tidak-ada")).status_code == 404


async def test_the_list_is_searched_and_paged(client: Client, admin: int) -> None:
    now = clock.now()
    rows = [
        Account(public_id=f"p{n}", name=f"Pegawai {n:02}", folded=f"pegawai {n:02}", created_at=now)
        for n in range(60)
    ]
    await Account.insert(*rows)
    await enter(client)
    first = (await client.get("/accounts?q=pegawai&state=invited")).text
    assert "Pegawai 49" in first
    assert "Pegawai 50" not in first
    more = re.search(r'href="(\?[^"]*after=[^"]*)"', first)
    assert more is not None
    second = (await client.get(f"/accounts{unescape(more[1])}")).text
    assert "Pegawai 50" in second
    assert "Pegawai 49" not in second
    assert "Tidak ada pengguna" in (await client.get("/accounts?q=siapa")).text


async def test_ones_own_page_changes_the_password_and_ends_a_phone(client: Client, admin: int) -> None:
    await enter(client)
    phone = await sessions.open_session(
        admin, sessions.Browser("", "Chrome di Android", True), at=clock.now()
    )
    page = await client.get("/profile")
    assert "Ponsel tepercaya" in page.text
    [lost] = [row for row in await sessions.open_for(admin, clock.now()) if row.is_trusted]
    assert (await send(client, f"/profile/sessions/{lost.id}/end")).status_code == 303
    assert await sessions.load(phone, origin="", at=clock.now()) is None
    wrong = await send(client, "/profile/password", {**PASSWORD_FIELDS, "current_password": "bukan ini ya"})
    assert "sekarang tidak cocok" in wrong.text
    weak = await send(client, "/profile/password", {"password": ADMIN, "password_again": "x"})
    assert "3 isian" in weak.text
    former = client.cookies[NAME]
    right = await send(client, "/profile/password", {**PASSWORD_FIELDS, "current_password": PASSWORD})
    assert right.status_code == 303
    assert client.cookies[NAME] != former
    assert "Kata sandi diganti" in (await client.get("/profile")).text
