"""Approving what the agency answers, in one's own seat or in another's place, or sending it back."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal.complaints import approval
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.follow_ups import draft_shown, find, refuse_changed
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display import told
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import PressForm, ReasonForm
from portal.permissions import Permission
from portal.web import Form, read_form

EFFECT = "Sesudah disetujui, pengaduan menjadi Ditindaklanjuti. Kominfo menyalin jawabannya ke LAPOR!."


async def approval_box(scene: Scene, form: Form | None) -> Box:
    """The answer to be judged."""
    number = scene.here.complaint.number
    return Box(
        "Setujui tindak lanjut",
        template="complaints/acts/_approval.html",
        url=href(number, Act.APPROVE, scene.target),
        form=form or PressForm.blank(),
        more={
            "draft": draft_shown(scene),
            "effect": EFFECT,
            "correction_url": href(number, Act.RETURN_DRAFT, scene.target),
        },
    )


async def stand_in_box(scene: Scene, form: Form | None) -> Box:
    """The answer to be judged, and why it is not the liaison who does."""
    return Box(
        "Setujui sebagai pengganti",
        template="complaints/acts/_stand_in.html",
        url=href(scene.here.complaint.number, Act.APPROVE_IN_PLACE, scene.target),
        form=form or ReasonForm.blank(),
        more={"draft": draft_shown(scene), "effect": EFFECT},
    )


async def correction_box(scene: Scene, form: Form | None) -> Box:
    """What its author has to mend."""
    here = scene.here
    author = scene.draft.author_key if scene.draft else ""
    return Box(
        "Kembalikan untuk diperbaiki",
        template="complaints/acts/_correction.html",
        url=href(here.complaint.number, Act.RETURN_DRAFT, scene.target),
        form=form or ReasonForm.blank(),
        told=await told.by_act(
            here.complaint, Act.RETURN_DRAFT, here.user, here.at, draft=scene.draft_status, to=author
        ),
        more={"draft": draft_shown(scene)},
    )


APPROVAL = ActPage("Setujui tindak lanjut", frozenset({Act.APPROVE}), approval_box)
STAND_IN = ActPage("Setujui sebagai pengganti", frozenset({Act.APPROVE_IN_PLACE}), stand_in_box)
CORRECTION = ActPage("Kembalikan untuk diperbaiki", frozenset({Act.RETURN_DRAFT}), correction_box)


class ApprovalController(Controller):
    """The agency's own approver says yes."""

    path = "/complaints/{number:str}/follow-ups/{draft:int}/approval"
    opt = {"permission": Permission.FOLLOW_UP_APPROVE, "act": Act.APPROVE}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.approval.new")
    async def new(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template:
        """The answer and the button."""
        await find(here, draft)
        return await show(here, APPROVAL)

    @post("/", name="complaints.approval.create")
    async def create(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template | Redirect:
        """Approve it."""
        found = await find(here, draft)
        form = PressForm.parse(await read_form(here.request))
        version, form.version = form.version, ""

        async def approve() -> None:
            refuse_changed(found, version)
            await approval.approve(here.complaint, found, by=here.user, at=here.at)

        return await carry_out(here, APPROVAL, form, approve, "Tindak lanjut disetujui.")


class StandInController(Controller):
    """The head of the agency or Kominfo says yes in the approver's place."""

    path = "/complaints/{number:str}/follow-ups/{draft:int}/approval/stand-in"
    opt = {"permission": Permission.FOLLOW_UP_STAND_IN}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.stand_in.new")
    async def new(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template:
        """The answer, and the reason that is asked."""
        await find(here, draft)
        return await show(here, STAND_IN)

    @post("/", name="complaints.stand_in.create")
    async def create(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template | Redirect:
        """Approve it in place."""
        found = await find(here, draft)
        form = ReasonForm.parse(await read_form(here.request))
        version, form.version = form.version, ""

        async def approve() -> None:
            refuse_changed(found, version)
            await approval.approve_in_place(
                here.complaint, found, reason=form.reason, by=here.user, at=here.at
            )

        return await carry_out(here, STAND_IN, form, approve, "Tindak lanjut disetujui sebagai pengganti.")


class CorrectionController(Controller):
    """Whoever approves sends it back to be mended."""

    path = "/complaints/{number:str}/follow-ups/{draft:int}/correction"
    opt = {"permission": Permission.FOLLOW_UP_APPROVE}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.correction.new")
    async def new(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template:
        """The answer, and what is to be mended."""
        await find(here, draft)
        return await show(here, CORRECTION)

    @post("/", name="complaints.correction.create")
    async def create(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template | Redirect:
        """Send it back."""
        found = await find(here, draft)
        form = ReasonForm.parse(await read_form(here.request))
        version, form.version = form.version, ""

        async def send_back() -> None:
            refuse_changed(found, version)
            await approval.return_draft(here.complaint, found, note=form.reason, by=here.user, at=here.at)

        return await carry_out(here, CORRECTION, form, send_back, "Konsep dikembalikan untuk diperbaiki.")


ROUTES = [ApprovalController, StandInController, CorrectionController]
