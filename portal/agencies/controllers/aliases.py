"""Other names of an agency."""

from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import aliases
from portal.agencies.controllers._agency import MANAGE, find_for_change, show_agency
from portal.agencies.forms import AliasForm
from portal.errors import Refusal
from portal.permissions import Actor
from portal.web import Request, read_form, see_other


class AliasController(Controller):
    """A name is given to one agency, and taken away again."""

    path = "/agencies/{code:str}/aliases"
    opt = MANAGE

    @post("/", name="agencies.aliases.create", status_code=200)
    async def add(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str]
    ) -> Template | Redirect:
        """Let another spelling mean this agency."""
        agency = await find_for_change(user, code)
        form = AliasForm.parse(await read_form(request))
        try:
            if not form.errors:
                await aliases.add(agency.id, form.text, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("text", refusal.sentence)
        if form.errors:
            return await show_agency(request, agency, form, status=422)
        return see_other(request, f"/agencies/{agency.code}", f"“{form.text}” sekarang dikenali.")

    @post("/{alias_id:int}/removal", name="agencies.aliases.removal.create")
    async def remove(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str], alias_id: FromPath[int]
    ) -> Redirect:
        """The spelling means nobody any more."""
        agency = await find_for_change(user, code)
        await aliases.remove(agency.id, alias_id, by=user, at=clock.now())
        return see_other(request, f"/agencies/{agency.code}", "Nama lain dihapus.")
