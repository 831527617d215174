"""The pages of jobs: own work for everybody, all of it for Kominfo, files for whoever asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litestar.testing import AsyncTestClient

from portal import clock, db
from portal.files import storage
from portal.jobs import JobContext, enqueue, worker
from portal.permissions import JobActor
from tests.support.visits import account, send, sign_in

Client = AsyncTestClient[Any]
SHEET = "text/csv"


async def asked(owner: int, **payload: Any) -> str:
    by = JobActor(f"account:{owner}", name="Petugas Contoh")
    return await enqueue("sheet", payload, by=by, at=clock.now(), title="Unduhan uji")


async def make(folder: Path) -> None:
    """Do the one job that waits: a small file."""

    async def sheet(job: JobContext) -> Mapping[str, Any]:
        draft = folder / "draf.csv"
        draft.write_text("nomor\nADU-2026-000001\n")
        by = JobActor(job.owner_key, name=job.owner_name)
        made = await storage.take_over(draft, "daftar.csv", SHEET, by=by, at=clock.now())
        job.result_file = made.id
        return {"rows": 1}

    assert await worker.do_one({"sheet": sheet})


async def test_whoever_asked_takes_the_file_and_it_is_audited(client: Client, tmp_path: Path) -> None:
    owner = await account("admin")
    await sign_in(client, owner)
    job = await asked(owner, permission="complaint:export")
    assert (await client.get(f"/jobs/{job}/file")).status_code == 404
    await make(tmp_path)
    assert "Unduh berkas" in (await client.get(f"/jobs/{job}")).text
    taken = await client.get(f"/jobs/{job}/file")
    assert taken.text == "nomor\nADU-2026-000001\n"
    assert taken.headers["content-disposition"].startswith("attachment")
    lines = await db.rows("SELECT subject FROM audit_event WHERE action = 'job.file_taken'")
    assert [line["subject"] for line in lines] == [f"job:{job}"]


async def test_nobody_else_takes_it_not_even_an_admin(client: Client, tmp_path: Path) -> None:
    job = await asked(await account("admin"))
    await make(tmp_path)
    await sign_in(client, await account("admin"))
    shown = await client.get(f"/jobs/{job}")
    assert shown.status_code == 200
    assert "Unduh berkas" not in shown.text
    assert (await client.get(f"/jobs/{job}/file")).status_code == 404


async def test_who_has_lost_the_right_meanwhile_gets_nothing(client: Client, tmp_path: Path) -> None:
    owner = await account("reviewer")
    job = await asked(owner, permission="lapor:import")
    await make(tmp_path)
    await sign_in(client, owner)
    assert (await client.get(f"/jobs/{job}/file")).status_code == 404


async def failed(owner: int) -> str:
    job = await asked(owner)
    await db.rows("UPDATE job SET state = 'failed', error = 'Penyimpanan penuh.'")
    return job


async def test_an_admin_has_a_failed_job_done_again(client: Client) -> None:
    job = await failed(await account("operator"))
    await sign_in(client, await account("admin"))
    assert "Penyimpanan penuh." in (await client.get("/jobs?state=failed")).text
    answer = await send(client, f"/jobs/{job}/retry", of=f"/jobs/{job}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/jobs/{job}")
    assert "Antre" in (await client.get(f"/jobs/{job}")).text
    late = await send(client, f"/jobs/{job}/retry", of=f"/jobs/{job}")
    assert late.status_code == 409
    assert "tidak lagi gagal" in late.text


async def test_the_owner_stops_but_does_not_repeat(client: Client) -> None:
    owner = await account("operator")
    await sign_in(client, owner)
    job = await failed(owner)
    assert "Ulangi" not in (await client.get(f"/jobs/{job}")).text
    assert (await send(client, f"/jobs/{job}/retry", of="/jobs")).status_code == 403
    running = await asked(owner)
    assert (await send(client, f"/jobs/{running}/cancellation", of=f"/jobs/{running}")).status_code == 303
    assert "Dihentikan" in (await client.get(f"/jobs/{running}")).text
    again = await send(client, f"/jobs/{running}/cancellation", of="/jobs")
    assert again.status_code == 409


async def test_a_stranger_s_job_is_not_there(client: Client) -> None:
    job = await asked(await account("admin"))
    await sign_in(client, await account("operator"))
    assert (await client.get(f"/jobs/{job}")).status_code == 404
    assert "Unduhan uji" not in (await client.get("/jobs?mine=&state=open")).text


async def test_many_jobs_are_paged(client: Client) -> None:
    owner = await account("admin")
    await sign_in(client, owner)
    for _ in range(51):
        await asked(owner)
    first = (await client.get("/jobs?mine=1&kind=sheet")).text
    assert first.count('<th scope="row">') == 50
    following = re.search(r'href="(\?[^"]+)">Lebih lama', first)
    assert following
    rest = (await client.get(f"/jobs{following[1].replace('&amp;', '&')}")).text
    assert rest.count('<th scope="row">') == 1
    assert (await client.get("/jobs?state=x&kind=%27&after=%%%")).status_code == 200
