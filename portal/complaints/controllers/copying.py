"""Approved answers on their way into LAPOR!, which a person has to type there."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.complaints import follow_ups
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.follow_ups import find
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.forms.acts import CopiedForm
from portal.complaints.kinds import DraftStatus
from portal.complaints.tables import FollowUp
from portal.permissions import Permission
from portal.web import Form, read_form

DONE = "Jawaban ditandai sudah disalin ke LAPOR!."


def copied_page(answer: FollowUp) -> ActPage:
    """The page of one answer; closed once it has been copied."""

    async def build(scene: Scene, form: Form | None) -> Box:
        row = next(each for each in scene.detail.follow_ups if each.id == answer.id)
        if row.status != DraftStatus.APPROVED or row.copied_to_lapor_on is not None:
            return Box("Sudah disalin", sentence="Jawaban ini sudah ditandai disalin, atau belum disetujui.")
        today = clock.today().date().isoformat()
        return Box(
            "Salin ke LAPOR!",
            template="complaints/acts/_copied.html",
            url=f"{scene.here.url}/follow-ups/{answer.id}/copied",
            form=form or CopiedForm.blank({"copied_on": today}),
            more={"answer": row},
        )

    return ActPage("Salin ke LAPOR!", frozenset({Act.COPY}), build)


class CopiedController(Controller):
    """Note on which day an answer was typed into LAPOR!."""

    path = "/complaints/{number:str}/follow-ups/{answer:int}/copied"
    opt = {"permission": Permission.LAPOR_COPY}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.copied.new")
    async def new(self, here: NamedDependency[Here], answer: FromPath[int]) -> Template:
        """The answer, to be copied, and the date."""
        return await show(here, copied_page(await _find_approved(here, answer)))

    @post("/", name="complaints.copied.create")
    async def create(self, here: NamedDependency[Here], answer: FromPath[int]) -> Template | Redirect:
        """Note the date."""
        found = await _find_approved(here, answer)
        form = CopiedForm.parse(await read_form(here.request))

        async def mark() -> None:
            on = form.day_copied or clock.today().date()
            await follow_ups.mark_copied(here.complaint, found, on=on, by=here.user, at=here.at)

        return await carry_out(here, copied_page(found), form, mark, DONE)


async def _find_approved(here: Here, answer: int) -> FollowUp:
    found = await find(here, answer)
    if found.status != DraftStatus.APPROVED:
        raise NotFoundException
    return found


ROUTES = [CopiedController]
