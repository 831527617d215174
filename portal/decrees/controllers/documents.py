"""Dokumen: the decree as Word and PDF, and the Word template it is made from."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.decrees.controllers.scene import MANAGE, Here, provide_here, show
from portal.decrees.documents import content, package, printing, templates, word
from portal.decrees.documents.forms import TemplateForm
from portal.decrees.downloads import as_file
from portal.errors import BadInput, Refusal
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other

TEMPLATES = "/decree-templates"
PDF = "application/pdf"
BODY = package.LARGEST + 1024 * 1024


class DocumentController(Controller):
    """One decree on paper."""

    path = "/decrees/{decree:str}/documents"
    opt = MANAGE
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="decrees.documents.index")
    async def index(self, here: NamedDependency[Here]) -> Template:
        """What can be printed, and from which template."""
        found = await templates.versions()
        return await show(
            here,
            "decrees/documents/index.html",
            "documents",
            version=found[0] if found and found[0].stored_file else None,
            decree=here.decree,
        )

    @get("/word", name="decrees.documents.word.show")
    async def word(self, here: NamedDependency[Here]) -> Response[bytes]:
        """The Word file."""
        made = await printing.as_word(here.decree, by=here.user, at=here.at)
        return as_file(made, printing.filename(here.decree, "docx"), word.MEDIA_TYPE)

    @get("/preview", name="decrees.documents.preview.show")
    async def preview(self, here: NamedDependency[Here]) -> Response[bytes]:
        """The PDF, shown in the browser."""
        made = await printing.as_pdf(here.decree)
        return as_file(made, printing.filename(here.decree, "pdf"), PDF, inline=True)


class TemplateController(Controller):
    """Templat SK."""

    path = TEMPLATES
    opt = MANAGE

    @get("/", name="decree_templates.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The versions, what may be written in one, and the form for the next."""
        return await _show_templates(request, user, TemplateForm.blank())

    @post("/", name="decree_templates.create", status_code=200, request_max_body_size=BODY)
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Use another template; what is wrong with it is named."""
        _ensure_manages(user)
        form = TemplateForm.parse(await read_form(request))
        try:
            if not form.errors:
                await templates.bring(form.content, form.filename, form.note, by=user, at=clock.now())
                return see_other(
                    request, TEMPLATES, "Templat diganti. SK berikutnya dibuat dari templat ini."
                )
        except BadInput as refusal:
            form.fail("file", refusal.sentence)
        return await _show_templates(request, user, form, status=422)

    @post("/withdrawal", name="decree_templates.withdrawal.create")
    async def go_back(self, request: Request, user: NamedDependency[Actor]) -> Redirect:
        """The template that comes with the portal again."""
        _ensure_manages(user)
        await templates.go_back(by=user, at=clock.now())
        return see_other(request, TEMPLATES, "Templat bawaan dipakai lagi.")

    @get("/{number:int}", name="decree_templates.show")
    async def show(self, user: NamedDependency[Actor], number: FromPath[int]) -> Response[bytes]:
        """A version as a file; 0 is the one that comes with the portal."""
        _ensure_manages(user)
        try:
            found = await templates.content(number) if number else word.built_in()
        except Refusal:
            raise NotFoundException from None
        return as_file(found, f"templat-sk-tim-{number}.docx", word.MEDIA_TYPE)


async def _show_templates(
    request: Request, user: Actor, form: TemplateForm, *, status: int = 200
) -> Template:
    _ensure_manages(user)
    found = await templates.versions()
    context: dict[str, Any] = {
        "versions": found,
        "is_own": bool(found and found[0].stored_file),
        "scalars": sorted(content.SCALARS),
        "lists": {name: sorted(parts) for name, parts in content.LISTS.items()},
        "needed": [*content.NEEDED, *(f"tim.{name}" for name in content.NEEDED_OF_TEAM)],
    }
    return page(request, "decrees/documents/templates.html", status=status, form=form, **context)


def _ensure_manages(user: Actor) -> None:
    if not user.holds(Permission.DECREE_MANAGE, None):
        raise NotFoundException


ROUTES = [DocumentController, TemplateController]
