"""An agency ends: what would be left behind is said before the day is typed."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import ending, hooks
from portal.agencies.controllers._agency import MANAGE, find_for_change, others_of_today
from portal.agencies.forms import EndForm
from portal.agencies.queries import AgencyRow
from portal.errors import Refusal
from portal.numbers import whole
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other


class EndController(Controller):
    """Nonaktifkan."""

    path = "/agencies/{code:str}/end"
    opt = MANAGE

    @get("/", name="agencies.end.new")
    async def new(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Template:
        """What still lies there, and the form."""
        agency = await find_for_change(user, code)
        typed = {"last_day": str(clock.today().date()), "version": str(agency.version)}
        return await _show(request, agency, EndForm.blank(typed))

    @post("/", name="agencies.end.create", status_code=200)
    async def create(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str]
    ) -> Template | Redirect:
        """Let it end, unless work would be left behind."""
        agency = await find_for_change(user, code)
        form = EndForm.parse(await read_form(request))
        if form.day is None:
            return await _show(request, agency, form, status=422)
        successor = int(form.successor) if form.successor else None
        version = whole(form.version) or 0
        try:
            await ending.end(agency, form.day, successor=successor, version=version, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("last_day", refusal.sentence)
            form.version = str(agency.version)
            return await _show(request, agency, form, status=422)
        return see_other(request, f"/agencies/{agency.code}", "Hari terakhir disimpan.")


async def _show(request: Request, agency: AgencyRow, form: EndForm, *, status: int = 200) -> Template:
    holdings = await hooks.held_at(agency.id, clock.now())
    return page(
        request,
        "agencies/end.html",
        status=status,
        agency=agency,
        form=form,
        holdings=holdings,
        open_work=ending.open_work(agency, holdings),
        others=await others_of_today(agency),
    )
