"""The rows of one agency in a draft, as Kominfo changes them."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import db
from portal.agencies import queries as agencies
from portal.agencies.queries import AgencyRow
from portal.decrees.controllers.scene import CHANGE, MANAGE, Here, provide_here, show
from portal.decrees.controllers.sheet import Sheet, note_changes, open_positions, read_sheet, rows_at
from portal.decrees.display import parts
from portal.decrees.forms import rows as forms
from portal.decrees.forms.people import REASONS, TeamForm
from portal.decrees.forms.rows import RowRefused
from portal.decrees.forms.team_rows import form_rows
from portal.errors import Conflict
from portal.web import read_form, see_other

SAVED = "Susunan {} disimpan."


class EditingController(Controller):
    """Susunan satu perangkat daerah."""

    path = "/decrees/{decree:str}"
    opt = MANAGE
    dependencies = {"here": Provide(provide_here)}

    @get("/agency", name="decrees.agency.find")
    async def find(self, here: NamedDependency[Here]) -> Redirect:
        """From the select to the agency's own page."""
        code = here.request.query_params.get("code", "")
        return see_other(here.request, f"{here.base}/agencies/{code}" if code.isprintable() else here.base)

    @get("/agencies/{code:str}", name="decrees.agency.edit")
    async def edit(self, here: NamedDependency[Here], code: FromPath[str]) -> Template:
        """The form with what stands now."""
        agency = await find_agency(code)
        found = await rows_at(here, agency)
        return await _show(Sheet(here, agency, found, forms.opened(found)))

    @post("/agencies/{code:str}", name="decrees.agency.update", opt=CHANGE, status_code=200)
    async def update(self, here: NamedDependency[Here], code: FromPath[str]) -> Template | Redirect:
        """All changes of the form or none; rows that changed meanwhile show both versions."""
        agency = await find_agency(code)
        form = TeamForm.of(await read_form(here.request))
        sheet = Sheet(here, agency, await rows_at(here, agency), form)
        todo = await read_sheet(sheet)
        if sheet.changed:
            return await _show(sheet, status=409)
        if form.errors:
            return await _show(sheet, status=422)
        try:
            async with db.transaction():
                await forms.carry_out(todo, by=here.user, at=here.at)
        except RowRefused as refused:
            form.fail(refused.field, refused.sentence)
            return await _show(sheet, status=422)
        except Conflict as conflict:
            again = Sheet(here, agency, await rows_at(here, agency), form)
            note_changes(again, all_of_them=False)
            return await _show(again, status=409, refusal=conflict.sentence)
        sentence = SAVED.format(agency.short_name if agency else "tingkat kabupaten")
        return see_other(here.request, f"{here.base}/agencies/{code}", sentence)


async def find_agency(code: str) -> AgencyRow | None:
    """The agency of an address, None for the rows of the regency; 404 where there is none."""
    if code == parts.REGENCY[0]:
        return None
    found = await agencies.find(code)
    if found is None:
        raise NotFoundException
    return found


async def _show(sheet: Sheet, *, status: int = 200, refusal: str = "") -> Template:
    here, agency = sheet.here, sheet.agency
    code, name = (agency.code, agency.name) if agency else parts.REGENCY
    return await show(
        here,
        "decrees/draft/agency.html",
        "",
        status=status,
        refusal=refusal,
        form=sheet.form,
        rows=form_rows(sheet.rows, sheet.form, changed={row.id for row in sheet.changed}),
        name=name,
        url=f"{here.base}/agencies/{code}",
        warnings=parts.warnings(sheet.rows),
        positions=await open_positions(here.decree.id, agency),
        reasons=REASONS,
        with_lapor=True,
    )


ROUTES = [EditingController]
