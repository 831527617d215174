"""Jam kerja: the usual week and the weeks that replace it."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.errors import Conflict
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other
from portal.workdays import hours, queries, words
from portal.workdays.controllers._year import MANAGE
from portal.workdays.forms import ExceptionForm, WeekForm

HOURS = "/workdays/hours"


class HoursController(Controller):
    """The usual week and the weeks that replace it."""

    path = HOURS
    opt = MANAGE

    @get("/", name="workdays.hours.edit")
    async def edit(self, request: Request) -> Template:
        """Both forms, the usual week filled in."""
        return await _show_hours(request)

    @post("/", name="workdays.hours.update", status_code=200)
    async def update(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Another usual week."""
        form = WeekForm.parse(await read_form(request))
        if not form.errors and not form.week:
            form.fail("opens_0", hours.NEVER_OPEN)
        if form.errors:
            return await _show_hours(request, usual=form, status=422)
        try:
            await hours.set_usual(form.week, by=user, at=clock.now(), seen=form.seen_week)
        except Conflict as conflict:
            form.fail("opens_0", conflict.sentence)
            return await _show_hours(request, usual=form, status=422, is_stale=True)
        return see_other(request, "/workdays", "Jam kerja disimpan.")

    @get("/exceptions/new", name="workdays.exceptions.new")
    async def new(self, request: Request) -> Template:
        """The form for a week that replaces the usual one for a while."""
        return _show_exception(request, ExceptionForm.blank())

    @post("/exceptions", name="workdays.exceptions.create", status_code=200)
    async def add(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Other hours for some days."""
        form = ExceptionForm.parse(await read_form(request))
        if form.errors or form.days is None:
            return _show_exception(request, form, status=422)
        await hours.add_exception(form.name, form.days, form.week, by=user, at=clock.now())
        return see_other(request, HOURS, "Jam kerja khusus ditambahkan.")

    @post("/exceptions/{week_id:int}/removal", name="workdays.exceptions.removal.create")
    async def remove(
        self, request: Request, user: NamedDependency[Actor], week_id: FromPath[int]
    ) -> Redirect:
        """The usual hours again."""
        await hours.withdraw_exception(week_id, by=user, at=clock.now())
        return see_other(request, HOURS, "Jam kerja khusus dihapus.")


async def _show_hours(
    request: Request, *, usual: WeekForm | None = None, status: int = 200, is_stale: bool = False
) -> Template:
    now, *exceptions = await queries.weeks()
    if usual and is_stale:
        usual.seen = str(now.id)
    return page(
        request,
        "workdays/hours.html",
        status=status,
        form=usual or WeekForm.showing(now.days, key=now.id),
        stands=now.days if is_stale else None,
        home=HOURS,
        owner=None,
        has_own=False,
        exceptions=exceptions,
        day_names=words.DAYS,
    )


def _show_exception(request: Request, form: ExceptionForm, *, status: int = 200) -> Template:
    return page(
        request,
        "workdays/exception.html",
        status=status,
        form=form,
        day_names=words.DAYS,
        home=HOURS,
        owner=None,
    )
