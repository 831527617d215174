"""The delivery pages and the way in for receipts, in the real application."""

from __future__ import annotations

import hashlib
import hmac
import html
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.agencies.tables import Agency
from portal.audit.tables import AuditEvent
from portal.notifications import receipts
from portal.notifications.tables import WebhookPost
from tests.notifications.conftest import Configure, send_all
from tests.notifications.samples import ASKED, DISPOSED, INVITATION, person, put, state_of, whole
from tests.notifications.stub import always, refused
from tests.notifications.test_receipts import post_of, status
from tests.support import visits

SECRET = b"app-secret"
HOOK = "/webhooks/whatsapp/meta_cloud"
Client = AsyncTestClient[Any]


def contact(number: int = 1, **changes: Any) -> Any:
    """Somebody that no account stands behind, so that no lookup changes them."""
    return person(number, key=f"contact:{number}", **changes)


async def page_of(key: int) -> str:
    return f"/notifications/{(await whole(key))['public_id']}"


@pytest.fixture
async def admin(client: Client) -> Client:
    """The browser of an administrator."""
    await visits.sign_in(client, await visits.account("admin"))
    return client


async def test_what_needs_a_person_comes_first(admin: Client, stub):
    stub.script = always(refused(131026))
    await put(DISPOSED, contact())
    await put(ASKED, contact(2, proven=False), contact(3, address=None))
    await send_all()
    shown = (await admin.get("/notifications")).text
    assert "3 pesan perlu perhatian" in shown
    for sentence in (
        "Nomor tidak terdaftar di WhatsApp.",
        "Nomor WhatsApp belum dibuktikan pemiliknya.",
        "Nomor WhatsApp belum ada.",
    ):
        assert sentence in shown
    assert "Operator 1" in (await admin.get("/notifications?view=all&q=adu-2026-000001")).text
    assert "Tidak ada pesan yang cocok" in (await admin.get("/notifications?view=all&q=tidak-ada")).text


async def test_long_lists_go_on(admin: Client, stub):
    await put(DISPOSED, *[contact(number) for number in range(50)])
    await put(ASKED, *[contact(number) for number in range(10)])
    first = (await admin.get("/notifications?view=all")).text
    onward = html.unescape(first.split('href="?')[1].split('"')[0])
    second = (await admin.get(f"/notifications?{onward}")).text
    assert first.count('class="t"') == 50
    assert second.count('class="t"') == 10


async def test_the_page_of_a_message_tells_its_life_without_the_number(admin: Client, stub):
    [key] = await put(DISPOSED, contact())
    await send_all()
    ref = (await whole(key))["provider_ref"]
    await receipts.keep("meta_cloud", post_of(status("delivered", ref), status("read", ref)), at=clock.now())
    await receipts.process(at=clock.now())
    shown = (await admin.get(await page_of(key))).text
    for words in (
        "Dicatat bersama tindakannya",
        "Percobaan 1, diterima penyedia",
        "Sampai di telepon",
        "Dibaca",
    ):
        assert words in shown
    assert "••••0001" in shown
    assert "628120000001" not in shown
    assert "Kirim ulang" not in shown


async def test_a_secret_is_neither_shown_nor_sent_by_hand(admin: Client, stub):
    [key] = await put(INVITATION, contact(proven=False, address=None))
    shown = (await admin.get(await page_of(key))).text
    assert "[tautan rahasia]" in shown
    assert "wa.me" not in shown


async def test_without_a_provider_a_person_sends(admin: Client, stub, configure: Configure):
    configure(WHATSAPP_PROVIDER="log")
    [key] = await put(DISPOSED, contact())
    await send_all()
    path = await page_of(key)
    shown = (await admin.get(path)).text
    assert "Dicatat, belum dikirim" in shown
    link = html.unescape(shown.split('href="https://wa.me/')[1].split('"')[0])
    assert link.startswith("628120000001?text=Yth.")
    assert "ADU-2026-000001" in unquote(link)
    answer = await visits.send(admin, f"{path}/manual", of=path)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert await state_of(key) == "manual"
    assert "Dikirim manual" in (await admin.get(path)).text
    assert await AuditEvent.exists().where(AuditEvent.action == "notification.sent_by_hand")


async def test_what_nothing_came_back_about_for_a_day_may_be_sent_by_hand(admin: Client, stub):
    [key] = await put(DISPOSED, contact())
    await send_all()
    path = await page_of(key)
    assert "Sudah dikirim" not in (await admin.get(path)).text
    answer = await visits.send(admin, f"{path}/manual", of=path)
    assert answer.status_code == 409, "it may still arrive by itself"
    await db.rows("UPDATE delivery SET state_at = {} WHERE id = {}", clock.now() - timedelta(hours=25), key)
    assert "Sudah dikirim" in (await admin.get(path)).text
    await visits.send(admin, f"{path}/manual", of=path)
    assert await state_of(key) == "manual"


async def test_a_doubt_says_what_will_become_of_it(admin: Client, stub):
    stub.script = always(None)
    [critical], [plain] = await put(DISPOSED, contact(1)), await put(ASKED, contact(2))
    await send_all()
    assert "Dikirim ulang sekali, bertanda" in (await admin.get(await page_of(critical))).text
    assert "Anda yang memutuskan" in (await admin.get(await page_of(plain))).text
    await db.rows("UPDATE delivery SET is_repeat = TRUE")
    assert "Dikirim ulang sekali" not in (await admin.get(await page_of(critical))).text


async def test_whoever_sends_again_or_lets_go_begins_the_lateness_anew(admin: Client, stub):
    stub.script = always(refused(132001))
    [dead] = await put(DISPOSED, contact())
    held = (await put(ASKED, *[contact(number) for number in range(51)]))[0]
    await send_all()
    long_ago = clock.now() - timedelta(hours=20)
    await db.rows("UPDATE delivery SET first_due_at = {}", long_ago)
    for key, act in ((dead, "resend"), (held, "release")):
        path = await page_of(key)
        await visits.send(admin, f"{path}/{act}", of=path)
        assert (await whole(key))["first_due_at"] > clock.now() - timedelta(minutes=1)


async def test_sending_again_marks_what_may_have_arrived(admin: Client, stub):
    stub.script = always(None)
    doubtful, failed = await put(ASKED, contact(1), contact(2))
    await send_all()
    await db.rows("UPDATE delivery SET state = 'failed', receipt_rank = 3 WHERE id = {}", failed)
    stub.script = None
    for key in (doubtful, failed):
        path = await page_of(key)
        await visits.send(admin, f"{path}/resend", of=path)
    await send_all()
    again = sorted(
        texts[0] for texts in stub.texts()[2:]
    )  # the worker sends side by side: no order is promised
    assert again == ["ADU-2026-000001", "ADU-2026-000001 (kirim ulang)"]
    assert [await state_of(key) for key in (doubtful, failed)] == ["accepted", "accepted"]


async def test_sending_again_is_refused_with_a_sentence(admin: Client, stub):
    [key] = await put(DISPOSED, contact(address=None))
    path = await page_of(key)
    answer = await visits.send(admin, f"{path}/resend", of=path)
    assert answer.status_code == 422
    assert "Nomor WhatsApp belum ada." in answer.text


async def test_a_stale_page_withdraws_nothing(admin: Client, stub):
    [key] = await put(DISPOSED, contact())
    path = await page_of(key)
    form = await admin.get(path)
    assert "Batalkan" in form.text
    await send_all()
    answer = await visits.send(admin, f"{path}/cancellation", of=path)
    assert answer.status_code == 409
    assert await state_of(key) == "accepted"


async def test_what_is_held_is_released_together(admin: Client, stub):
    keys = await put(DISPOSED, *[contact(number) for number in range(51)])
    path = await page_of(keys[0])
    assert "Lepaskan 51 pesan" in (await admin.get(path)).text
    await visits.send(admin, f"{path}/release", of=path)
    await send_all()
    assert len(stub.got) == 51


@pytest.mark.parametrize("role", ["operator", "liaison"])
async def test_messages_of_all_agencies_are_not_for_everybody(client: Client, stub, role):
    [key] = await put(DISPOSED, contact())
    path = await page_of(key)
    assert (await client.get("/notifications", follow_redirects=False)).status_code == 303
    await Agency.insert(Agency(code="SATU", name="Dinas Satu", short_name="Satu"))
    await visits.sign_in(client, await visits.account(role, "SATU"))
    assert (await client.get("/notifications")).status_code in {403, 404}
    assert (await client.get(path)).status_code in {403, 404}


async def test_the_handshake_needs_the_token(client: Client, stub):
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158", "hub.verify_token": "verify-me"}
    answer = await client.get(HOOK, params=asked)
    assert (answer.status_code, answer.text) == (200, "1158")
    assert answer.headers["content-type"].startswith("text/plain")
    assert (await client.get(HOOK, params={**asked, "hub.verify_token": "x"})).status_code == 403
    assert (await client.get(HOOK)).status_code == 403


async def test_a_signed_post_is_kept_at_once(client: Client, stub):
    body = post_of(status("sent", "wamid.1"))
    assert (await _post(client, body, sign(body))).status_code == 200
    assert (await _post(client, body, sign(body))).status_code == 200
    kept = await WebhookPost.select(WebhookPost.body, WebhookPost.seen, WebhookPost.processed_at)
    assert kept == [{"body": body.decode(), "seen": 2, "processed_at": None}]


async def test_a_post_with_a_wrong_signature_leaves_no_trace(client: Client, stub, configure: Configure):
    body = post_of(status("sent", "wamid.1"))
    wrong = "sha256=" + hmac.new(b"other", body, hashlib.sha256).hexdigest()
    for signature in ("", wrong, sign(body + b" "), sign(body).removeprefix("sha256=")):
        assert (await _post(client, body, signature)).status_code == 401
    configure(WHATSAPP_PROVIDER="log", META_CLOUD_APP_SECRET="")
    assert (
        await _post(client, body, "sha256=" + hmac.new(b"", body, hashlib.sha256).hexdigest())
    ).status_code == 401
    assert await WebhookPost.count() == 0
    assert (await client.get("/webhooks/whatsapp/nobody")).status_code == 404


def sign(body: bytes) -> str:
    return "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()


async def _post(client: Client, body: bytes, signature: str) -> Any:
    headers = {"x-hub-signature-256": signature, "content-type": "application/json"}
    return await client.post(HOOK, content=body, headers=headers)
