"""Who may enter a route: everybody, whoever is signed in, or holders of a permission. Deny by default."""

from __future__ import annotations

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import (
    HTTPException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.handlers.base import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from portal import audit, clock
from portal.audit.trail import Place
from portal.errors import hearing
from portal.permissions import Actor
from portal.web.csrf import SAFE_METHODS

LARGEST_KEY = 2**63 - 1
REFUSED = frozenset({403, 404})
"""What one may not see answers as if it were not there, so both are refusals."""


async def require(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Refuse unless the route is public or the person holds what it names; the finder checks where."""
    user: Actor | None = connection.scope.get("user")
    is_public = bool(handler.opt.get("public"))
    if user is None and not is_public:
        raise NotAuthorizedException
    _refuse_keys_beyond_any(connection)
    if user is None or is_public:
        return
    if handler.opt.get("signed_in"):
        return
    needed = handler.opt.get("permission")
    if needed is None or not user.holds_somewhere(needed):
        raise PermissionDeniedException


def _refuse_keys_beyond_any(connection: ASGIConnection) -> None:  # type: ignore[type-arg]
    """No row has a key that no column can hold, and no database is to be asked for one."""
    if any(isinstance(part, int) and part > LARGEST_KEY for part in connection.path_params.values()):
        raise NotFoundException


async def record_refusal(error: Exception, scope: Scope) -> None:
    """The app's hook after an error: what a signed-in person asked for and did not get is in the audit."""
    user: Actor | None = scope.get("user")
    handler: BaseRouteHandler | None = scope.get("route_handler")
    if user is None or handler is None or not isinstance(error, HTTPException):
        return
    # The address of a public route may itself be a secret, and nobody is refused there by right.
    if error.status_code in REFUSED and not handler.opt.get("public"):
        await _record(user, str(handler.opt.get("permission") or ""), scope)


def with_ears(app: ASGIApp) -> ASGIApp:
    """Put into the audit what the rules of right refused inside of a page, before its answer leaves."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope.get("user") is None or scope["method"] in SAFE_METHODS:
            await app(scope, receive, send)
            return
        with hearing() as heard:

            async def sending(message: Message) -> None:
                # What answers as not there is recorded below, and one refusal is one line.
                if message["type"] == "http.response.start" and heard and message["status"] not in REFUSED:
                    heard.clear()
                    await _record_in(scope)
                await send(message)

            await app(scope, receive, sending)

    return wrapped


async def _record_in(scope: Scope) -> None:
    handler: BaseRouteHandler = scope["route_handler"]
    await _record(scope["user"], str(handler.opt.get("permission") or ""), scope)


async def _record(user: Actor, permission: str, scope: Scope) -> None:
    await audit.record(
        "request.refused",
        by=user,
        at=clock.now(),
        place=Place(user.key),
        outcome="refused",
        details={"permission": permission, "method": scope.get("method", ""), "path": scope["path"][:200]},
    )
