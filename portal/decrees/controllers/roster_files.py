"""The roster as a workbook: download, and an import that is looked at first."""

import base64
import binascii

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.agencies import queries as agencies
from portal.decrees import events, roster, workbooks
from portal.decrees.controllers.scene import CHANGE, Here, provide_here, show
from portal.decrees.downloads import as_file
from portal.decrees.kinds import EDITABLE
from portal.decrees.roster_files import importing, reading, words, writing
from portal.decrees.roster_files.forms import RosterFileForm
from portal.decrees.tables import Position
from portal.errors import BadInput, Conflict, Refusal
from portal.web import read_form, see_other

LOST = "Isi berkas tidak terbawa. Unggah berkasnya sekali lagi."


class RosterFileController(Controller):
    """Susunan tim as a file, for Kominfo."""

    path = "/decrees/{decree:str}/roster-file"
    opt = CHANGE
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="decrees.roster_file.show")
    async def download(self, here: NamedDependency[Here]) -> Response[bytes]:
        """Everybody who is appointed, with numbers and whole NIPs: in the audit."""
        made = writing.exported(await roster.rows_of(here.decree.id))
        await events.record("roster_exported", here.decree.id, by=here.user, at=here.at)
        return as_file(made, f"susunan-tim-{here.decree.year}.xlsx", workbooks.MEDIA_TYPE)

    @get("/template", name="decrees.roster_file.template.show")
    async def template(self, here: NamedDependency[Here]) -> Response[bytes]:
        """An empty workbook with the names that may be used."""
        positions = Position.select(Position.name).where(Position.decree == here.decree.id)
        names = [row["name"] for row in await positions.order_by(Position.place)]
        places = [choice.name for choice in await agencies.choices()]
        made = writing.template(places, names)
        return as_file(made, f"templat-susunan-tim-{here.decree.year}.xlsx", workbooks.MEDIA_TYPE)

    @get("/import", name="decrees.roster_file.import.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """Which file."""
        return await _show_form(here, RosterFileForm.blank())

    @post("/import", name="decrees.roster_file.import.create", status_code=200)
    async def look(self, here: NamedDependency[Here]) -> Template:
        """What the file would change; nothing is written."""
        form = RosterFileForm.parse(await read_form(here.request))
        try:
            if not form.errors:
                return await _show_preview(here, form.content)
        except BadInput as refusal:
            form.fail("file", refusal.sentence)
        return await _show_form(here, form, status=422)

    @post("/import/confirmation", name="decrees.roster_file.confirmation.create", status_code=200)
    async def confirm(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Write what was shown, whole or not at all."""
        fields = (await read_form(here.request)).fields
        content = _unpacked(fields.get("content", ""))
        seal = fields.get("seal", "")
        try:
            done = await importing.apply(here.decree.id, content, seal=seal, by=here.user, at=here.at)
        except BadInput:
            raise
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show_preview(here, content, sentence=refusal.sentence, status=status)
        return see_other(here.request, here.base, f"{done} baris susunan tim disimpan.")


async def _show_form(here: Here, form: RosterFileForm, *, status: int = 200) -> Template:
    return await show(
        here,
        "decrees/roster/new.html",
        "documents",
        status=status,
        form=form,
        is_open=here.decree.state in EDITABLE,
        largest=reading.LARGEST // 1024,
    )


async def _show_preview(here: Here, content: bytes, *, sentence: str = "", status: int = 200) -> Template:
    return await show(
        here,
        "decrees/roster/preview.html",
        "documents",
        status=status,
        preview=await importing.preview(here.decree.id, content),
        content=base64.urlsafe_b64encode(content).decode(),
        sentence=sentence,
        outcomes=words.OUTCOMES,
        is_open=here.decree.state in EDITABLE,
    )


def _unpacked(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        raise BadInput(LOST) from None


ROUTES = [RosterFileController]
