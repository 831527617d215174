"""*Pemeriksaan data* for whoever manages the settings; each check asks for its own right besides."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.accounts import step_up
from portal.keeping.data_check import checks
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other

PATH = "/system/data-check"
NOTHING_LEFT = "Tidak ada lagi yang perlu dibetulkan; mungkin sudah dibetulkan orang lain."


class DataCheckController(Controller):
    """What an older version spoilt."""

    path = PATH
    opt = {"permission": Permission.SETTINGS_MANAGE}

    @get("/", name="data_check.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Every check with its findings."""
        found = await checks.found_for(user)
        return page(request, "keeping/data_check/index.html", found=found, most=checks.AT_ONCE)

    @post("/{code:str}", name="data_check.mend", opt=step_up.AGAIN)
    async def mend(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Redirect:
        """Set one finding right, or all of a check."""
        check = checks.named(code, user)
        if check is None:
            raise NotFoundException
        posted = await read_form(request)
        done = await checks.mend(check, posted.many("key"), by=user, at=clock.now())
        return see_other(request, PATH, f"{done} dibetulkan: {check.title}." if done else NOTHING_LEFT)


ROUTES = [DataCheckController]
