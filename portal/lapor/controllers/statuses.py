"""LAPOR!'s statuses and the bucket of the rapor that each counts in."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from portal import clock
from portal.complaints.words import BUCKET
from portal.errors import Refusal
from portal.lapor import status_rules, words
from portal.lapor.forms import StatusForm
from portal.lapor.statuses import Bucket
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other

PATH = "/lapor/statuses"


class StatusController(Controller):
    """The table that Kominfo edits when LAPOR! calls things otherwise."""

    path = PATH
    opt = {"permission": Permission.LAPOR_IMPORT}

    @get("/", name="lapor.statuses.index")
    async def index(self, request: Request) -> Template:
        """All rules, and the form for another."""
        return await _show(request, StatusForm.blank())

    @post("/", name="lapor.statuses.create", status_code=200)
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Add a status, or let one count elsewhere."""
        form = StatusForm.parse(await read_form(request))
        if form.errors:
            return await _show(request, form, status=422)
        bucket = Bucket(form.bucket)
        try:
            await status_rules.settle(
                form.text, bucket, by=user, at=clock.now(), is_prefix=bool(form.is_prefix)
            )
        except Refusal as refusal:
            form.fail("text", refusal.sentence)
            return await _show(request, form, status=422)
        return see_other(request, PATH, f"Status “{form.text}” sekarang dikenali.")


async def _show(request: Request, form: StatusForm, *, status: int = 200) -> Template:
    return page(
        request,
        "lapor/statuses/index.html",
        status=status,
        form=form,
        statuses=await status_rules.every(),
        said=BUCKET,
        buckets=words.BUCKETS,
    )
