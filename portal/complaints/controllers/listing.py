"""The list of complaints."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Template

from portal import clock
from portal.complaints import counts, listing, page_queries
from portal.complaints.display.listed import listed, views_for
from portal.complaints.filters import Filters
from portal.permissions import Actor, Permission
from portal.web import Request, keyset, page


class ListController(Controller):
    """What the reader may see, narrowed by the address."""

    path = "/complaints"
    opt = {"permission": Permission.COMPLAINT_READ}

    @get("/", name="complaints.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """A page of the list, from the place in the address on."""
        given = dict(request.query_params)
        filters, after = Filters.parse(given), given.get("after", "")
        found = await listing.listing(user, filters, keyset.decode(after))
        views = {code: counts.VIEWS[code] for code in views_for(user) if code != "all"}
        counted = await counts.counts(user, clock.now(), views)
        shown = listed(user, filters, found, counted, await page_queries.options(), after=after)
        return page(request, "complaints/index.html", list=shown)


ROUTES = [ListController]
