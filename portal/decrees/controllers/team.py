"""Tim Pengelola: the roster in force and what waits to be done for it."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from portal import clock
from portal.accounts.current_user import account_of
from portal.decrees import handovers, roster
from portal.decrees.controllers.mutations import address_of
from portal.decrees.controllers.scene import READ
from portal.decrees.display import team
from portal.decrees.display.finding import current
from portal.decrees.display.frame import base_of
from portal.decrees.display.roster import matching, ordered, standing
from portal.permissions import Actor, Permission
from portal.web import Request, page


class TeamController(Controller):
    """The roster in force."""

    path = "/team"
    opt = READ

    @get("/", name="team.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Everybody by agency, and what waits to be done."""
        at = clock.now()
        search = request.query_params.get("q", "").strip()
        rows, decree = ordered(await roster.in_force(at)), await current(at)
        manages = user.holds(Permission.DECREE_MANAGE, None)
        waiting = await handovers.waiting_for(account_of(user.key) or 0, at)
        return page(
            request,
            "decrees/mutation/team.html",
            heading=team.heading(rows),
            sub=team.sub(decree),
            decree_href=base_of(decree) if decree else "",
            warnings=team.warnings(decree, clock.today()),
            handovers=waiting,
            tasks=await team.tasks(at) if manages else [],
            by_hand=await team.by_hand(at) if manages else [],
            groups=standing(matching(rows, search), of=rows, acts=address_of if manages else None),
            manages=manages,
            search=search,
        )


ROUTES = [TeamController]
