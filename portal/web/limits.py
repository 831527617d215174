"""What a public form may send: as much as somebody types, since any stranger can send to it."""

from __future__ import annotations

from litestar.datastructures import FormMultiDict
from litestar.enums import ScopeType
from litestar.exceptions import ClientException
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from portal.web.requests import Request

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 200
TOO_LONG = "Isiannya terlalu panjang. Persingkat, lalu kirim sekali lagi."


class TooLarge(ClientException):
    """The body of a public form is larger than one that was typed."""

    status_code = 413


def is_small(scope: Scope) -> bool:
    """Whether the route is a public form; webhooks are signed and have their own limit."""
    opt = scope["route_handler"].opt
    return bool(opt.get("public")) and opt.get("csrf") is not False


def with_limits(app: ASGIApp) -> ASGIApp:
    """Stop reading a public form that grows too large, whatever length it claims."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not is_small(scope):
            await app(scope, receive, send)
            return
        read = 0

        async def counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))  # type: ignore[arg-type]
            if read > LARGEST_BODY:
                raise TooLarge
            return message  # type: ignore[return-value]

        await app(scope, counted, send)  # type: ignore[arg-type]

    return wrapped


async def form_of(request: Request) -> FormMultiDict:
    """The form as it was sent; raises ClientException where a public one has more fields than any of ours."""
    form = await request.form()
    if is_small(request.scope) and sum(1 for _ in form.multi_items()) > MOST_FIELDS:
        await form.close()
        raise ClientException("too many fields")
    return form
