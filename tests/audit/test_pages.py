"""The pages of the audit: filters that mean what they say, one act with all that it wrote, a workbook."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from litestar.testing import AsyncTestClient
from python_calamine import CalamineWorkbook

from portal import app, audit, clock, db
from portal.accounts.tables import Session
from portal.audit import filters, queries
from portal.audit.trail import Place
from portal.jobs import worker
from portal.keeping import audit_export
from portal.permissions import JobActor
from tests.complaints import factories
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
BY = JobActor("account:99", name="Petugas =1+1")


async def write(action: str, subject: str = "", *, by: JobActor = BY, days: int = 0) -> None:
    at = clock.now() - timedelta(days=days)
    await audit.record(action, by=by, at=at, place=Place(subject), details={"name": "=HYPERLINK(1)"})


async def listed(**given: str) -> list[str]:
    asked = filters.read(given)
    assert not asked.problems
    return [row.action for row in await queries.listing(asked.filters)]


async def test_each_filter_narrows_to_what_it_says(database: str) -> None:
    await write("complaint.noted", "complaint:ADU-2026-000001", days=9)
    await write("account.edited", "account:7", days=2)
    await write("agency.changed", "agency:DPUPR", by=JobActor("account:3", name="Sekretaris"))
    assert await listed() == ["agency.changed", "account.edited", "complaint.noted"]
    assert await listed(actor="petugas") == ["account.edited", "complaint.noted"]
    assert await listed(actor="100%") == []
    assert await listed(about="account") == ["account.edited"]
    assert await listed(about="complaint") == ["complaint.noted"]
    assert await listed(subject="adu-2026-000001") == ["complaint.noted"]
    assert await listed(action="agency.changed", actor="Petugas") == []
    day = (clock.today() - timedelta(days=2)).date().isoformat()
    assert await listed(since=day) == ["agency.changed", "account.edited"]
    assert await listed(until=day) == ["account.edited", "complaint.noted"]
    assert await listed(since=day, until=day) == ["account.edited"]
    assert await listed(about="%", outcome="refused") == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"since": "kemarin"}, "since"),
        ({"until": "31/31/2026"}, "until"),
        ({"since": "2026-11-24", "until": "2026-11-20"}, "until"),
    ],
)
async def test_a_date_that_is_none_is_said_beside_its_field(
    client: Client, given: dict[str, str], field: str
) -> None:
    await sign_in(client, await account("admin"))
    shown = await client.get("/audit", params=given)
    assert shown.status_code == 200
    assert f'id="{field}-e"' in shown.text
    assert all(value in shown.text for value in given.values())


async def test_one_act_is_shown_with_its_timeline_and_messages(client: Client) -> None:
    office = await factories.office()
    complaint = await factories.disposed(office)
    await factories.disposed(office)
    (line,) = await queries.listing(
        queries.Filters(action="complaint.disposed", subject=f"complaint:{complaint.number}")
    )
    await sign_in(client, office.admin.id)
    assert f'href="/audit/{line.id}"' in (await client.get("/audit")).text
    shown = (await client.get(f"/audit/{line.id}")).text
    assert f'href="/complaints/{complaint.number}"' in shown
    assert "Riwayat pengaduan" in shown
    messages = await db.rows("SELECT recipient_name FROM delivery WHERE subject = {}", line.subject)
    assert messages
    assert shown.count('href="/notifications/') == len(messages)
    assert all(f"Disposisi baru kepada {one['recipient_name']}" in shown for one in messages)
    assert "Sudah dua minggu." not in shown
    assert (await client.get("/audit/999999")).status_code == 404


async def test_lines_of_one_act_name_each_other(client: Client) -> None:
    at = clock.now()
    for action in ("account.suspended", "session.revoked"):
        await audit.record(action, by=BY, at=at, place=Place("account:7"))
    await audit.record("account.edited", by=BY, at=at + timedelta(seconds=1), place=Place("account:7"))
    rows = {row.action: row.id for row in await queries.listing(queries.Filters())}
    await sign_in(client, await account("admin"))
    shown = (await client.get(f"/audit/{rows['account.suspended']}")).text
    assert f'href="/audit/{rows["session.revoked"]}"' in shown
    assert f'href="/audit/{rows["account.edited"]}"' not in shown


async def test_the_list_comes_out_as_a_workbook_of_texts_and_asking_is_in_the_audit(client: Client) -> None:
    await write("complaint.noted", "complaint:ADU-2026-000001", days=9)
    await write("account.edited", "account:7")
    await sign_in(client, await account("admin"))
    asked = await send(client, "/audit/exports", {"actor": "Petugas ="}, of="/audit?actor=Petugas+%3D")
    assert asked.status_code == 303
    while await worker.do_one(app.handlers()):
        pass
    await Session.update({Session.created_at: clock.now() - timedelta(minutes=11)}, force=True)
    # Neither asked for nor taken on a browser that was left open.
    late = await client.get(f"{asked.headers['location']}/file", follow_redirects=False)
    assert late.headers["location"].startswith("/step-up?next=")
    anew = await send(client, "/audit/exports", {"actor": "Petugas ="}, of="/audit?actor=Petugas+%3D")
    assert anew.status_code == 401
    await Session.update({Session.created_at: clock.now()}, force=True)
    got = await client.get(f"{asked.headers['location']}/file")
    assert re.search(r"log-aktivitas-\d{4}-\d\d-\d\d\.xlsx", got.headers["content-disposition"])
    rows = CalamineWorkbook.from_filelike(BytesIO(got.content)).get_sheet_by_index(0).to_python()
    assert [row[4] for row in rows[1:]] == ["mengubah data pengguna", "menulis catatan internal"]
    assert rows[1][1] == "Petugas =1+1"
    assert rows[1][7] == "nama: =HYPERLINK(1)"
    (line,) = await db.rows("SELECT details FROM audit_event WHERE action = 'audit.exported'")
    assert "actor" in line["details"]


async def test_who_may_no_longer_read_the_audit_gets_no_file(database: str) -> None:
    reader = await account("reviewer")
    by = JobActor(f"account:{reader}", name="Peninjau")
    job = await audit_export.ask({}, by=by, at=clock.now())
    assert await worker.do_one(app.handlers())
    (row,) = await db.rows("SELECT state, error FROM job WHERE public_id = {}", job)
    assert row == {"state": "failed", "error": audit_export.NOT_YOURS}


async def test_many_lines_come_in_chunks_and_pages(client: Client) -> None:
    for _ in range(audit_export.CHUNK + 20):
        await write("account.edited", "account:7")
    await sign_in(client, await account("admin"))
    first = (await client.get("/audit?action=account.edited&actor=Petugas")).text
    following = re.search(r'href="(\?[^"]+)">Lebih lama', first)
    assert following
    assert "actor=Petugas" in following[1]
    second = (await client.get(f"/audit{following[1].replace('&amp;', '&')}")).text
    assert second.count('<th scope="row">') == queries.PAGE_SIZE
    asked = await send(client, "/audit/exports", {"action": "account.edited"}, of="/audit")
    while await worker.do_one(app.handlers()):
        pass
    got = await client.get(f"{asked.headers['location']}/file")
    rows = CalamineWorkbook.from_filelike(BytesIO(got.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == audit_export.CHUNK + 21
