"""Answers that come before the whole body was read: the rest is read first, and dropped."""

from __future__ import annotations

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Message, Receive, Scope, Send

from portal.web import csrf
from portal.web.limits import is_small
from portal.web.requests import Request

MOST_READ = 128 * 1024 * 1024
"""Bytes; above every form of ours, and nginx lets no more through. What is longer loses its connection."""

TOO_LARGE = 413


def with_bodies_read(app: ASGIApp) -> ASGIApp:
    """Let whoever may send a file finish sending before they are told that it is too large.

    A proxy that still sends when the connection closes takes the portal for broken: Caddy answers 502, and
    nobody learns which file it was. Strangers' bodies are not read.
    """

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        rest, read = True, 0

        async def watched() -> HTTPReceiveMessage:
            nonlocal rest, read
            message = await receive()
            rest = message["type"] == "http.request" and message["more_body"]
            read += len(message["body"]) if message["type"] == "http.request" else 0
            return message  # type: ignore[return-value]

        async def answered(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_awaited(scope, message["status"]):
                while rest and read < MOST_READ:
                    await watched()
            await send(message)

        await app(scope, watched, answered)

    return wrapped


def _is_awaited(scope: Scope, status: int) -> bool:
    """Whether the sender may send large bodies there; what a foreign page sends is not read."""
    if is_small(scope) or not csrf.came_from_here(Request(scope)):
        return False
    return status == TOO_LARGE or scope.get("user") is not None
