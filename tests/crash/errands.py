"""Where web and jobs are killed: a post before and after it is written, an import before and amid its rows.

Each kills at its moment, starts the process again, does what its people would do then, and looks at what
stands in the tables afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from portal import clock, db
from portal.accounts import cookies, sessions
from portal.complaints.tables import Complaint, Disposition
from portal.lapor.tables import BatchState
from tests.crash import acts, locks
from tests.crash.stage import Stage, watched
from tests.lapor.office import export, row
from tests.support.visits import send

TOLD = """
SELECT count(*) AS n FROM delivery d JOIN notification n ON n.id = d.notification
WHERE n.subject = {} AND n.kind = 'disposed'
"""
ROWS = 700
"""More than a chunk, so that there is something between two of them."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One round's place: the processes, the office, a folder, and a number that no other round has."""

    stage: Stage
    office: acts.Office
    folder: Path
    number: int


async def post_before_it_is_written(one: Errand) -> None:
    """The web process dies while the disposition waits for the database; the officer presses once more."""
    complaint = await acts.verified(one.office)
    async with _officer(one) as officer:
        async with locks.held(one.stage.url, "complaint"):
            pressed = asyncio.create_task(_dispose(officer, one, complaint))
            await locks.someone_waits(one.stage.url)
            one.stage.web.kill()
        await _broken(pressed)
        assert await _dispositions(complaint) == 0
        _web_again(one)
        answer = await _dispose(officer, one, complaint)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    assert await _dispositions(complaint) == 1


async def post_after_it_is_written(one: Errand) -> None:
    """The web process dies with the act committed and its answer unsent; pressing again changes nothing."""
    complaint = await acts.verified(one.office)
    async with _officer(one) as officer:
        pressed = asyncio.create_task(_dispose(officer, one, complaint))

        async def is_written() -> bool:
            return await _dispositions(complaint) == 1

        await watched(is_written)
        one.stage.web.kill()
        await _broken(pressed)
        _web_again(one)
        await _dispose(officer, one, complaint)
    assert await _dispositions(complaint) == 1
    told = await db.rows(TOLD, f"complaint:{complaint.number}")
    assert told[0]["n"] == len(acts.TEAM)


async def import_before_its_rows(one: Errand) -> None:
    """The worker dies on its way to the first chunk."""

    async def die(_before: int) -> None:
        async with locks.held(one.stage.url, "complaint"):
            one.stage.worker.resume()
            await locks.someone_waits(one.stage.url)
            one.stage.worker.kill()

    await _import(one, die)


async def import_amid_its_rows(one: Errand) -> None:
    """The worker dies with some chunks committed."""

    async def die(before: int) -> None:
        one.stage.worker.resume()

        async def is_under_way() -> bool:
            return await Complaint.count() > before

        await watched(is_under_way)
        one.stage.worker.kill()

    await _import(one, die)


async def _import(one: Errand, die: Callable[[int], Awaitable[None]]) -> None:
    before, first = await Complaint.count(), 8_000_000 + one.number * ROWS
    rows = [row(str(first + n)) for n in range(ROWS)]
    async with _officer(one) as officer:
        batch = await _uploaded(officer, export(one.folder, *rows, name=f"{one.number}.csv"))
        await one.stage.pause_worker()
        await send(officer, f"{batch}/confirmation", of=batch)
        await die(before)
    one.stage.worker.start()
    await _until(batch, BatchState.DONE)
    assert await Complaint.count() == before + ROWS
    lines = await db.rows(
        "SELECT count(*) AS n, count(DISTINCT e.complaint) AS complaints FROM entry e "
        "JOIN complaint c ON c.id = e.complaint WHERE c.tracking_id >= {} AND c.tracking_id < {}",
        str(first), str(first + ROWS),
    )  # fmt: skip
    assert lines == [{"n": ROWS, "complaints": ROWS}]


async def _uploaded(officer: httpx.AsyncClient, file: Path) -> str:
    content = await asyncio.to_thread(file.read_bytes)
    files = {"file": (file.name, content, "text/csv")}
    answer = await send(officer, "/lapor/imports", {"kind": "export"}, of="/lapor/imports", files=files)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    batch: str = answer.headers["location"]
    await _until(batch, BatchState.PREVIEW)
    return batch


async def _until(batch: str, state: BatchState) -> None:
    key = batch.rpartition("/")[2]

    async def is_there() -> bool:
        found = await db.rows("SELECT state FROM lapor_batch WHERE public_id = {}", key)
        return bool(found[0]["state"] == state)

    await watched(is_there, 60)


async def _dispose(officer: httpx.AsyncClient, one: Errand, complaint: Complaint) -> httpx.Response:
    page = f"/complaints/{complaint.number}"
    agency = str(one.office.agency)
    typed = {"agency": agency, "previewed": agency, "version": str(complaint.version)}
    return await send(officer, f"{page}/disposition", typed, of="/profile")


async def _dispositions(complaint: Complaint) -> int:
    return int(await Disposition.count().where(Disposition.complaint == complaint.id))


async def _broken(pressed: asyncio.Task[httpx.Response]) -> None:
    with suppress(httpx.TransportError):
        await pressed


def _web_again(one: Errand) -> None:
    one.stage.web.start()
    one.stage.web.wait()


def _officer(one: Errand) -> _Officer:
    return _Officer(one)


class _Officer:
    """A browser in which the admin is signed in."""

    def __init__(self, one: Errand) -> None:
        self._account, self._port = one.office.admin.id, one.stage.web.port

    async def __aenter__(self) -> httpx.AsyncClient:
        token = await sessions.open_session(self._account, sessions.Browser(), at=clock.now())
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{self._port}", timeout=30)
        self._client.cookies.set(cookies.name(), token)
        return self._client

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()


POINTS = (
    post_before_it_is_written,
    post_after_it_is_written,
    import_before_its_rows,
    import_amid_its_rows,
)
