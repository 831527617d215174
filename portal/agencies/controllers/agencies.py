"""Perangkat daerah: the list, one of them, a new one, changed names and dates."""

from collections.abc import Callable

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import editing, queries, words
from portal.agencies.controllers._agency import (
    MANAGE,
    ensure_manages,
    find_agency,
    find_for_change,
    show_agency,
)
from portal.agencies.forms import AgencyForm, AliasForm, NewAgencyForm
from portal.agencies.queries import AgencyRow
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other


class AgencyController(Controller):
    """Perangkat Daerah."""

    path = "/agencies"
    opt = {"permission": Permission.AGENCY_READ}

    @get("/", name="agencies.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """All of them on one page, by kind; found by any of their names."""
        given = request.query_params
        search, kind, ended = given.get("q", "").strip(), given.get("kind", ""), given.get("show") == "ended"
        today = clock.today().date()
        everyone = await queries.every()
        shown = [row for row in everyone if row.is_active(today) is not ended]
        return page(
            request,
            "agencies/index.html",
            groups=queries.by_kind(queries.matching(shown, search, kind), words.KINDS),
            names={row.id: row.short_name for row in everyone},
            active=sum(row.is_active(today) for row in everyone),
            total=len(everyone),
            search=search,
            kind=kind,
            ended=ended,
            kinds=words.KINDS,
            manages=user.holds(Permission.AGENCY_MANAGE, None),
        )

    @get("/new", name="agencies.new", opt=MANAGE)
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The form for a new one."""
        ensure_manages(user, None)
        return await _show_form(request, NewAgencyForm.blank())

    @post("/", name="agencies.create", opt=MANAGE, status_code=200)
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Record a new one."""
        ensure_manages(user, None)
        form = NewAgencyForm.parse(await read_form(request))
        if form.values is None:
            return await _show_form(request, form, status=422)
        try:
            await editing.add(form.code, form.values, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("code", refusal.sentence)
            return await _show_form(request, form, status=422)
        return see_other(request, f"/agencies/{form.code.upper()}", f"{form.name} ditambahkan.")

    @get("/{code:str}", name="agencies.show")
    async def show(self, request: Request, code: FromPath[str]) -> Template:
        """One of them: other names, what stands above and below, from when until when."""
        return await show_agency(request, await find_agency(code), AliasForm.blank())

    @get("/{code:str}/edit", name="agencies.edit", opt=MANAGE)
    async def edit(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Template:
        """The form with what stands now."""
        agency = await find_for_change(user, code)
        return await _show_form(request, AgencyForm.showing(agency), agency)

    @post("/{code:str}", name="agencies.update", opt=MANAGE, status_code=200)
    async def update(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str]
    ) -> Template | Redirect:
        """Change it, unless somebody changed it since the form was opened."""
        agency = await find_for_change(user, code)
        form = AgencyForm.parse(await read_form(request))
        if form.values is None:
            return await _show_form(request, form, agency, status=422)
        version = whole(form.version) or 0
        try:
            await editing.change(agency, form.values, version=version, by=user, at=clock.now())
        except Conflict as conflict:
            form.fail("name", conflict.sentence)
            # What was typed stays; the next press is against what stands now, which is shown beside it.
            form.version = str(agency.version)
            return await _show_form(request, form, agency, status=422, is_stale=True)
        except Refusal as refusal:
            form.fail("valid_until" if form.values.valid_until else "name", refusal.sentence)
            return await _show_form(request, form, agency, status=422)
        return see_other(request, f"/agencies/{agency.code}", "Data perangkat daerah disimpan.")


async def _show_form(
    request: Request,
    form: AgencyForm,
    agency: AgencyRow | None = None,
    *,
    status: int = 200,
    is_stale: bool = False,
) -> Template:
    parents = await _parents(agency)
    return page(
        request,
        "agencies/edit.html" if agency else "agencies/new.html",
        status=status,
        form=form,
        agency=agency,
        kinds=list(words.KINDS.items()),
        parents=parents,
        differences=form.differences(agency, _speaker(parents)) if agency and is_stale else [],
    )


def _speaker(parents: list[tuple[int, str]]) -> Callable[[str, str], str]:
    """Values of the form as people read them."""
    names = {"kind": dict(words.KINDS), "parent": {str(key): name for key, name in parents}}

    def spoken(field: str, value: str) -> str:
        return names.get(field, {}).get(value, value) or "kosong"

    return spoken


async def _parents(agency: AgencyRow | None) -> list[tuple[int, str]]:
    """What may stand above: agencies of today, and the present parent even where it has ended."""
    today = clock.today().date()
    return [
        (row.id, row.name)
        for row in await queries.every()
        if row.is_active(today) or (agency and row.id == agency.parent)
        if agency is None or row.id != agency.id
    ]
