"""Questions between the agency and Kominfo, and their answers."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal.complaints import inquiries
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display import told
from portal.complaints.display.offers import Target, href
from portal.complaints.forms.acts import TextForm
from portal.complaints.read_model import InquiryRow
from portal.complaints.tables import Inquiry
from portal.permissions import Permission
from portal.web import Form, read_form


async def question_box(scene: Scene, form: Form | None) -> Box:
    """To the other side: Kominfo asks the agency, the agency asks Kominfo."""
    here, complaint = scene.here, scene.here.complaint
    is_agency = complaint.agency is not None and here.user.holds_at(
        Permission.COMPLAINT_ASK, complaint.agency
    )
    other = "Kominfo" if is_agency else scene.detail.facts.holder
    side = None if is_agency else complaint.agency
    return Box(
        f"Tanya {other}",
        template="complaints/acts/_text.html",
        url=href(complaint.number, Act.ASK),
        button="Kirim pertanyaan",
        form=form or TextForm.blank(),
        told=await told.by_act(complaint, Act.ASK, here.user, here.at, draft=scene.draft_status, side=side),
        more={
            "label": "Pertanyaan",
            "hint": "Dibaca di portal; hitungan hari tetap berjalan.",
            "asked": "",
        },
    )


async def answer_box(scene: Scene, form: Form | None) -> Box:
    """The first question that waits for the reader's side."""
    waiting = next(each for each in scene.detail.inquiries if each.id == scene.target.question)
    return await _answer_box(scene, form, waiting)


async def _answer_box(scene: Scene, form: Form | None, waiting: InquiryRow) -> Box:
    here, complaint = scene.here, scene.here.complaint
    side = complaint.agency if waiting.asked_by else None
    return Box(
        "Jawab pertanyaan",
        template="complaints/acts/_text.html",
        url=href(complaint.number, Act.REPLY, Target(question=waiting.id)),
        button="Kirim jawaban",
        form=form or TextForm.blank(),
        told=await told.by_act(complaint, Act.REPLY, here.user, here.at, draft=scene.draft_status, side=side),
        more={
            "label": "Jawaban",
            "hint": "",
            "asked": waiting.question,
            "asked_by": f"{waiting.asked_by_name}, {waiting.asked_by or 'Kominfo'}",
        },
    )


QUESTION = ActPage("Tanya", frozenset({Act.ASK}), question_box)


def answer_page(inquiry: Inquiry) -> ActPage:
    """The page of one question; closed once it has been answered."""

    async def build(scene: Scene, form: Form | None) -> Box:
        asked = (each for each in scene.detail.inquiries if each.id == inquiry.id and each.may_reply)
        if waiting := next(asked, None):
            return await _answer_box(scene, form, waiting)
        return Box("Jawab pertanyaan", sentence="Pertanyaan ini tidak menunggu jawaban Anda.")

    return ActPage("Jawab pertanyaan", frozenset({Act.REPLY}), build)


class QuestionController(Controller):
    """Ask the other side, and answer it."""

    path = "/complaints/{number:str}/questions"
    opt = {"permission": Permission.COMPLAINT_ASK}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.questions.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, QUESTION)

    @post("/", name="complaints.questions.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Ask."""
        form = TextForm.parse(await read_form(here.request))

        async def ask() -> None:
            once = form.once or None
            await inquiries.ask(here.complaint, question=form.text, by=here.user, at=here.at, once=once)

        return await carry_out(here, QUESTION, form, ask, "Pertanyaan dikirim.")

    @get("/{question:int}/answer", name="complaints.answers.new")
    async def new_answer(self, here: NamedDependency[Here], question: FromPath[int]) -> Template:
        """The form."""
        return await show(here, answer_page(await _find(here, question)))

    @post("/{question:int}/answer", name="complaints.answers.create")
    async def answer(self, here: NamedDependency[Here], question: FromPath[int]) -> Template | Redirect:
        """Answer."""
        inquiry = await _find(here, question)
        form = TextForm.parse(await read_form(here.request))

        async def reply() -> None:
            await inquiries.reply(here.complaint, inquiry, answer=form.text, by=here.user, at=here.at)

        return await carry_out(here, answer_page(inquiry), form, reply, "Jawaban dikirim.")


async def _find(here: Here, question: int) -> Inquiry:
    found = await inquiries.find(here.complaint, question)
    if found is None:
        raise NotFoundException
    return found


ROUTES = [QuestionController]
