"""What each role allows, to be read."""

from litestar import Controller, get
from litestar.response import Template

from portal.accounts.permission_words import WORDS
from portal.accounts.roles import ROLES
from portal.permissions import Permission
from portal.web import Request, page


class RoleController(Controller):
    """Peran dan Hak Akses."""

    path = "/roles"
    opt = {"permission": Permission.ROLE_READ}

    @get("/", name="roles.index")
    async def index(self, request: Request) -> Template:
        """The built-in roles with their permissions in words."""
        return page(request, "accounts/roles.html", roles=list(ROLES.values()), words=WORDS)
