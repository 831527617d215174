"""Declaring a complaint finished, and opening it again."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.complaints import resolution
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display import told
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import ReasonForm, ResolutionForm
from portal.complaints.kinds import DraftStatus, Stage
from portal.permissions import Permission
from portal.web import Form, read_form

NOT_FINAL = "Belum ada tindak lanjut akhir yang disetujui. Pastikan pekerjaannya memang sudah selesai."


async def resolution_box(scene: Scene, form: Form | None) -> Box:
    """A word for the record; a warning where the agency has not said that its work is done."""
    here = scene.here
    final = any(
        each.stage == Stage.FINAL and each.status == DraftStatus.APPROVED for each in scene.detail.follow_ups
    )
    return Box(
        "Nyatakan selesai",
        template="complaints/acts/_resolution.html",
        url=href(here.complaint.number, Act.RESOLVE),
        button="Nyatakan selesai",
        form=form or ResolutionForm.blank(),
        told=await told.by_act(here.complaint, Act.RESOLVE, here.user, here.at, draft=scene.draft_status),
        more={"warning": "" if final else NOT_FINAL},
    )


async def reopening_box(scene: Scene, form: Form | None) -> Box:
    """Why it is not finished after all."""
    here = scene.here
    return Box(
        "Buka kembali",
        template="complaints/acts/_reason.html",
        url=href(here.complaint.number, Act.REOPEN),
        button="Buka kembali",
        form=form or ReasonForm.blank(),
        told=await told.by_act(here.complaint, Act.REOPEN, here.user, here.at, draft=scene.draft_status),
        more={
            "label": "Alasan",
            "hint": "Misalnya: pelapor membalas bahwa masalahnya belum selesai.",
            "effect": "Hitungan hari dimulai lagi.",
        },
    )


RESOLUTION = ActPage("Nyatakan selesai", frozenset({Act.RESOLVE}), resolution_box)
REOPENING = ActPage("Buka kembali", frozenset({Act.REOPEN}), reopening_box)


class ResolutionController(Controller):
    """Kominfo declares it finished."""

    path = "/complaints/{number:str}/resolution"
    opt = {"permission": Permission.COMPLAINT_RESOLVE}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.resolution.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, RESOLUTION)

    @post("/", name="complaints.resolution.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Declare it."""
        form = ResolutionForm.parse(await read_form(here.request))

        async def resolve() -> None:
            happened_at = form.moment(here.at)
            await resolution.resolve(
                here.complaint, note=form.note, by=here.user, at=here.at, happened_at=happened_at
            )

        return await carry_out(here, RESOLUTION, form, resolve, "Pengaduan dinyatakan selesai.")


class ReopeningController(Controller):
    """Kominfo opens it again."""

    path = "/complaints/{number:str}/reopening"
    opt = {"permission": Permission.COMPLAINT_REOPEN}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.reopening.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, REOPENING)

    @post("/", name="complaints.reopening.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Open it."""
        form = ReasonForm.parse(await read_form(here.request))

        async def reopen() -> None:
            await resolution.reopen(here.complaint, reason=form.reason, by=here.user, at=here.at)

        return await carry_out(here, REOPENING, form, reopen, "Pengaduan dibuka kembali.")


ROUTES = [ResolutionController, ReopeningController]
