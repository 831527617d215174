"""Kelengkapan Tim: what is missing, and the acts that mend it on the spot."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import queries as agencies
from portal.agencies.queries import AgencyRow
from portal.decrees.gaps import kinds, mending
from portal.decrees.gaps.radar import radar
from portal.permissions import Actor, Permission
from portal.web import Request, page, see_other

PATH = "/team/gaps"
MANAGE = {"permission": Permission.DECREE_MANAGE}


class GapController(Controller):
    """For whoever may read the decree; an agency's people see their own agency."""

    path = PATH
    opt = {"permission": Permission.DECREE_READ}

    @get("/", name="decrees.gaps.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Everything at this moment."""
        return page(
            request,
            "decrees/gaps/index.html",
            radar=await radar(clock.now(), only=user.agencies_for(Permission.DECREE_READ)),
            severities=kinds.SEVERITIES,
            manages=user.holds(Permission.DECREE_MANAGE, None),
        )

    @post("/{code:str}/reminder", name="decrees.gaps.reminder.create", opt=MANAGE)
    async def remind(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Redirect:
        """Ask the agency's people to sign in."""
        sent = await mending.remind((await _agency(code)).id, by=user, at=clock.now())
        return see_other(request, PATH, f"Pengingat dikirim kepada {sent} orang.")

    @post("/{code:str}/lesson", name="decrees.gaps.lesson.create", opt=MANAGE)
    async def teach(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Redirect:
        """Send the lesson to the newcomers."""
        sent = await mending.teach((await _agency(code)).id, by=user, at=clock.now())
        return see_other(request, PATH, f"Pelajaran dikirim kepada {sent} orang.")

    @post(
        "/{code:str}/lapor-check",
        name="decrees.gaps.lapor_check.create",
        opt={"permission": Permission.DECREE_CONFIRM},
    )
    async def check_lapor(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str]
    ) -> Redirect:
        """The LAPOR! account was looked after today; also for the agency's liaison."""
        found = await _agency(code)
        if not user.holds(Permission.DECREE_CONFIRM, found.id):
            raise NotFoundException
        await mending.lapor_checked(found.id, by=user, at=clock.now())
        return see_other(request, PATH, f"Pemeriksaan akun LAPOR! {found.short_name} dicatat.")


async def _agency(code: str) -> AgencyRow:
    if found := await agencies.find(code):
        return found
    raise NotFoundException


ROUTES = [GapController]
