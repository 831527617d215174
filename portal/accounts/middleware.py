"""Finds the person behind a request before anything of its body is read, and stops strangers at the door."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Response
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from portal import clock
from portal.accounts import cookies, kept, sessions
from portal.accounts.addresses import client_address
from portal.accounts.forms import SignInForm
from portal.accounts.sessions import Found, Standing
from portal.web import Request, page, see_other
from portal.web.requests import is_local_path, is_part, path_and_query

READING = {"GET", "HEAD"}
CONTROLS = ("select", "input", "textarea")
"""Elements of a form that ask by themselves; htmx names the asker first in `HX-Source`."""


def with_session(app: ASGIApp) -> ASGIApp:
    """Put whoever is signed in at `scope["user"]` (None for a stranger); at most two queries."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        request: Request = Request(scope, receive)
        found = await _find(request)
        scope["user"] = found.user if found else None
        if scope["user"] is None and await _stop(request, found, send):
            return
        await app(scope, receive, await _renewing(request, found, send))

    return wrapped


async def _find(request: Request) -> Found | None:
    token = cookies.token_of(request)
    if not token or request.url.path.startswith("/static/"):
        return None
    return await sessions.find(token, origin=client_address(request.scope), at=clock.now())


async def _stop(request: Request, found: Found | None, send: Send) -> bool:
    """Answer a stranger at a closed door: readers go to sign in, an interrupted post is kept."""
    handler: BaseRouteHandler = request.scope["route_handler"]
    if handler.opt.get("public"):
        return False
    if request.method in READING:
        answer = (
            _without_part(request) if is_part(request) else see_other(request, _door(path_and_query(request)))
        )
        await answer.to_asgi_response(None, request)(request.scope, request.receive, send)
        return True
    if found is None or found.standing is not Standing.EXPIRED:
        return False
    rescued = await kept.rescue(request, handler)
    if rescued is None:
        return False
    shown = page(request, "accounts/sign_in.html", status=401, form=SignInForm.blank(), kept=rescued)
    await shown.to_asgi_response(None, request)(request.scope, request.receive, send)
    return True


def _door(back: str) -> str:
    return f"/sign-in?next={quote(back, safe='')}"


def _without_part(request: Request) -> Response[None]:
    """No part of a page can hold the door: the whole page goes there, unless something may be typed in it."""
    if request.headers.get("hx-source", "").startswith(CONTROLS):
        return Response(None, status_code=204)
    standing = urlsplit(request.headers.get("hx-current-url", ""))
    back = f"{standing.path}?{standing.query}" if standing.query else standing.path
    return Response(
        None, status_code=401, headers={"HX-Redirect": _door(back if is_local_path(back) else "/")}
    )


async def _renewing(request: Request, found: Found | None, send: Send) -> Send:
    """After a change of rights the browser gets a new session id with the page that it reads."""
    if found is None or found.user is None or not found.wants_renewal or request.method not in READING:
        return send
    fresh = await sessions.renew(found.user, token=cookies.token_of(request), at=clock.now())
    if fresh is None:
        return send
    return _with_cookie(send, cookies.to_set(fresh, is_trusted=found.is_trusted))


def _with_cookie(send: Send, cookie: Cookie) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie.to_header(header=""))
        await send(message)

    return sending
