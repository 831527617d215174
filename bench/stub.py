"""A provider that answers at once, so that what is measured is the worker and its database.

`python -m bench.stub PORT`. Raw HTTP/1.1 with keep-alive; every POST is taken, as Meta's answer says it.
"""

from __future__ import annotations

import asyncio
import json
import sys
from itertools import count

HOST = "127.0.0.1"
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"

_numbers = count(1)


class Connection(asyncio.Protocol):
    """One client; a request may come in pieces, several never come at once from ours."""

    def __init__(self) -> None:
        self._got = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - a TCP server's transport
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer as soon as a request is whole."""
        self._got += data
        head, end, body = self._got.partition(END_OF_HEAD)
        if end and len(body) >= _length(head) and self._transport:
            self._got = b""
            self._transport.write(_answer(next(_numbers)))


def _length(head: bytes) -> int:
    lines = (line for line in head.lower().split(b"\r\n") if line.startswith(LENGTH))
    return int(next(lines, b"content-length: 0").split(b":")[1])


def _answer(number: int) -> bytes:
    message = {"id": f"wamid.{number:08}", "message_status": "accepted"}
    body = json.dumps({"messaging_product": "whatsapp", "messages": [message]}).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve(port: int) -> None:
    """Answer until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
