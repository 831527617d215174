"""A year: its days off, filled from the almanac, and said to be complete."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.permissions import Actor, Permission
from portal.web import Request, read_form, see_other
from portal.workdays import holidays, hooks, queries
from portal.workdays.controllers._year import CONFIRMED, MANAGE, ask_first, check_year, show_year
from portal.workdays.forms import HolidayForm


class WorkdayController(Controller):
    """The days of a year on which nothing falls due."""

    path = "/workdays"
    opt = {"permission": Permission.AGENCY_READ}

    @get("/", name="workdays.index")
    async def index(self, request: Request) -> Template:
        """The year in the address, else the present one."""
        asked = request.query_params.get("year", "")
        number = int(asked) if asked.isdecimal() and len(asked) == 4 else clock.today().year
        return await show_year(request, number, HolidayForm.blank())

    @post("/years/{number:int}/proposal", name="workdays.proposal.create", opt=MANAGE, status_code=200)
    async def propose(
        self, request: Request, user: NamedDependency[Actor], number: FromPath[int]
    ) -> Template | Redirect:
        """Fill a year with what the almanac knows."""
        check_year(number)
        if not (await read_form(request)).fields.get(CONFIRMED):
            missing = holidays.proposed(number, {row.day for row in await queries.holidays_in(number)})
            after = (await queries.calendar()).changed(missing)
            foreseen = await hooks.foresee(after, [found.date for found in missing])
            if foreseen.count:
                return ask_first(request, f"Isi {len(missing)} hari libur tahun {number}?", foreseen, {})
        count = await holidays.propose(number, by=user, at=clock.now())
        return see_other(
            request, f"/workdays?year={number}", f"{count} hari libur ditambahkan. Periksa satu per satu."
        )

    @post("/years/{number:int}/settlement", name="workdays.settlement.create", opt=MANAGE)
    async def settle(self, request: Request, user: NamedDependency[Actor], number: FromPath[int]) -> Redirect:
        """The year's days off are decreed."""
        check_year(number)
        await holidays.settle(number, by=user, at=clock.now())
        return see_other(request, f"/workdays?year={number}", f"Hari libur {number} ditandai lengkap.")
