"""All invitations: who has not answered yet, and what can be done about it."""

from litestar import Controller, get
from litestar.response import Template

from portal import clock
from portal.accounts import invitation_list
from portal.permissions import Permission
from portal.web import Request, keyset, page


class InvitationListController(Controller):
    """Undangan."""

    path = "/accounts/invitations"
    opt = {"permission": Permission.ACCOUNT_READ}

    @get("/", name="accounts.invitations.index")
    async def index(self, request: Request) -> Template:
        """Invitations of a view, newest first."""
        given = request.query_params
        view = given.get("view", "")
        place = keyset.decode(given.get("after"))
        before = place[0] if place and isinstance(place[0], int) else None
        found = await invitation_list.listing(view, clock.now(), before=before)
        rows = found[: keyset.PAGE_SIZE]
        return page(
            request,
            "accounts/invitations/index.html",
            rows=rows,
            view=view,
            views=invitation_list.VIEWS,
            after=keyset.encode([rows[-1].id]) if len(found) > len(rows) else "",
        )
