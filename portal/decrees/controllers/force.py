"""Putting a decree in force, with the page that says first what changes; withdrawing it."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.accounts import step_up
from portal.decrees import enactment, withdrawal
from portal.decrees.controllers.scene import ENACT, Here, fresh, provide_here, show
from portal.decrees.display.changes import Changes, changes_of
from portal.decrees.forms.particulars import ReasonForm, SureForm
from portal.decrees.states import WORDS, Standing, Step, may
from portal.errors import Conflict, Refusal
from portal.web import Form, read_form, see_other
from portal.workdays.words import long_date

CHANGED = "SK ini diubah sejak halaman ini dibuka. Periksa sekali lagi."


class EnactmentController(Controller):
    """Yang akan berubah, and the press."""

    path = "/decrees/{decree:str}/enactment"
    opt = ENACT
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="decrees.enactment.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """Exactly what pressing changes."""
        return await _show(here, SureForm.blank())

    @post("/", name="decrees.enactment.create", opt={**ENACT, **step_up.AGAIN}, status_code=200)
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Put it in force; of two who press at once one does."""
        form = SureForm.parse(await read_form(here.request))
        if form.errors:
            return await _show(here, form, status=422)
        try:
            if form.version != str(here.decree.version):
                raise Conflict(CHANGED)
            await enactment.enact(here.decree.id, by=here.user, at=here.at)
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show(await fresh(here), form, status=status, refusal=refusal.sentence)
        return see_other(here.request, here.base, "SK diberlakukan. Undangan dan pemberitahuan menyusul.")


class WithdrawalController(Controller):
    """Cabut SK."""

    path = "/decrees/{decree:str}/withdrawal"
    opt = ENACT
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="decrees.withdrawal.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """What withdrawing does."""
        return await _show_withdrawal(here, ReasonForm.blank())

    @post("/", name="decrees.withdrawal.create", opt={**ENACT, **step_up.AGAIN}, status_code=200)
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Withdraw it; its predecessor holds again."""
        form = ReasonForm.parse(await read_form(here.request))
        if form.errors:
            return await _show_withdrawal(here, form, status=422)
        try:
            await withdrawal.withdraw(here.decree.id, reason=form.reason, by=here.user, at=here.at)
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show_withdrawal(await fresh(here), form, status=status, refusal=refusal.sentence)
        return see_other(here.request, here.base, "SK dicabut.")


async def _show(here: Here, form: Form, *, status: int = 200, refusal: str = "") -> Template:
    is_signed = may(Step.ENACT, here.decree.state)
    changes, starts = None, ""
    if is_signed:
        preview = await enactment.preview(here.decree.id, by=here.user, at=here.at)
        changes, starts = changes_of(preview), long_date(preview.starts_at)
    return await show(
        here,
        "decrees/enactment/show.html",
        "enactment",
        status=status,
        refusal=refusal,
        form=form,
        changes=changes,
        box=_box(here, changes, starts),
    )


def _box(here: Here, changes: Changes | None, starts: str) -> dict[str, Any]:
    if changes is None:
        sentence = f"SK ini {WORDS[here.standing].lower()}. {NOT_YET.get(here.standing, '')}".strip()
        return {"heading": "Belum dapat diberlakukan", "sentence": sentence, "is_open": False, "version": ""}
    return {
        "heading": f"Berlaku mulai {starts}",
        "sentence": "Hak dan pemberitahuan berubah pada saat itu, juga bila tidak ada yang membuka portal.",
        "is_open": not changes.troubles,
        "version": here.decree.version,
    }


NOT_YET = {
    Standing.DRAFT: "Yang akan berubah terlihat di sini sesudah SK ditandatangani dan dicatat.",
    Standing.CONFIRMATION: "Yang akan berubah terlihat di sini sesudah SK ditandatangani dan dicatat.",
    Standing.READY: "Yang akan berubah terlihat di sini sesudah SK ditandatangani dan dicatat.",
}


async def _show_withdrawal(here: Here, form: Form, *, status: int = 200, refusal: str = "") -> Template:
    is_open, changes = may(Step.WITHDRAW, here.decree.state), None
    if is_open and here.standing in {Standing.IN_FORCE, Standing.AHEAD, Standing.SUPERSEDED}:
        changes = changes_of(await withdrawal.preview(here.decree.id, by=here.user, at=here.at))
    return await show(
        here,
        "decrees/enactment/withdrawal.html",
        "",
        status=status,
        refusal=refusal,
        form=form,
        changes=changes,
        is_open=is_open,
    )


ROUTES = [EnactmentController, WithdrawalController]
