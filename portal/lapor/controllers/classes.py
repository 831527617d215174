"""What an export's classes mean where they are not clearly one of LAPOR!'s four; decided once for each."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from portal import clock
from portal.complaints.kinds import Classification
from portal.complaints.words import CLASSIFICATION
from portal.errors import Refusal
from portal.lapor import class_rules, words
from portal.lapor.forms import ClassForm, ClassWithdrawalForm
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other

PATH = "/lapor/classes"


class ClassController(Controller):
    """Texts that hold complaints back, and those that somebody has settled."""

    path = PATH
    opt = {"permission": Permission.LAPOR_IMPORT}

    @get("/", name="lapor.classes.index")
    async def index(self, request: Request) -> Template:
        """What waits, then what was decided."""
        return await _show(request, {})

    @post("/", name="lapor.classes.create", status_code=200)
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Settle a text, or settle it otherwise."""
        form = ClassForm.parse(await read_form(request))
        if form.errors:
            return await _show(request, {form.text: next(iter(form.errors.values()))}, status=422)
        to = Classification(form.classification)
        try:
            changed = await class_rules.settle(form.text, to, by=user, at=clock.now())
        except Refusal as refusal:
            return await _show(request, {form.text: refusal.sentence}, status=422)
        return see_other(request, PATH, f"{changed} pengaduan sekarang: {CLASSIFICATION[to]}.")

    @post("/withdrawal", name="lapor.classes.withdrawal.create", status_code=200)
    async def withdraw(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Take a word back; what nobody has acted on is held again."""
        form = ClassWithdrawalForm.parse(await read_form(request))
        if form.errors:
            return await _show(request, {form.text: next(iter(form.errors.values()))}, status=422)
        changed = await class_rules.withdraw(form.text, by=user, at=clock.now())
        return see_other(request, PATH, f"Dibatalkan. {changed} pengaduan kembali ditahan.")


async def _show(request: Request, errors: dict[str, str], *, status: int = 200) -> Template:
    return page(
        request,
        "lapor/classes/index.html",
        status=status,
        waiting=await class_rules.undecided(),
        settled=await class_rules.every(),
        classes=words.CLASSES,
        said=CLASSIFICATION,
        errors=errors,
    )
