"""From the roster to the decree in force: initials, the signed file, what changes, the press, and back."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import Response

from portal import clock
from portal.accounts import sessions
from portal.accounts.tables import Session
from portal.agencies import queries
from portal.decrees.tables import Decree
from portal.files.tables import StoredFile
from tests.decrees.page_world import Client, agencies, decree, draft, pdf, post, read, seat, shown
from tests.support.visits import PASSWORD, account, sign_in

NEWCOMER = "Operator Contoh Baru"


@pytest.fixture
async def made(client: Client) -> Decree:
    """A draft with one newcomer at one agency."""
    await agencies()
    await sign_in(client, await account("admin"))
    begun = await draft()
    agency = await queries.find("DPUPR")
    assert agency is not None
    await seat(begun, "Admin Operator", agency.id, NEWCOMER, phone="+6281230000901")
    return begun


async def prepare(client: Client, of: Decree) -> str:
    """Everything up to the signature; gives the decree's address."""
    base = f"/decrees/{of.public_id}"
    page = f"{base}/particulars"
    fields = shown(await client.get(page)) | {
        "title": "Tim Pengelola Contoh",
        "signer_name": "Penanda Tangan Contoh",
        "signer_title": "Bupati",
        "signer_capacity": "definitive",
        "effective_from": f"{clock.today():%Y-%m-%d}",
    }
    assert (await post(client, page, fields)).status_code == 303
    page = f"{base}/paraf"
    day = f"{clock.today():%d/%m/%Y}"
    empty = await post(client, page, shown(await client.get(page)))
    assert "Isi pemegang paraf" in read(empty)
    fields = shown(await client.get(page)) | {"holder_1": "Kepala Bagian Hukum", "on_1": day}
    assert (await post(client, page, fields)).status_code == 303
    return base


async def sign(client: Client, base: str, content: bytes, **fields: str) -> Response:
    page = f"{base}/signature"
    version = shown(await client.get(page)).get("version", "")
    given = {"number": "188.45/1/2027", "signed_on": f"{clock.today():%d/%m/%Y}", "version": version}
    files = {"signed": ("sk.pdf", content, "application/pdf")} if content else None
    return await post(client, page, given | fields, files=files)


async def enact(client: Client, base: str) -> Response:
    page = f"{base}/enactment"
    return await post(client, page, shown(await client.get(page)) | {"sure": "1"})


async def test_one_signs_and_another_puts_in_force_what_the_page_says(client: Client, made: Decree) -> None:
    base = await prepare(client, made)
    wrong = await sign(client, base, b"bukan pdf")
    assert "bukan PDF" in read(wrong)
    assert "terkunci kata sandi" in read(await sign(client, base, pdf(password="rahasia")))
    content = pdf()
    assert (await sign(client, base, content)).status_code == 303
    kept = await client.get(f"{base}/signed-file")
    assert kept.content == content
    assert await StoredFile.count() == 1
    same = await client.get(f"{base}/enactment")
    assert "tidak dapat memberlakukannya" in read(same)
    assert "Berlakukan SK" not in read(same)

    await sign_in(client, await account("admin"))
    told = read(await client.get(f"{base}/enactment"))
    assert "1 akun baru dan undangan" in told
    assert f"{NEWCOMER} Admin Operator · DPUPR" in told
    unsure = await post(client, f"{base}/enactment", {"version": "1"})
    assert unsure.status_code == 422
    assert (await enact(client, base)).status_code == 303
    assert "Berlaku" in read(await client.get(base))
    assert (await decree(made.id)).state == "in_force"
    twice = await post(client, f"{base}/enactment", {"sure": "1", "version": "99"}, of=f"{base}/withdrawal")
    assert twice.status_code == 409


async def test_the_password_is_asked_again_before_pressing(
    client: Client, made: Decree, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = await prepare(client, made)
    assert (await sign(client, base, pdf())).status_code == 303
    person = await account("admin")
    await sign_in(client, person)
    await _age(person)
    answer = await enact(client, base)
    assert answer.status_code == 401
    assert "sandi" in read(answer)
    assert (await decree(made.id)).state == "signed"
    fields = shown(answer) | {"step_up_password": PASSWORD}
    done = await post(client, f"{base}/enactment", fields)
    assert done.status_code == 303
    assert (await decree(made.id)).state == "in_force"


async def test_a_withdrawn_decree_keeps_its_rows_and_gives_nothing(client: Client, made: Decree) -> None:
    base = await prepare(client, made)
    await sign(client, base, pdf())
    await sign_in(client, await account("admin"))
    await enact(client, base)
    page = f"{base}/withdrawal"
    assert "1 hak berakhir" in read(await client.get(page))
    assert "Tulis alasannya." in read(await post(client, page, {}))
    assert (await post(client, page, {"reason": "Salah unggah"})).status_code == 303
    assert "Dicabut" in read(await client.get(base))
    assert NEWCOMER in read(await client.get(base))


async def test_a_ready_decree_goes_back_to_the_draft_with_a_reason(client: Client, made: Decree) -> None:
    base = await prepare(client, made)
    page = f"{base}/paraf"
    opened = shown(await client.get(page))
    assert (await post(client, f"{base}/revision", opened, of=page)).status_code == 422
    reason: dict[str, Any] = opened | {"reason": "Nama keliru"}
    assert (await post(client, f"{base}/revision", reason, of=page)).status_code == 303
    assert (await decree(made.id)).state == "draft"


async def _age(person: int) -> None:
    """The session is older than the proof that comes with signing in."""
    await Session.update({Session.created_at: clock.now() - sessions.IDLE}).where(Session.account == person)
