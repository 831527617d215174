"""The rows of one agency in a draft, as Kominfo changes them."""

from dataclasses import dataclass, field

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import db
from portal.agencies import queries as agencies
from portal.agencies.queries import AgencyRow
from portal.decrees import roster
from portal.decrees.controllers.scene import MANAGE, Here, provide_here, show
from portal.decrees.display import parts
from portal.decrees.forms import rows as forms
from portal.decrees.forms.people import REASONS, TeamForm
from portal.decrees.forms.rows import Deed, RowRefused
from portal.decrees.forms.team_rows import form_rows
from portal.decrees.kinds import DecreeKind
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Position
from portal.errors import Conflict
from portal.web import read_form, see_other

SAVED = "Susunan {} disimpan."


@dataclass(slots=True)
class Sheet:
    """The rows of one agency with the form over them; `changed` are those somebody else changed meanwhile."""

    here: Here
    agency: AgencyRow | None
    rows: list[RosterRow]
    form: TeamForm
    changed: list[RosterRow] = field(default_factory=list)


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

    @post("/agencies/{code:str}", name="decrees.agency.update", status_code=200)
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


async def rows_at(here: Here, agency: AgencyRow | None) -> list[RosterRow]:
    """The rows of one agency, or those of the regency; for an SK Perubahan also those that it may change."""
    key = agency.id if agency else None
    found = await roster.rows_of(here.decree.id, agency_id=key)
    if here.decree.kind == DecreeKind.AMENDMENT:
        written = {row.predecessor_id for row in found}
        standing = await roster.in_force(here.at, agency_id=key)
        found += [row for row in standing if row.id not in written and not row.is_stand_in]
    own = [row for row in found if row.per_agency is (agency is not None)]
    return sorted(own, key=lambda row: (row.place, row.id))


async def open_positions(decree_id: int, agency: AgencyRow | None) -> list[tuple[int, str]]:
    """The positions that somebody can be added to there."""
    found = await (
        Position.select(Position.id, Position.name)
        .where(Position.decree == decree_id, Position.per_agency == (agency is not None))
        .order_by(Position.place, Position.id)
    )
    return [(row["id"], row["name"]) for row in found]


async def read_sheet(sheet: Sheet, *, approves: bool = False) -> list[Deed]:
    """What the form asks for; `sheet.changed` tells which rows somebody else changed meanwhile."""
    note_changes(sheet, all_of_them=approves)
    if sheet.changed:
        return []
    agency_id = sheet.agency.id if sheet.agency else None
    seats = {key for key, _ in await open_positions(sheet.here.decree.id, sheet.agency)}
    todo = forms.deeds(sheet.form, sheet.rows, sheet.here.decree.id)
    return todo + forms.addition(sheet.form, sheet.here.decree.id, agency_id, seats)


def note_changes(sheet: Sheet, *, all_of_them: bool) -> None:
    """Find the rows that changed since the form was opened, and make the form ready for the next press."""
    sheet.changed = forms.stale(sheet.form, sheet.rows, all_of_them=all_of_them)
    forms.renew(sheet.form, sheet.changed)


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
