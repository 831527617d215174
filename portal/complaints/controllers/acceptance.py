"""The agency's yes or no to what it was handed."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.complaints import dispositions
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display import told
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import PressForm, ReasonForm
from portal.permissions import Permission
from portal.web import Form, read_form


async def acceptance_box(scene: Scene, form: Form | None) -> Box:
    """Nothing is asked: the agency takes the complaint on."""
    return Box(
        "Terima",
        template="complaints/acts/_press.html",
        url=href(scene.here.complaint.number, Act.ACCEPT),
        button="Terima",
        form=form or PressForm.blank(),
        more={"effect": "Kominfo melihat bahwa pengaduan ini sudah di tangan perangkat daerah."},
    )


async def return_box(scene: Scene, form: Form | None) -> Box:
    """Why it is not the agency's to answer."""
    here = scene.here
    return Box(
        "Kembalikan (bukan wewenang)",
        template="complaints/acts/_reason.html",
        url=href(here.complaint.number, Act.RETURN),
        button="Kembalikan",
        form=form or ReasonForm.blank(),
        told=await told.by_act(here.complaint, Act.RETURN, here.user, here.at, draft=scene.draft_status),
        more={
            "label": "Mengapa bukan wewenang perangkat daerah Anda?",
            "hint": "Sebutkan perangkat daerah yang berwenang bila Anda tahu.",
            "effect": "Pengaduan kembali ke Kominfo, dan hitungan hari tetap berjalan.",
        },
    )


ACCEPTANCE = ActPage("Terima", frozenset({Act.ACCEPT}), acceptance_box)
RETURN = ActPage("Kembalikan (bukan wewenang)", frozenset({Act.RETURN}), return_box)


class AcceptanceController(Controller):
    """The agency takes the complaint on."""

    path = "/complaints/{number:str}/acceptance"
    opt = {"permission": Permission.COMPLAINT_ACCEPT}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.acceptance.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The button."""
        return await show(here, ACCEPTANCE)

    @post("/", name="complaints.acceptance.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Accept it."""
        form = PressForm.parse(await read_form(here.request))

        async def accept() -> None:
            await dispositions.accept(here.complaint, by=here.user, at=here.at)

        return await carry_out(here, ACCEPTANCE, form, accept, "Pengaduan diterima.")


class ReturnController(Controller):
    """The agency gives back what is not within its authority."""

    path = "/complaints/{number:str}/return"
    opt = {"permission": Permission.COMPLAINT_RETURN}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.return.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, RETURN)

    @post("/", name="complaints.return.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Give it back."""
        form = ReasonForm.parse(await read_form(here.request))

        async def give_back() -> None:
            await dispositions.give_back(here.complaint, reason=form.reason, by=here.user, at=here.at)

        done = f"{here.complaint.number} dikembalikan ke Kominfo."
        return await carry_out(here, RETURN, form, give_back, done)


ROUTES = [AcceptanceController, ReturnController]
