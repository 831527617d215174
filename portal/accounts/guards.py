"""Who may enter a route: everybody, whoever is signed in, or holders of a permission. Deny by default."""

from __future__ import annotations

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException, NotFoundException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from portal import audit, clock
from portal.audit.trail import Place
from portal.permissions import Actor
from portal.web.csrf import SAFE_METHODS
from portal.web.pages import FORBIDDEN

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


def with_refusals_audited(app: ASGIApp) -> ASGIApp:
    """Put into the audit what a signed-in person was refused by right: known by the answer alone."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope.get("user") is None:
            await app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_refused(scope, message["status"]):
                handler: BaseRouteHandler = scope["route_handler"]
                await _record(scope["user"], handler, scope, message["status"])
            await send(message)

        await app(scope, receive, sending)

    return wrapped


def _is_refused(scope: Scope, status: int) -> bool:
    handler: BaseRouteHandler = scope["route_handler"]
    if status in REFUSED:
        # The address of a public route may itself be a secret, and nobody is refused there by right.
        return not handler.opt.get("public")
    # Reading a page that says what one may not do is no attempt at it.
    return bool(scope["state"].get(FORBIDDEN)) and scope.get("method") not in SAFE_METHODS


async def _record(user: Actor, handler: BaseRouteHandler, scope: Scope, status: int) -> None:
    details = {
        "permission": str(handler.opt.get("permission") or ""),
        "method": scope.get("method", ""),
        "path": scope["path"][:200],
        "status": status,
    }
    await audit.record_refused(
        "request.refused", by=user, at=clock.now(), place=Place(user.key), details=details
    )
