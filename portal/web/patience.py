"""Strangers have to say what they want in good time; whoever is signed in may be on a slow line."""

from __future__ import annotations

import asyncio

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Receive, Scope, Send
from litestar.types.asgi_types import HTTPReceiveMessage

SECONDS = 20.0


class TooSlow(HTTPException):
    """The body of a stranger's request did not come to its end."""

    status_code = 408


def with_patience(app: ASGIApp, seconds: float = SECONDS) -> ASGIApp:
    """Wait so long for the whole of a stranger's body, however many parts it comes in."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope.get("user") is not None:
            await app(scope, receive, send)
            return
        clock = asyncio.get_running_loop().time
        deadline = clock() + seconds

        async def hurried() -> HTTPReceiveMessage:
            try:
                async with asyncio.timeout(max(deadline - clock(), 0)):
                    return await receive()  # type: ignore[return-value]
            except TimeoutError:
                raise TooSlow from None

        await app(scope, hurried, send)

    return wrapped
