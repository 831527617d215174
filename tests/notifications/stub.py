"""A provider on the loopback that answers as it is told and remembers what it got."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Reply = tuple[int, bytes] | None
"""Status and body, or None to cut the connection."""

Script = Callable[[dict[str, Any]], Awaitable[Reply]]


def accepted(ref: str) -> Reply:
    return 200, json.dumps({"messaging_product": "whatsapp", "messages": [{"id": ref}]}).encode()


def refused(code: int, status: int = 400) -> Reply:
    return status, json.dumps({"error": {"code": code, "message": "refused", "fbtrace_id": "A"}}).encode()


@dataclass
class Stub:
    """`script` decides each answer; the default accepts everything.

    What names nobody is no message: it is refused as Meta does, or under a script answered with `probed`.
    """

    url: str = ""
    script: Script | None = None
    got: list[dict[str, Any]] = field(default_factory=list)
    probes: int = 0
    probed: Reply = None
    _numbers: Any = field(default_factory=lambda: count(1))

    async def answer(self, sent: dict[str, Any]) -> Reply:
        if "to" not in sent:
            self.probes += 1
            return refused(100) if self.script is None else self.probed
        self.got.append(sent)
        if self.script is not None:
            return await self.script(sent)
        return accepted(f"wamid.{next(self._numbers)}")

    def texts(self) -> list[list[str]]:
        """The template parameters of each message, in the order they came."""
        parts = [sent["template"]["components"][0]["parameters"] for sent in self.got]
        return [[part["text"] for part in parameters] for parameters in parts]


def always(reply: Reply) -> Script:
    async def script(_sent: dict[str, Any]) -> Reply:
        return reply

    return script


def in_turn(*replies: Reply) -> Script:
    waiting = iter(replies)

    async def script(_sent: dict[str, Any]) -> Reply:
        return next(waiting)

    return script


@asynccontextmanager
async def running() -> AsyncIterator[Stub]:
    """A stub that serves for as long as the block."""
    stub = Stub()
    open_ones: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_ones.add(task)
        try:
            while await _serve_one(stub, reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    stub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield stub
    finally:
        server.close()
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)


async def _serve_one(stub: Stub, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length:")[1].split("\r\n")[0])
    reply = await stub.answer(json.loads(await reader.readexactly(length)))
    if reply is None:
        return False
    status, body = reply
    writer.write(f"HTTP/1.1 {status} X\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
    await writer.drain()
    return True
