"""Jam kerja of one agency, where it differs from the office's."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies.controllers._agency import find_agency
from portal.agencies.queries import AgencyRow
from portal.errors import Conflict
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other
from portal.workdays import hours, queries, words
from portal.workdays.forms import ExceptionForm, WeekForm


class AgencyHoursController(Controller):
    """Its own week and its own exceptions."""

    path = "/agencies/{code:str}/hours"
    opt = {"permission": Permission.WORKDAY_MANAGE}

    @get("/", name="agencies.hours.edit")
    async def edit(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Template:
        """The form with its own hours, else with the office's."""
        return await _show(request, await _find(user, code))

    @post("/", name="agencies.hours.update", status_code=200)
    async def update(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str]
    ) -> Template | Redirect:
        """Hours of its own from now on."""
        agency = await _find(user, code)
        form = WeekForm.parse(await read_form(request))
        if not form.errors and not form.week:
            form.fail("opens_0", hours.NEVER_OPEN)
        if form.errors:
            return await _show(request, agency, form, status=422)
        try:
            await hours.set_usual(form.week, by=user, at=clock.now(), agency=agency.id, seen=form.seen_week)
        except Conflict as conflict:
            form.fail("opens_0", conflict.sentence)
            return await _show(request, agency, form, status=422, is_stale=True)
        return see_other(request, _home(agency), "Jam kerja disimpan.")

    @post("/withdrawal", name="agencies.hours.withdrawal.create")
    async def follow(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Redirect:
        """The office's hours again."""
        agency = await _find(user, code)
        await hours.drop_own(agency.id, by=user, at=clock.now())
        return see_other(request, _home(agency), f"{agency.short_name} mengikuti jam kantor lagi.")

    @get("/exceptions/new", name="agencies.hours.exceptions.new")
    async def new(self, request: Request, user: NamedDependency[Actor], code: FromPath[str]) -> Template:
        """The form for other hours for some days."""
        return _show_exception(request, await _find(user, code), ExceptionForm.blank())

    @post("/exceptions", name="agencies.hours.exceptions.create", status_code=200)
    async def add(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str]
    ) -> Template | Redirect:
        """Other hours for some days, here only."""
        agency = await _find(user, code)
        form = ExceptionForm.parse(await read_form(request))
        if form.errors or form.days is None:
            return _show_exception(request, agency, form, status=422)
        await hours.add_exception(form.name, form.days, form.week, by=user, at=clock.now(), agency=agency.id)
        return see_other(request, _home(agency), "Jam kerja khusus ditambahkan.")

    @post("/exceptions/{week_id:int}/removal", name="agencies.hours.exceptions.removal.create")
    async def remove(
        self, request: Request, user: NamedDependency[Actor], code: FromPath[str], week_id: FromPath[int]
    ) -> Redirect:
        """The usual hours again."""
        agency = await _find(user, code)
        await hours.withdraw_exception(week_id, by=user, at=clock.now(), agency=agency.id)
        return see_other(request, _home(agency), "Jam kerja khusus dihapus.")


async def _find(user: Actor, code: str) -> AgencyRow:
    agency = await find_agency(code)
    if not user.holds(Permission.WORKDAY_MANAGE, agency.id):
        raise PermissionDeniedException
    return agency


def _home(agency: AgencyRow) -> str:
    return f"/agencies/{agency.code}/hours"


async def _show(
    request: Request,
    agency: AgencyRow,
    form: WeekForm | None = None,
    *,
    status: int = 200,
    is_stale: bool = False,
) -> Template:
    own = await queries.weeks(agency.id)
    usual = next((week for week in own if week.is_usual), None)
    shown, key = usual or (await queries.weeks())[0], usual.id if usual else 0
    if form and is_stale:
        form.seen = str(key)
    return page(
        request,
        "workdays/hours.html",
        status=status,
        form=form or WeekForm.showing(shown.days, key=key),
        stands=shown.days if is_stale else None,
        exceptions=[week for week in own if not week.is_usual],
        day_names=words.DAYS,
        home=_home(agency),
        owner=agency,
        has_own=usual is not None,
    )


def _show_exception(
    request: Request, agency: AgencyRow, form: ExceptionForm, *, status: int = 200
) -> Template:
    return page(
        request,
        "workdays/exception.html",
        status=status,
        form=form,
        day_names=words.DAYS,
        home=_home(agency),
        owner=agency,
    )
