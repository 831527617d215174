"""The page behind the link that proves a new number or e-mail. GET shows, POST consumes."""

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Template

from portal import clock
from portal.accounts import identity_changes, phones
from portal.accounts.addresses import client_address
from portal.accounts.controllers.invitations import QUIET
from portal.accounts.identity_changes import Asked
from portal.errors import Refusal
from portal.web import Request, page


class IdentityChangeController(Controller):
    """Pembuktian nomor."""

    path = "/identity-changes/{token:str}"
    opt = {"public": True}

    @get("/", name="identity_changes.show")
    async def show(self, request: Request, token: FromPath[str]) -> Template:
        """What will change, with the button that makes it so."""
        asked = await identity_changes.find(token, clock.now())
        return _show(request, token, asked, status=_status(asked))

    @post("/", name="identity_changes.confirm", status_code=200)
    async def confirm(self, request: Request, token: FromPath[str]) -> Template:
        """Put the change in force; nobody is signed in by it."""
        at, user = clock.now(), request.scope.get("user")
        asked = await identity_changes.find(token, at)
        if asked is None or not asked.is_open:
            return _show(request, token, asked, status=_status(asked))
        try:
            here = user.session_id if user and user.id == asked.pending.account_id else 0
            await identity_changes.confirm(asked, origin=client_address(request.scope), at=at, here=here)
        except Refusal as refusal:
            return _show(request, token, asked, status=409, trouble=refusal.sentence)
        return _show(request, token, asked, is_done=True)


def _status(asked: Asked | None) -> int:
    if asked is None:
        return 404
    return 200 if asked.is_open else 410


def _show(
    request: Request,
    token: str,
    asked: Asked | None,
    *,
    status: int = 200,
    trouble: str = "",
    is_done: bool = False,
) -> Template:
    return page(
        request,
        "accounts/identity_change.html",
        status=status,
        headers=QUIET,
        token=token,
        asked=asked,
        number=phones.masked(asked.pending.sent_to) if asked else "",
        trouble=trouble,
        is_done=is_done,
    )
