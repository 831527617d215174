"""The question for the password before an act that weighs much, and the way back."""

from urllib.parse import quote

from litestar import Controller, get, post
from litestar.response import Redirect, Response, Template

from portal import clock
from portal.accounts import step_up
from portal.accounts.controllers._proof_forms import StepUpForm
from portal.accounts.controllers.profile import me
from portal.accounts.kept import Kept
from portal.accounts.second_factor_duty import ENROLMENT
from portal.accounts.step_up import StepUpNeeded
from portal.errors import Refusal
from portal.web import Request, page, read_form, see_other
from portal.web.refusals import way_back
from portal.web.requests import is_local_path, is_part, path_and_query

PATH = "/step-up"


class StepUpController(Controller):
    """Konfirmasi kata sandi."""

    path = PATH
    opt = ENROLMENT

    @get("/", name="step_up.new")
    async def new(self, request: Request) -> Template:
        """Ask."""
        return _ask(request, StepUpForm.blank({"next": request.query_params.get("next", "")}))

    @post("/", name="step_up.create", status_code=200)
    async def create(self, request: Request) -> Template | Redirect:
        """Take the password and go on to the page that asked for it."""
        form = StepUpForm.parse(await read_form(request))
        if form.errors:
            return _ask(request, form, status=422)
        try:
            await step_up.prove(me(request), form.step_up_password, at=clock.now())
        except Refusal as refusal:
            form.fail(step_up.FIELD, refusal.sentence)
            return _ask(request, form, status=422)
        return see_other(request, form.next if is_local_path(form.next) else "/")


def show(request: Request, needed: StepUpNeeded) -> Response[None] | Redirect | Template:
    """The app's answer to StepUpNeeded: readers are led to the question, a post waits inside of it."""
    if request.method in {"GET", "HEAD"}:
        door = f"/step-up?next={quote(path_and_query(request), safe='')}"
        if is_part(request):
            return Response(None, status_code=401, headers={"HX-Redirect": door})
        return see_other(request, door)
    form = StepUpForm.blank({"next": "" if needed.kept else way_back(request)})
    if needed.trouble:
        form.fail(step_up.FIELD, needed.trouble)
    return _ask(request, form, needed.kept, status=401)


def _ask(request: Request, form: StepUpForm, waiting: Kept | None = None, *, status: int = 200) -> Template:
    is_lost = request.method == "POST" and request.url.path != PATH and waiting is None
    return page(request, "accounts/step_up/new.html", status=status, form=form, kept=waiting, is_lost=is_lost)
