"""*Catat nomor LAPOR!*, for a complaint that somebody has entered there by hand."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.complaints import tracking
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import LaporNumberForm, PressForm
from portal.permissions import Permission
from portal.web import Form, read_form


async def number_box(scene: Scene, form: Form | None) -> Box:
    """Which number LAPOR! has given."""
    return Box(
        "Catat nomor LAPOR!",
        template="complaints/acts/_lapor_number.html",
        url=href(scene.here.complaint.number, Act.NUMBER),
        button="Simpan nomor",
        form=form or LaporNumberForm.blank(),
    )


async def withdrawal_box(scene: Scene, form: Form | None) -> Box:
    """Which number is taken back."""
    complaint = scene.here.complaint
    return Box(
        "Batalkan nomor LAPOR!",
        template="complaints/acts/_press.html",
        url=href(complaint.number, Act.UNNUMBER),
        button="Batalkan nomor",
        form=form or PressForm.blank(),
        more={"effect": f"Nomor {complaint.tracking_id} dilepas. Nomor yang benar dapat dicatat sesudahnya."},
    )


NUMBER = ActPage("Catat nomor LAPOR!", frozenset({Act.NUMBER}), number_box)
WITHDRAWAL = ActPage("Batalkan nomor LAPOR!", frozenset({Act.UNNUMBER}), withdrawal_box)


class LaporNumberController(Controller):
    """Kominfo writes the Tracking ID down."""

    path = "/complaints/{number:str}/lapor-number"
    opt = {"permission": Permission.LAPOR_COPY, "act": Act.NUMBER}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.lapor_number.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, NUMBER)

    @post("/", name="complaints.lapor_number.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Write it down."""
        form = LaporNumberForm.parse(await read_form(here.request))

        async def note() -> None:
            await tracking.note(here.complaint, form.tracking_id, by=here.user, at=here.at)

        return await carry_out(here, NUMBER, form, note, f"Nomor LAPOR! {form.tracking_id} dicatat.")


class LaporNumberWithdrawalController(Controller):
    """Kominfo takes a mistyped one back."""

    path = "/complaints/{number:str}/lapor-number/withdrawal"
    opt = {"permission": Permission.LAPOR_COPY, "act": Act.UNNUMBER}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.lapor_number.withdrawal.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The question."""
        return await show(here, WITHDRAWAL)

    @post("/", name="complaints.lapor_number.withdrawal.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Take it back."""
        form = PressForm.parse(await read_form(here.request))

        async def forget() -> None:
            await tracking.forget(here.complaint, by=here.user, at=here.at)

        return await carry_out(here, WITHDRAWAL, form, forget, "Nomor LAPOR! dibatalkan.")


ROUTES = [LaporNumberController, LaporNumberWithdrawalController]
