"""What the agency did: written with photos, saved as a draft, submitted."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal.complaints import follow_ups, words
from portal.complaints.acting import known
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display import told
from portal.complaints.display.offers import Target, href
from portal.complaints.follow_ups import CHANGED, Content
from portal.complaints.forms import attachments
from portal.complaints.forms.acts import FollowUpForm, PressForm
from portal.complaints.forms.dated import moment
from portal.complaints.kinds import DraftStatus, Stage
from portal.complaints.tables import FollowUp
from portal.errors import Conflict
from portal.files import StoredFileRow
from portal.permissions import Permission
from portal.web import Form, Posted, read_form

STAGES = {
    Stage.FIRST: "Awal: tindakan pertama, belum tentu selesai",
    Stage.INTERIM: "Lanjutan: masih dikerjakan, dengan tanggal selesai",
    Stage.FINAL: "Akhir: pekerjaan sudah selesai",
}
SUBMITTED = "Tindak lanjut diajukan untuk disetujui."
SAVED = "Konsep disimpan."


async def draft_box(scene: Scene, form: Form | None) -> Box:
    """A new follow-up; the agency may also just say that it has the complaint in hand."""
    here = scene.here
    accepts = Act.ACCEPT in scene.acts and here.user.holds_at(
        Permission.COMPLAINT_ACCEPT, here.complaint.agency
    )
    first = Stage.FINAL if known(here.complaint.answered_at) else Stage.FIRST
    return Box(
        "Tindak lanjut",
        template="complaints/acts/_follow_up.html",
        url=href(here.complaint.number, Act.DRAFT),
        form=form or FollowUpForm.blank({"stage": first}),
        told=await _told(scene, here.user.key),
        more={
            **_stages(scene),
            "version": "",
            "returned_note": "",
            "accept_url": href(here.complaint.number, Act.ACCEPT) if accepts else "",
            "files": (),
            "kept": _kept(form),
        },
    )


async def revision_box(scene: Scene, form: Form | None) -> Box:
    """The draft as it was saved last, with what its approver wants mended."""
    here, row, draft = scene.here, scene.draft_row, scene.draft
    if row is None or draft is None:
        raise NotFoundException
    saved = {
        "text": row.text,
        "stage": row.stage,
        "promised_date": row.promised_date.isoformat() if row.promised_date else "",
    }
    is_returned = row.status == DraftStatus.RETURNED
    return Box(
        "Perbaiki tindak lanjut" if is_returned else "Lanjutkan konsep",
        template="complaints/acts/_follow_up.html",
        url=href(here.complaint.number, Act.REVISE, Target(draft=row.id)),
        form=form or FollowUpForm.blank(saved),
        told=await _told(scene, row.author_key),
        more={
            **_stages(scene),
            "version": row.version,
            "returned_note": row.decision_note if is_returned else "",
            "accept_url": "",
            "files": scene.files_of(row.files),
            "kept": _kept(form),
        },
    )


async def submission_box(scene: Scene, form: Form | None) -> Box:
    """The saved draft as it will be read by whoever approves it."""
    here, row = scene.here, scene.draft_row
    if row is None:
        raise NotFoundException
    return Box(
        "Ajukan",
        template="complaints/acts/_press.html",
        url=href(here.complaint.number, Act.SUBMIT, Target(draft=row.id)),
        button="Ajukan",
        form=form or PressForm.blank(),
        told=await _told(scene, row.author_key),
        more={"effect": "Konsep ini diajukan untuk disetujui.", "draft": draft_shown(scene)},
    )


def draft_shown(scene: Scene) -> dict[str, Any]:
    """The open follow-up as the boxes of its readers show it."""
    row = scene.draft_row
    if row is None:
        raise NotFoundException
    return {
        "author_name": row.author_name,
        "stage": words.STAGE[Stage(row.stage)],
        "promised": row.promised_date,
        "text": row.text,
        "files": scene.files_of(row.files),
        "version": row.version,
    }


async def _told(scene: Scene, author: str) -> list[told.Told] | None:
    """Who hears of it once it is submitted, also where it is not written yet."""
    here = scene.here
    return await told.on_submission(here.complaint, here.user, here.at, author=author)


def _stages(scene: Scene) -> dict[str, Any]:
    answered = known(scene.here.complaint.answered_at) is not None
    return {
        "stages": [(stage, word) for stage, word in STAGES.items() if not (answered and stage is Stage.FIRST)]
    }


def _kept(form: Form | None) -> list[StoredFileRow]:
    return form.attached if isinstance(form, FollowUpForm) else []


DRAFT = ActPage("Tindak lanjut", frozenset({Act.DRAFT}), draft_box)
REVISION = ActPage("Konsep tindak lanjut", frozenset({Act.REVISE}), revision_box)
SUBMISSION = ActPage("Ajukan", frozenset({Act.SUBMIT}), submission_box)


class FollowUpController(Controller):
    """Write a follow-up, save it again, submit it."""

    path = "/complaints/{number:str}/follow-ups"
    opt = {"permission": Permission.FOLLOW_UP_WRITE}
    dependencies = {"here": Provide(provide_here)}
    request_max_body_size = attachments.LARGEST_BODY

    @get("/", name="complaints.follow_ups.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, DRAFT)

    @post("/", name="complaints.follow_ups.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Save a new follow-up, and submit it where the reader pressed so."""
        form, content = await _read(here)

        async def write() -> None:
            once = form.once or None
            draft = await follow_ups.draft(
                here.complaint, content=content, by=here.user, at=here.at, once=once
            )
            await _submit_if_asked(here, form, draft)

        return await carry_out(here, DRAFT, form, write, SUBMITTED if form.send else SAVED)

    @get("/{draft:int}", name="complaints.follow_ups.edit")
    async def edit(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template:
        """The draft in its form."""
        await find(here, draft)
        return await show(here, REVISION)

    @post("/{draft:int}", name="complaints.follow_ups.update")
    async def update(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template | Redirect:
        """Save the draft again, and submit it where the reader pressed so."""
        found = await find(here, draft)
        form, content = await _read(here)
        version, form.version = form.version, ""

        async def revise() -> None:
            refuse_changed(found, version)
            await follow_ups.revise(here.complaint, found, content=content, by=here.user, at=here.at)
            await _submit_if_asked(here, form, found)

        return await carry_out(here, REVISION, form, revise, SUBMITTED if form.send else SAVED)

    @get("/{draft:int}/submission", name="complaints.submission.new")
    async def new_submission(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template:
        """The draft and the button."""
        await find(here, draft)
        return await show(here, SUBMISSION)

    @post("/{draft:int}/submission", name="complaints.submission.create")
    async def submit(self, here: NamedDependency[Here], draft: FromPath[int]) -> Template | Redirect:
        """Hand it to whoever approves it."""
        found = await find(here, draft)
        form = PressForm.parse(await read_form(here.request))
        version, form.version = form.version, ""

        async def submit() -> None:
            refuse_changed(found, version)
            await follow_ups.submit(here.complaint, found, by=here.user, at=here.at)

        return await carry_out(here, SUBMISSION, form, submit, SUBMITTED)


async def find(here: Here, follow_up: int) -> FollowUp:
    """A follow-up of this complaint, else 404."""
    found = await follow_ups.find(here.complaint, follow_up)
    if found is None:
        raise NotFoundException
    return found


def refuse_changed(follow_up: FollowUp, version: str) -> None:
    """Raise Conflict where the page showed another text than the one that stands."""
    if version and version != str(follow_up.version):
        raise Conflict(CHANGED)


async def _read(here: Here) -> tuple[FollowUpForm, Content]:
    posted: Posted = await read_form(here.request)
    form = FollowUpForm.parse(posted)
    form.attached = await attachments.keep(form, posted, "photos", by=here.user, at=here.at)
    stage = Stage(form.stage) if form.stage in set(Stage) else Stage.FIRST
    done_at = moment(form.done, None, now=here.at) if form.done else None
    content = Content(stage, form.text, form.promised, done_at, [file.id for file in form.attached])
    return form, content


async def _submit_if_asked(here: Here, form: FollowUpForm, draft: FollowUp) -> None:
    if form.send and draft.status in {DraftStatus.DRAFT, DraftStatus.RETURNED}:
        await follow_ups.submit(here.complaint, draft, by=here.user, at=here.at)


ROUTES = [FollowUpController]
