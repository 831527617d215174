"""The red team's inputs: paths, hosts, headers, bodies large or slow, formulas, templates, extra fields."""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import AsyncTestClient

from portal import clock
from portal.accounts import password_reset, people
from portal.accounts.tables import Account
from portal.agencies import editing
from portal.agencies.editing import AgencyValues
from portal.app import handlers
from portal.audit.tables import AuditEvent
from portal.complaints import intake
from portal.complaints.intake import NewComplaint
from portal.complaints.kinds import Channel
from portal.complaints.tables import Complaint
from portal.jobs import worker
from portal.notifications import letters
from portal.permissions import JobActor
from portal.web import csrf
from tests.accounts.conftest import PASSWORD, make_account
from tests.browser import office
from tests.support import visits
from tests.support.attacks import fingerprint

Client = AsyncTestClient[Any]
JOB = JobActor("job:test")
ADMIN = "admin@contoh.go.id"
SECRET_WORDS = ("only-for-tests", "ASPAL_", "root:", "DEFAULT_SECRET")


@pytest.fixture
async def admin(client: Client) -> int:
    account = await make_account(email=ADMIN, at=clock.now())
    await visits.sign_in(client, account)
    return account


OUT_OF_THE_FOLDER = (
    "/static/x/../../portal/settings.py",
    "/static/x/%2e%2e/%2e%2e/portal/settings.py",
    "/static/x/..%2f..%2fportal/settings.py",
    "/static/x/..%5c..%5cportal%5csettings.py",
    "/static/x/%252e%252e/portal/settings.py",
    "/static/x//etc/passwd",
    "/static/x/%2fetc%2fpasswd",
    "/static/x/....//....//portal/settings.py",
    "/static/x/css%00/../../portal/settings.py",
    "/static/x/css",
    "/static/../../../etc/passwd",
    "/complaints/..%2f..%2fetc/files/..%2f..%2fetc%2fpasswd",
    "/notifications/..%2f..%2f.env",
    "/jobs/..%2f..%2f.env/file",
)


@pytest.mark.parametrize("path", OUT_OF_THE_FOLDER)
async def test_no_path_leads_out_of_its_folder(client: Client, admin: int, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code in {403, 404}
    assert [word for word in SECRET_WORDS if word in answer.text] == []


FOREIGN_HOSTS = (
    {"X-Forwarded-Host": "jahat.example"},
    {"Forwarded": "host=jahat.example"},
)


@pytest.mark.parametrize("headers", FOREIGN_HOSTS, ids=lambda each: next(iter(each)))
async def test_a_foreign_host_reaches_no_page_and_no_message(client: Client, headers: dict[str, str]) -> None:
    await make_account(email=ADMIN, at=clock.now())
    shown = await client.get("/sign-in", headers=headers)
    led = await client.get("/accounts", headers=headers, follow_redirects=False)
    assert "jahat" not in f"{shown.text} {led.headers}"
    token = re.search(rf'name="{csrf.FIELD}" value="([^"]+)"', shown.text)
    assert token
    data = {"identifier": ADMIN, csrf.FIELD: token[1]}
    asked = await client.post("/password-reset", data=data, headers=headers)
    assert "jahat" not in asked.text
    link = await password_reset.mint_link(f"{password_reset.PREFIX}1", clock.now())
    assert link.startswith("http://testserver.local/password-reset/")


async def test_an_invented_address_of_origin_is_not_believed(client: Client) -> None:
    headers = {"X-Forwarded-For": "198.51.100.99", "X-Real-IP": "198.51.100.98"}
    token = re.search(rf'name="{csrf.FIELD}" value="([^"]+)"', (await client.get("/sign-in")).text)
    assert token
    data = {"identifier": "siapa@contoh.go.id", "password": "salah sekali", csrf.FIELD: token[1]}
    answers = [await client.post("/sign-in", data=data, headers=headers) for _ in range(4)]
    assert answers[-1].status_code == 429
    origins = {row["origin"] for row in await AuditEvent.select(AuditEvent.origin)}
    assert origins.isdisjoint({"198.51.100.99", "198.51.100.98"})


HEADERS_IN_VALUES = (
    "/%0d%0aSet-Cookie:%20jahat=1",
    "/\r\nSet-Cookie: jahat=1",
    "/x\nLocation: https://jahat.example",
)


@pytest.mark.parametrize("value", HEADERS_IN_VALUES)
async def test_no_value_becomes_a_header(client: Client, value: str) -> None:
    await make_account(email=ADMIN, at=clock.now())
    fields = {"identifier": ADMIN, "password": PASSWORD, "next": value}
    answer = await visits.send(client, "/sign-in", fields, of="/sign-in")
    assert answer.status_code == 303
    assert "jahat" not in answer.cookies
    assert answer.headers.get_list("location")[0].splitlines() == [answer.headers["location"]]
    read = await client.get("/accounts", params={"q": value})
    assert "jahat" not in read.cookies


async def test_too_large_is_refused_whoever_sends_it(client: Client, admin: int) -> None:
    before = await fingerprint()
    token = re.search(rf'name="{csrf.FIELD}" value="([^"]+)"', (await client.get("/profile")).text)
    assert token
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    good, large = {**kind, csrf.HEADER: token[1]}, b"code=" + b"x" * 2_000_000
    for path in ("/agencies", "/profile/password", "/step-up", "/sign-in", "/password-reset"):
        assert (await client.post(path, content=large, headers=good)).status_code == 413
        assert (await client.post(path, content=large, headers=kind)).status_code in {403, 413}
    assert await fingerprint() == before


async def test_a_thousand_fields_and_a_bomb_of_parts_break_nothing(client: Client, admin: int) -> None:
    before = await fingerprint()
    many = "&".join(f"f{number}={number}" for number in range(20_000))
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert (await client.post("/agencies", content=many, headers=kind)).status_code in {400, 403, 413}
    part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n'
    parts = {"Content-Type": "multipart/form-data; boundary=b"}
    for body in (part * 5_000 + "--b--\r\n", part[:40], "--b\r\n" * 1_000, ""):
        assert (await client.post("/agencies", content=body, headers=parts)).status_code in {400, 403, 413}
    assert await fingerprint() == before


FORMULAS = ('=HYPERLINK("https://jahat.example")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1+1")
SCRIPTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% raw %}",
    "{link}{secret}${7*7}",
)


async def recorded(text: str) -> Complaint:
    new = NewComplaint(text, f"{text} lagi", Channel.WHATSAPP)
    return await intake.record(new, by=JOB, at=clock.now())


@pytest.mark.parametrize("words", SCRIPTS)
async def test_what_people_write_is_shown_and_never_run(client: Client, admin: int, words: str) -> None:
    complaint = await recorded(words)
    await editing.add("UJI", AgencyValues(words, words[:40], "dinas"), by=JOB, at=clock.now())
    for path in (f"/complaints/{complaint.number}", "/complaints", "/agencies", "/agencies/UJI", "/audit"):
        shown = (await client.get(path)).text
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "4949" not in shown
        assert ">49<" not in shown
    read = (await client.get(f"/complaints?q={words}")).text
    assert "<script>alert" not in read


async def test_formulas_leave_as_texts(client: Client, admin: int) -> None:
    """In the workbook's own XML no cell is a formula or a link."""
    for words in FORMULAS:
        await recorded(words)
    asked = await visits.send(client, "/complaints/exports", {"format": "xlsx"}, of="/complaints")
    assert asked.status_code == 303
    assert await worker.do_one(handlers())
    taken = await client.get(f"{asked.headers['location']}/file")
    assert taken.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(taken.content)) as book:
        inside = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "HYPERLINK" in inside
    assert "<f>" not in inside
    assert "<hyperlink" not in inside


async def test_braces_in_words_fetch_nothing_into_a_message() -> None:
    fields = {"role": "{link} {0.__class__} {{ link }}", "until": "besok"}
    letter = letters.write("invitation", fields, "https://contoh.example/rahasia", restricted=False)
    assert letter.text.count("https://contoh.example/rahasia") == 1
    assert "{0.__class__}" in letter.text


async def test_extra_fields_change_nothing_that_a_form_does_not_ask(client: Client, admin: int) -> None:
    reviewer = await make_account("reviewer", email="baca@contoh.go.id", at=clock.now())
    person = await people.by_id(reviewer)
    assert person
    before = await Account.select(Account.password_hash, Account.state, Account.public_id).where(
        Account.id == reviewer
    )
    page = f"/accounts/{person.public_id}"
    shown = (await client.get(f"{page}/edit")).text
    hidden = dict(re.findall(r'<input type="hidden"\s+name="([^"]*)"\s+value="([^"]*)"', shown))
    extra = {
        "name": "Nama Baru",
        "email": "baca@contoh.go.id",
        "phone": person.phone or "",
        "password_hash": "x",
        "password": "jahat sekali",
        "state": "ended",
        "public_id": "tetap",
        "phone_proven_at": "2020-01-01",
        "role": "admin",
        "id": "1",
    }
    await visits.send(client, page, {**hidden, **extra}, of=f"{page}/edit")
    after = await Account.select(Account.password_hash, Account.state, Account.public_id).where(
        Account.id == reviewer
    )
    assert after == before
    assert (await people.posts_of([reviewer]))[reviewer][0].role == "reviewer"


async def test_a_new_complaint_takes_no_number_state_or_agency_from_outside(
    client: Client, admin: int
) -> None:
    fields = {
        "title": "Lampu jalan padam",
        "body": "Sudah seminggu padam.",
        "channel": "whatsapp",
        "number": "ADU-2000-000001",
        "status": "resolved",
        "agency": "1",
        "version": "99",
        "classification": "supervisory",
    }
    await visits.send(client, "/complaints/new", fields, of="/complaints/new")
    rows = await Complaint.select(Complaint.number, Complaint.status, Complaint.agency)
    assert [row for row in rows if row["number"].startswith("ADU-2000") or row["status"] != "received"] == []


async def test_nobody_learns_from_words_who_has_an_account(client: Client) -> None:
    await make_account(email=ADMIN, at=clock.now())
    texts = set()
    for identifier in (ADMIN, "bukan@contoh.go.id"):
        data = {"identifier": identifier, "password": "salah sekali ini"}
        shown = (await visits.send(client, "/sign-in", data, of="/sign-in")).text
        texts.add(re.sub(r"[\w.]+@contoh\.go\.id|[\w=-]{40,}", "…", shown))
    assert len(texts) == 1


async def test_nobody_learns_from_time_who_has_an_account(client: Client) -> None:
    await make_account(email=ADMIN, at=clock.now())
    spent: dict[str, list[float]] = {ADMIN: [], "bukan@contoh.go.id": []}
    for _ in range(3):
        for identifier, taken in spent.items():
            began = time.perf_counter()
            await visits.send(client, "/password-reset", {"identifier": identifier}, of="/password-reset")
            taken.append(time.perf_counter() - began)
    known, unknown = (min(taken) for taken in spent.values())
    assert abs(known - unknown) < 0.2


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "sha1=x"])
async def test_receipts_without_a_good_signature_are_refused(client: Client, signature: str) -> None:
    before = await fingerprint()
    headers = {"X-Hub-Signature-256": signature} if signature else {}
    answer = await client.post("/webhooks/whatsapp/meta_cloud", content=b'{"entry": []}', headers=headers)
    assert answer.status_code in {401, 403}
    assert await fingerprint() == before


async def slow_post(port: int, path: str, *, hold: float, cookie: str = "") -> str:
    """Say that a thousand bytes follow, send three of them, and see what comes back within the time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1000\r\n"
    head += f"Cookie: {csrf.COOKIE}={cookie}\r\n" if cookie else ""
    writer.write(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\na=1".encode())
    await writer.drain()
    try:
        line = await asyncio.wait_for(reader.readline(), hold)
    except TimeoutError:
        line = b""
    writer.close()
    return line.decode()


async def test_slow_bodies_hold_nobody_up(migrated_file: Path, tmp_path: Path) -> None:
    shutil.copy(migrated_file, tmp_path / "aspal.sqlite")
    url = f"sqlite:///{tmp_path / 'aspal.sqlite'}"
    with office.running_portal(url, tmp_path) as (base, _, _):
        port = int(base.rpartition(":")[2])
        assert " 401 " in await slow_post(port, "/accounts", hold=5)
        assert " 403 " in await slow_post(port, "/sign-in", hold=5)
        async with httpx.AsyncClient(base_url=base) as browser:
            cookie = (await browser.get("/sign-in")).cookies[csrf.COOKIE]
        held = (slow_post(port, "/sign-in", hold=30, cookie=cookie) for _ in range(40))
        slow = [asyncio.create_task(each) for each in held]
        await asyncio.sleep(0.5)
        began = time.perf_counter()
        quick = await asyncio.open_connection("127.0.0.1", port)
        quick[1].write(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert b" 200 " in await asyncio.wait_for(quick[0].readline(), 5)
        assert time.perf_counter() - began < 5
        quick[1].close()
        assert {line.split()[1] for line in await asyncio.gather(*slow)} == {"408"}
