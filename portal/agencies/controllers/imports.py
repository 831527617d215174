"""A list of agencies: upload, look, confirm. The file travels with the form, so nothing is kept meanwhile."""

import base64
import binascii

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import imports, words
from portal.agencies.controllers._agency import MANAGE, ensure_manages
from portal.agencies.forms import FileForm
from portal.errors import BadInput, Conflict
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other

LOST = "Isi berkas tidak terbawa. Unggah berkasnya sekali lagi."


class ImportController(Controller):
    """Impor perangkat daerah."""

    path = "/agencies/imports"
    opt = MANAGE

    @get("/", name="agencies.imports.new")
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Which file, and how it should look."""
        ensure_manages(user, None)
        return page(request, "agencies/imports/new.html", form=FileForm.blank(), kinds=words.KINDS)

    @post("/", name="agencies.imports.create", status_code=200)
    async def preview(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """What the file would change; nothing is written."""
        ensure_manages(user, None)
        form = FileForm.parse(await read_form(request))
        try:
            if not form.errors:
                return await _show_preview(request, form.content)
        except BadInput as refusal:
            form.fail("file", refusal.sentence)
        return page(request, "agencies/imports/new.html", status=422, form=form, kinds=words.KINDS)

    @post("/confirmation", name="agencies.imports.confirmation.create", status_code=200)
    async def confirm(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Write what was shown."""
        ensure_manages(user, None)
        fields = (await read_form(request)).fields
        content = _unpacked(fields.get("content", ""))
        try:
            done = await imports.apply(
                content, by=user, at=clock.now(), seal=fields.get("seal", "") or "none"
            )
        except Conflict as conflict:
            return await _show_preview(request, content, sentence=conflict.sentence, status=409)
        sentence = f"{done.created} perangkat daerah ditambahkan, {done.updated} diubah."
        return see_other(request, "/agencies", sentence)


async def _show_preview(
    request: Request, content: bytes, *, sentence: str = "", status: int = 200
) -> Template:
    return page(
        request,
        "agencies/imports/preview.html",
        status=status,
        preview=await imports.preview(content),
        content=base64.urlsafe_b64encode(content).decode(),
        sentence=sentence,
        outcomes=words.OUTCOMES,
        kinds=words.KINDS,
    )


def _unpacked(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        raise BadInput(LOST) from None
