"""The year as a page, and the question that comes before a change that moves deadlines."""

from collections.abc import Mapping

from litestar.exceptions import NotFoundException
from litestar.response import Template

from portal import clock
from portal.permissions import Permission
from portal.web import Request, page
from portal.workdays import holidays, queries, words
from portal.workdays.forms import HolidayForm
from portal.workdays.hooks import Foreseen
from portal.workdays.year import year as read_year

MANAGE = {"permission": Permission.WORKDAY_MANAGE}
KINDS = [("public", "Hari libur nasional"), ("joint_leave", "Cuti bersama")]
CONFIRMED = "confirmed"


def check_year(number: int) -> None:
    """404 for a year that the calendar does not reach."""
    if number not in holidays.YEARS:
        raise NotFoundException


async def show_year(request: Request, number: int, form: HolidayForm, *, status: int = 200) -> Template:
    """Days off by month with the form for another one, and the hours of the office."""
    check_year(number)
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


def ask_first(request: Request, sentence: str, foreseen: Foreseen, fields: Mapping[str, str]) -> Template:
    """What a change would move; the same address with the same fields does it."""
    return page(
        request,
        "workdays/confirmation.html",
        sentence=sentence,
        foreseen=foreseen,
        action=request.url.path,
        fields={**fields, CONFIRMED: "1"},
    )
