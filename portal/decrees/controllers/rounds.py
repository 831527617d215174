"""The round in which every agency is asked: opened, watched, reminded."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal import clock
from portal.decrees import roster, rounds
from portal.decrees.controllers.scene import MANAGE, Here, fresh, provide_here, show
from portal.decrees.display import board
from portal.decrees.display.asking import asking
from portal.decrees.forms.particulars import RoundForm
from portal.decrees.kinds import OPEN_ANSWERS
from portal.decrees.states import Step, may
from portal.errors import Conflict, Refusal
from portal.web import read_form, see_other
from portal.workdays import queries as workdays

USUAL_DAYS = 5
"""Working days that agencies usually get to answer."""


class RoundController(Controller):
    """Konfirmasi perangkat daerah."""

    path = "/decrees/{decree:str}"
    opt = MANAGE
    dependencies = {"here": Provide(provide_here)}

    @get("/round", name="decrees.round.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """Who will be asked, and until when."""
        day = (await workdays.calendar()).add(clock.today().date(), USUAL_DAYS)
        return await _show(here, RoundForm.blank({"deadline": day.isoformat()}))

    @post("/round", name="decrees.round.create", status_code=200)
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Ask them all."""
        form = RoundForm.parse(await read_form(here.request))
        if form.errors or form.until is None:
            return await _show(here, form, status=422)
        try:
            count = await rounds.open_round(here.decree.id, deadline=form.until, by=here.user, at=here.at)
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show(await fresh(here), form, status=status, refusal=refusal.sentence)
        return see_other(here.request, f"{here.base}/board", f"{count} perangkat daerah ditanya.")

    @get("/board", name="decrees.board.show")
    async def board(self, here: NamedDependency[Here]) -> Template:
        """Who has answered."""
        rows, calendar = await roster.rows_of(here.decree.id), await workdays.calendar()
        return await show(
            here,
            "decrees/board/show.html",
            "board",
            board=await board.board_of(here.decree.id, rows, calendar, at=here.at),
            may_open=may(Step.OPEN_ROUND, here.decree.state),
            is_running=here.decree.state == "confirmation",
        )

    @post("/board/reminders", name="decrees.reminders.create")
    async def remind(self, here: NamedDependency[Here]) -> Redirect:
        """Another message to those who have not answered."""
        found = await board.confirmations(here.decree.id)
        silent = [row["id"] for row in found if row["state"] in OPEN_ANSWERS]
        count = await rounds.remind(silent, by=here.user, at=here.at)
        return see_other(here.request, f"{here.base}/board", f"{count} perangkat daerah diingatkan.")


async def _show(here: Here, form: RoundForm, *, status: int = 200, refusal: str = "") -> Template:
    is_open = may(Step.OPEN_ROUND, here.decree.state)
    asked = await asking(await roster.rows_of(here.decree.id), here.at) if is_open else []
    return await show(
        here,
        "decrees/board/round.html",
        "board",
        status=status,
        refusal=refusal,
        form=form,
        is_open=is_open,
        asked=asked,
        button=f"Tanyakan kepada {len(asked)} perangkat daerah",
        url=f"{here.base}/round",
        hint="Pengingat dikirim dua hari kerja sebelumnya dan pada harinya; sesudah itu naik ke kepala.",
    )


ROUTES = [RoundController]
