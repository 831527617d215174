"""*Simpan tampilan ini*: a list under a name of its reader's."""

from urllib.parse import parse_qsl, urlencode

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.complaints import narrowed, saved_views
from portal.complaints.controllers.boxes import address_shown
from portal.complaints.controllers.listing import asked_in
from portal.complaints.display.listed import PATH, href
from portal.complaints.forms.saved_views import SavedViewForm
from portal.complaints.look import Asked
from portal.errors import Conflict, Refusal
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other


class SavedViewController(Controller):
    """Own views, and those shared with everybody."""

    path = f"{PATH}/views"
    opt = {"permission": Permission.COMPLAINT_READ}

    @get("/new", name="complaints.views.new")
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Which list is kept, and under which name."""
        form = SavedViewForm.blank({"query": urlencode(asked_in(request).query)})
        return await _show(request, user, form)

    @post("/", name="complaints.views.create")
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Keep it and go back to the list."""
        form = SavedViewForm.parse(await read_form(request))
        if form.errors:
            return await _show(request, user, form, status=422)
        query, shared = _asked(form).query, bool(form.shared)
        try:
            await saved_views.save(form.name, query, is_shared=shared, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("name", refusal.sentence)
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show(request, user, form, status=status)
        return see_other(request, href(query), f"Tampilan “{form.name}” disimpan.")

    @post("/{public_id:str}/removal", name="complaints.views.removal.create")
    async def remove(
        self, request: Request, user: NamedDependency[Actor], public_id: FromPath[str]
    ) -> Redirect:
        """Put one's own view away, or a shared one where one may share."""
        seen = await saved_views.seen_by(user)
        if not any(view.public_id == public_id and view.may_be_removed_by(user) for view in seen):
            raise NotFoundException
        name = await saved_views.remove(public_id, by=user, at=clock.now())
        return see_other(request, PATH, f"Tampilan “{name}” dihapus.")


async def _show(request: Request, user: Actor, form: SavedViewForm, *, status: int = 200) -> Template:
    asked = _asked(form)
    return page(
        request,
        "complaints/views/new.html",
        status=status,
        headers=address_shown(request),
        form=form,
        narrowed_by=await narrowed.in_words(asked.filters),
        order=asked.look.order(asked.filters).words,
        may_share=saved_views.may_share(user),
        back=href(asked.query),
    )


def _asked(form: SavedViewForm) -> Asked:
    return Asked.parse(dict(parse_qsl(form.query)))


ROUTES = [SavedViewController]
