"""One request about one decree: who asks, which decree, where it stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Template

from portal import clock
from portal.accounts import step_up
from portal.decrees.display import finding
from portal.decrees.display.frame import base_of, frame_of
from portal.decrees.states import Standing
from portal.decrees.tables import Decree
from portal.permissions import Actor, Permission
from portal.web import Request, page

READ = {"permission": Permission.DECREE_READ}
CONFIRM = {"permission": Permission.DECREE_CONFIRM}
MANAGE = {"permission": Permission.DECREE_MANAGE}
CHANGE = {**MANAGE, **step_up.AGAIN}
"""What says who will hold which right: rows, kedudukan, dates, contacts, the signed paper."""

ENACT = {"permission": Permission.DECREE_ENACT}


@dataclass(frozen=True, slots=True)
class Here:
    """What a page about a decree needs to know of its request."""

    request: Request
    user: Actor
    decree: Decree
    standing: Standing
    at: datetime

    @property
    def base(self) -> str:
        """The decree's page."""
        return base_of(self.decree)

    @property
    def manages(self) -> bool:
        """Whether the reader drafts and decides."""
        return self.user.holds(Permission.DECREE_MANAGE, None)


async def provide_here(request: Request, user: NamedDependency[Actor], decree: FromPath[str]) -> Here:
    """The decree, found with the permission that the route names; unseen is not there."""
    permission = request.route_handler.opt["permission"]
    if permission == Permission.DECREE_READ:
        found = await finding.find_visible(user, decree)
    else:
        found = await finding.find_for(user, permission, decree)
    if found is None:
        raise NotFoundException
    at = clock.now()
    return Here(request, user, found, await finding.standing_of(found, at), at)


async def show(here: Here, template: str, tab: str, *, status: int = 200, **context: Any) -> Template:
    """A page of the decree below its head."""
    frame = await frame_of(here.decree, here.standing, tab, manages=here.manages)
    context.setdefault("refusal", "")
    return page(here.request, template, status=status, frame=frame, manages=here.manages, **context)


async def fresh(here: Here) -> Here:
    """The decree as it stands after an act that failed."""
    found = await finding.find_visible(here.user, here.decree.public_id)
    if found is None:
        raise NotFoundException
    return Here(here.request, here.user, found, await finding.standing_of(found, here.at), here.at)
