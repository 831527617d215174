"""The list of complaints."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from portal import clock
from portal.complaints import counts, listing, page_queries, saved_views
from portal.complaints.controllers import way_back
from portal.complaints.counts import VIEWS, Count
from portal.complaints.display.listed import PATH, Around, listed, views_for
from portal.complaints.look import Asked
from portal.permissions import Actor, Permission
from portal.web import Request, keyset, page, see_other
from portal.web.requests import is_part


def asked_in(request: Request) -> Asked:
    """What the address of a list asks for; a column may be named again and again, as a form does."""
    given = dict(request.query_params)
    given["cols"] = ",".join(request.query_params.getall("cols", []))
    return Asked.parse(given)


class ListController(Controller):
    """What the reader may see, narrowed by the address."""

    path = PATH
    opt = {"permission": Permission.COMPLAINT_READ}

    @get("/", name="complaints.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """A page of the list, from the place in the address on."""
        asked = asked_in(request)
        place = keyset.decode(asked.after)
        found = await listing.listing(user, asked.filters, place, sort=asked.look.sort)
        wants_all = _wants_total(request)
        around = Around(
            await _counted(user) if wants_all else {},
            await page_queries.options(),
            await saved_views.seen_by(user),
            is_counted=wants_all,
            total=await _total(user, asked) if wants_all else "",
        )
        shown = listed(user, asked, found, around)
        return way_back.remembered(page(request, "complaints/index.html", list=shown), request)

    @get("/numbers", name="complaints.numbers")
    async def numbers(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """How many each view and the whole list hold, for the page that asks once its rows stand."""
        if not is_part(request):
            return see_other(request, f"{PATH}?{request.url.query}")
        total = await _total(user, asked_in(request)) if _wants_total(request) else ""
        return page(request, "complaints/_numbers.html", counted=await _counted(user), total=total)


def _wants_total(request: Request) -> bool:
    return request.query_params.get("total") == "1"


async def _counted(user: Actor) -> dict[str, Count]:
    shown = {code: VIEWS[code] for code in views_for(user) if code != "all"}
    return await counts.counts(user, clock.now(), shown)


async def _total(user: Actor, asked: Asked) -> str:
    return (await counts.total(user, asked.filters, clock.now())).text


ROUTES = [ListController]
