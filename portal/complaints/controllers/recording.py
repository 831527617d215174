"""Recording by hand what reached Kominfo or an agency outside LAPOR!."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import queries as agencies
from portal.complaints import intake, page_queries, queries, words
from portal.complaints.controllers.boxes import address_shown
from portal.complaints.forms import attachments
from portal.complaints.forms.dated import check_choice
from portal.complaints.forms.intake import ComplaintForm
from portal.complaints.kinds import Classification
from portal.complaints.page_queries import Option
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other

CHANNELS = tuple(words.CHANNEL.items())
CLASSES = tuple((code, word) for code, word in words.CLASSIFICATION.items() if code != Classification.HELD)
HIDDEN = "Pengaduan berkadar pengawasan hanya dapat dibuka Kominfo dan Inspektorat."


class RecordingController(Controller):
    """The manual form."""

    path = "/complaints/new"
    opt = {"permission": Permission.COMPLAINT_CREATE}
    request_max_body_size = attachments.LARGEST_BODY

    @get("/", name="complaints.new")
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The empty form, as if it came in now."""
        today = clock.today()
        form = ComplaintForm.blank({"received_on": today.date().isoformat()})
        return await _show(request, user, form)

    @post("/", name="complaints.create")
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Record it; the same form sent twice is one complaint."""
        posted, at = await read_form(request), clock.now()
        form = ComplaintForm.parse(posted)
        await _check_choices(form, user)
        form.attached = await attachments.keep(form, posted, "files", by=user, at=at)
        if form.errors:
            return await _show(request, user, form, status=422)
        try:
            office = int(form.office) if form.office else None
            complaint = await intake.record(form.complaint(office, at), by=user, at=at)
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show(request, user, form, status=status, refusal=refusal.sentence)
        return await _go_on(request, user, complaint.number)


async def _show(
    request: Request, user: Actor, form: ComplaintForm, *, status: int = 200, refusal: str = ""
) -> Template:
    offices = await _offices(user)
    return page(
        request,
        "complaints/new.html",
        status=status,
        headers=address_shown(request),
        form=form,
        refusal=refusal,
        offices=offices,
        is_for_agency=bool(offices),
        channels=CHANNELS,
        classes=CLASSES,
        **await _choices(),
    )


async def _choices() -> dict[str, Any]:
    options = await page_queries.options()
    return {"categories": options.categories, "districts": options.districts}


async def _offices(user: Actor) -> tuple[Option, ...]:
    """The agencies that the reader may record for; none where it is for Kominfo."""
    own = user.agencies_for(Permission.COMPLAINT_CREATE)
    names = await agencies.names()
    return () if own is None else tuple((str(key), names[key]) for key in sorted(own))


async def _check_choices(form: ComplaintForm, user: Actor) -> None:
    options, offices = await page_queries.options(), await _offices(user)
    check_choice(form, "category", options.categories)
    check_choice(form, "district", options.districts)
    check_choice(form, "office", offices)
    if offices and not form.office:
        form.fail("office", "Pilih perangkat daerah yang mencatat.")


async def _go_on(request: Request, user: Actor, number: str) -> Redirect:
    done = f"{number} dicatat. Pengaduan menunggu verifikasi Kominfo."
    if await queries.find_for(user, Permission.COMPLAINT_READ, number):
        return see_other(request, f"/complaints/{number}", done)
    return see_other(request, "/complaints", f"{done} {HIDDEN}")


ROUTES = [RecordingController]
