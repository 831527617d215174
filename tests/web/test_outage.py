"""While PostgreSQL is away or starting up, a reader is told so, stays signed in, and can try again."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
from httpx import ASGITransport, AsyncClient

from portal import db
from portal.app import create_app
from tests.support.visits import account, sign_in

STARTING = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
WANTS_TLS = 80877103


class Relay:
    """Stands between the portal and PostgreSQL, and can be away or speak as a server that starts up."""

    def __init__(self, port: int) -> None:
        self._port, self.mode = port, "up"
        self._open: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def become(self, mode: str) -> None:
        self.mode = mode
        for writer in self._open:
            writer.close()
        self._open.clear()
        await asyncio.sleep(0.05)

    async def end(self) -> None:
        await self.become("away")
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self._open.append(writer)
        if self.mode == "up":
            await self._pass_on(reader, writer)
        elif self.mode == "starting":
            await self._say_starting(reader, writer)
        writer.close()

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind, to = await asyncio.open_connection("127.0.0.1", self._port)
        self._open.append(to)
        await asyncio.gather(_copy(reader, to), _copy(behind, writer))

    async def _say_starting(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            (size,) = struct.unpack("!i", await reader.readexactly(4))
            asked = await reader.readexactly(size - 4)
            if struct.unpack("!i", asked[:4])[0] != WANTS_TLS:
                break
            writer.write(b"N")
        writer.write(b"E" + struct.pack("!i", len(STARTING) + 4) + STARTING)
        await writer.drain()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while some := await reader.read(65536):
            writer.write(some)
            await writer.drain()
    except OSError:
        pass
    writer.close()


@pytest.fixture
async def relay(postgres_url: str) -> AsyncIterator[Relay]:
    """The portal reaches a fresh database through the relay."""
    address = urlsplit(postgres_url)
    relay = Relay(address.port or 5432)
    port = await relay.begin()
    db.use(db.connect(address._replace(netloc=f"aspal@127.0.0.1:{port}").geturl()))
    await db.open_pool()
    yield relay
    await relay.become("up")
    await db.close()
    await relay.end()


@pytest.fixture
async def browser(relay: Relay) -> AsyncIterator[AsyncClient]:
    """An admin's."""
    transport = ASGITransport(create_app())
    async with AsyncClient(transport=transport, base_url="http://testserver.local") as client:
        await sign_in(client, await account("admin"))
        yield client


@pytest.mark.parametrize("trouble", ["away", "starting"])
async def test_a_reader_is_told_and_stays_signed_in(relay: Relay, browser: AsyncClient, trouble: str) -> None:
    assert (await browser.get("/profile")).status_code == 200
    await relay.become(trouble)
    for path in ("/profile?x=1", "/complaints", "/sign-in"):
        answer = await browser.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "Basis data sedang tidak dapat dihubungi" in answer.text
        assert f'<a href="{path}">Coba lagi</a>' in answer.text
        assert "tersimpan" not in answer.text
        assert "Ke halaman masuk" not in answer.text
        assert "session" not in answer.headers.get("set-cookie", "")
    posted = await browser.post("/profile/password", data={"x": "1"}, follow_redirects=False)
    assert posted.status_code == 503
    assert "Belum ada yang tersimpan" in posted.text
    await relay.become("up")
    assert (await browser.get("/profile", follow_redirects=False)).status_code == 200
