"""One day off: added, corrected, removed. What would move is shown before it does."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.errors import Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other
from portal.workdays import calendar as core
from portal.workdays import holidays, hooks, queries, words
from portal.workdays.controllers._year import CONFIRMED, KINDS, MANAGE, ask_first, show_year
from portal.workdays.forms import EditedHolidayForm, HolidayForm
from portal.workdays.hooks import Foreseen
from portal.workdays.queries import HolidayRow


class HolidayController(Controller):
    """Hari libur."""

    path = "/workdays/holidays"
    opt = MANAGE

    @post("/", name="workdays.holidays.create", status_code=200)
    async def add(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Another day off."""
        posted = (await read_form(request)).fields
        form = HolidayForm.parse(posted)
        if form.holiday is None:
            return await show_year(request, clock.today().year, form, status=422)
        holiday = form.holiday
        foreseen = Foreseen() if posted.get(CONFIRMED) else await _foresee(added=holiday)
        if foreseen.count:
            sentence = f"Jadikan {words.long_date(holiday.date)} hari libur?"
            return ask_first(request, sentence, foreseen, form.fields)
        try:
            await holidays.add(holiday, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("day", refusal.sentence)
            shown = holiday.date.year if holiday.date.year in holidays.YEARS else clock.today().year
            return await show_year(request, shown, form, status=422)
        sentence = f"{words.long_date(holiday.date)} sekarang hari libur."
        return see_other(request, f"/workdays?year={holiday.date.year}", sentence)

    @get("/{holiday_id:int}", name="workdays.holidays.edit")
    async def edit(self, request: Request, holiday_id: FromPath[int]) -> Template:
        """The form with what stands now."""
        row = await _find(holiday_id)
        return _show(request, row, EditedHolidayForm.showing(row))

    @post("/{holiday_id:int}", name="workdays.holidays.update", status_code=200)
    async def update(
        self, request: Request, user: NamedDependency[Actor], holiday_id: FromPath[int]
    ) -> Template | Redirect:
        """Correct it, unless somebody changed it since the form was opened."""
        row = await _find(holiday_id)
        posted = (await read_form(request)).fields
        form = EditedHolidayForm.parse(posted)
        if form.holiday is None:
            return _show(request, row, form, status=422)
        holiday, moves = form.holiday, form.holiday.date != row.day
        if moves and not posted.get(CONFIRMED):
            foreseen = await _foresee(added=holiday, removed=row)
            sentence = f"Pindahkan {row.name} ke {words.long_date(holiday.date)}?"
            if foreseen.count:
                return ask_first(request, sentence, foreseen, form.fields)
        version = whole(form.version) or 0
        try:
            await holidays.change(row, holiday, version=version, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("day", refusal.sentence)
            form.version = str(row.version)
            stands = row if isinstance(refusal, Conflict) else None
            return _show(request, row, form, status=422, stands=stands)
        return see_other(request, f"/workdays?year={holiday.date.year}", "Hari libur disimpan.")

    @post("/{holiday_id:int}/removal", name="workdays.holidays.removal.create", status_code=200)
    async def remove(
        self, request: Request, user: NamedDependency[Actor], holiday_id: FromPath[int]
    ) -> Template | Redirect:
        """A day that is no day off after all."""
        row = await queries.holiday(holiday_id)
        if row and not (await read_form(request)).fields.get(CONFIRMED):
            foreseen = await _foresee(removed=row)
            sentence = f"Hapus {row.name}, {words.long_date(row.day)}, dari hari libur?"
            if foreseen.count:
                return ask_first(request, sentence, foreseen, {})
        gone = await holidays.withdraw(holiday_id, by=user, at=clock.now())
        sentence = f"{gone.name} pada {words.long_date(gone.date)} dihapus dari hari libur."
        return see_other(request, f"/workdays?year={gone.date.year}", sentence)


async def _find(holiday_id: int) -> HolidayRow:
    row = await queries.holiday(holiday_id)
    if row is None:
        raise NotFoundException
    return row


async def _foresee(*, added: core.Holiday | None = None, removed: HolidayRow | None = None) -> Foreseen:
    """What would move if the one came and the other went."""
    came, went = ([added] if added else []), ([removed.day] if removed else [])
    after = (await queries.calendar()).changed(came, went)
    return await hooks.foresee(after, [*(each.date for each in came), *went])


def _show(
    request: Request,
    row: HolidayRow,
    form: EditedHolidayForm,
    *,
    status: int = 200,
    stands: HolidayRow | None = None,
) -> Template:
    return page(
        request, "workdays/holiday.html", status=status, row=row, form=form, kinds=KINDS, stands=stands
    )
