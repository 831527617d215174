"""*Unduh*: asking for a file of the list; the worker makes it, and the job's page hands it over."""

from urllib.parse import parse_qsl, urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from portal import clock
from portal.complaints import counts, narrowed
from portal.complaints.controllers.boxes import address_shown
from portal.complaints.controllers.listing import asked_in
from portal.complaints.display.listed import PATH, href
from portal.complaints.exports import asking
from portal.complaints.exports.asking import Format
from portal.complaints.forms.exports import ExportForm
from portal.complaints.look import Asked
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other

KINDS = (
    (Format.SHEET, "Excel: satu baris untuk setiap pengaduan, untuk diolah lagi"),
    (Format.RECAP, "Rekap Word: tabel siap cetak dengan tanggapan dan keterangan"),
)


class ExportController(Controller):
    """Exactly the list that the reader has before them."""

    path = f"{PATH}/exports"
    opt = {"permission": Permission.COMPLAINT_EXPORT}

    @get("/new", name="complaints.exports.new")
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """What will be in the file, and which kind of file."""
        asked = asked_in(request)
        return await _show(request, user, asked, ExportForm.blank({"format": Format.SHEET}))

    @post("/", name="complaints.exports.create")
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Ask for it and go where it can be waited for."""
        form = ExportForm.parse(await read_form(request))
        asked = Asked.parse(dict(parse_qsl(form.query)))
        if form.errors:
            return await _show(request, user, asked, form, status=422)
        job = await asking.ask(asked.query, Format(form.format), by=user, at=clock.now())
        return see_other(request, f"/jobs/{job}")


async def _show(
    request: Request, user: Actor, asked: Asked, form: ExportForm, *, status: int = 200
) -> Template:
    return page(
        request,
        "complaints/exports/new.html",
        status=status,
        headers=address_shown(request),
        form=form,
        kinds=KINDS,
        total=await counts.total(user, asked.filters, clock.now()),
        narrowed_by=await narrowed.in_words(asked.filters),
        order=asked.look.order(asked.filters).words,
        query=urlencode(asked.query),
        back=href(asked.query),
    )


ROUTES = [ExportController]
