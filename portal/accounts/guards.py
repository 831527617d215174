"""Who may enter a route: everybody, whoever is signed in, or holders of a permission. Deny by default."""

from __future__ import annotations

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers.base import BaseRouteHandler

from portal import audit, clock
from portal.audit.trail import Place
from portal.permissions import Actor


async def require(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Refuse unless the route is public or the person holds what it names; the finder checks where."""
    if handler.opt.get("public"):
        return
    user: Actor | None = connection.scope.get("user")
    if user is None:
        raise NotAuthorizedException
    if handler.opt.get("signed_in"):
        return
    needed = handler.opt.get("permission")
    if needed is None or not user.holds_somewhere(needed):
        await _record_refusal(user, str(needed or ""), connection.scope["path"])
        raise PermissionDeniedException


async def _record_refusal(user: Actor, permission: str, path: str) -> None:
    await audit.record(
        "request.refused",
        by=user,
        at=clock.now(),
        place=Place(user.key),
        outcome="refused",
        details={"permission": permission, "path": path[:200]},
    )
