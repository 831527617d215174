"""Internal notes."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.complaints import notes
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import TextForm
from portal.permissions import Permission
from portal.web import Form, read_form


async def note_box(scene: Scene, form: Form | None) -> Box:
    """For colleagues only."""
    return Box(
        "Catatan internal",
        template="complaints/acts/_text.html",
        url=href(scene.here.complaint.number, Act.NOTE),
        button="Simpan catatan",
        form=form or TextForm.blank(),
        more={
            "label": "Catatan",
            "hint": "Dibaca petugas yang boleh membuka pengaduan ini. Tidak pernah menjadi bagian jawaban.",
            "asked": "",
        },
    )


NOTE = ActPage("Catatan internal", frozenset({Act.NOTE}), note_box)


class NoteController(Controller):
    """Write a note into the timeline."""

    path = "/complaints/{number:str}/notes"
    opt = {"permission": Permission.COMPLAINT_NOTE}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.notes.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, NOTE)

    @post("/", name="complaints.notes.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Write it."""
        form = TextForm.parse(await read_form(here.request))

        async def write() -> None:
            once = form.once or None
            await notes.write(here.complaint, text=form.text, by=here.user, at=here.at, once=once)

        return await carry_out(here, NOTE, form, write, "Catatan disimpan.")


ROUTES = [NoteController]
