"""Hari Kerja dan Libur: the year's days off, and the hours of the office."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.errors import Refusal
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other
from portal.workdays import holidays, hours, queries, words
from portal.workdays.forms import ExceptionForm, HolidayForm, WeekForm
from portal.workdays.year import year as read_year

MANAGE = {"permission": Permission.WORKDAY_MANAGE}
KINDS = [("public", "Hari libur nasional"), ("joint_leave", "Cuti bersama")]
HOURS = "/workdays/hours"


class WorkdayController(Controller):
    """The days of a year on which nothing falls due."""

    path = "/workdays"
    opt = {"permission": Permission.AGENCY_READ}

    @get("/", name="workdays.index")
    async def index(self, request: Request) -> Template:
        """The year in the address, else the present one."""
        asked = request.query_params.get("year", "")
        number = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today().year
        return await _show_year(request, number, HolidayForm.blank())

    @post("/holidays", name="workdays.holidays.create", opt=MANAGE, status_code=200)
    async def add(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Another day off."""
        form = HolidayForm.parse(await read_form(request))
        if form.holiday is None:
            return await _show_year(request, clock.today().year, form, status=422)
        holiday = form.holiday
        try:
            await holidays.add(holiday, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("day", refusal.sentence)
            shown = holiday.date.year if holiday.date.year in holidays.YEARS else clock.today().year
            return await _show_year(request, shown, form, status=422)
        sentence = f"{words.long_date(holiday.date)} sekarang hari libur."
        return see_other(request, f"/workdays?year={holiday.date.year}", sentence)

    @post("/holidays/{holiday_id:int}/removal", name="workdays.holidays.removal.create", opt=MANAGE)
    async def remove(
        self, request: Request, user: NamedDependency[Actor], holiday_id: FromPath[int]
    ) -> Redirect:
        """A day that is no day off after all."""
        gone = await holidays.withdraw(holiday_id, by=user, at=clock.now())
        sentence = f"{gone.name} pada {words.long_date(gone.date)} dihapus dari hari libur."
        return see_other(request, f"/workdays?year={gone.date.year}", sentence)

    @post("/years/{number:int}/proposal", name="workdays.proposal.create", opt=MANAGE)
    async def propose(
        self, request: Request, user: NamedDependency[Actor], number: FromPath[int]
    ) -> Redirect:
        """Fill a year with what the almanac knows."""
        _check_year(number)
        count = await holidays.propose(number, by=user, at=clock.now())
        return see_other(
            request, f"/workdays?year={number}", f"{count} hari libur ditambahkan. Periksa satu per satu."
        )

    @post("/years/{number:int}/settlement", name="workdays.settlement.create", opt=MANAGE)
    async def settle(self, request: Request, user: NamedDependency[Actor], number: FromPath[int]) -> Redirect:
        """The year's days off are decreed."""
        _check_year(number)
        await holidays.settle(number, by=user, at=clock.now())
        return see_other(request, f"/workdays?year={number}", f"Hari libur {number} ditandai lengkap.")


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
        await hours.set_usual(form.week, by=user, at=clock.now())
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


def _check_year(number: int) -> None:
    if number not in holidays.YEARS:
        raise NotFoundException


async def _show_year(request: Request, number: int, form: HolidayForm, *, status: int = 200) -> Template:
    _check_year(number)
    today = clock.today().date()
    shown = await read_year(number)
    usual, *exceptions = await queries.weeks()
    return page(
        request,
        "workdays/index.html",
        status=status,
        year=shown,
        next_holiday=shown.next_after(today) if number == today.year else None,
        years=[near for near in range(number - 1, number + 2) if near in holidays.YEARS],
        form=form,
        kinds=KINDS,
        usual=usual,
        exceptions=[week for week in exceptions if week.last_day and week.last_day >= today],
        day_names=words.DAYS,
    )


async def _show_hours(request: Request, *, usual: WeekForm | None = None, status: int = 200) -> Template:
    now, *exceptions = await queries.weeks()
    return page(
        request,
        "workdays/hours.html",
        status=status,
        form=usual or WeekForm.showing(now.days),
        exceptions=exceptions,
        day_names=words.DAYS,
    )


def _show_exception(request: Request, form: ExceptionForm, *, status: int = 200) -> Template:
    return page(request, "workdays/exception.html", status=status, form=form, day_names=words.DAYS)


ROUTES = [WorkdayController, HoursController]
