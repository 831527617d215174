"""*Perbaiki data*: class, category and place of a complaint that was verified already."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.complaints import correction, page_queries
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.controllers.verification import CLASSES
from portal.complaints.correction import Findings
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import CorrectionForm
from portal.complaints.forms.dated import check_choice
from portal.complaints.kinds import NAMED, Classification
from portal.complaints.tables import Complaint
from portal.permissions import Permission
from portal.web import Form, read_form

FIELDS = ("classification", "category", "district", "village", "place")


async def correction_box(scene: Scene, form: Form | None) -> Box:
    """The fields as they stand, to be put right."""
    complaint = scene.here.complaint
    return Box(
        "Perbaiki data",
        template="complaints/acts/_data_correction.html",
        url=href(complaint.number, Act.CORRECT),
        button="Simpan perbaikan",
        form=form or CorrectionForm.blank(_standing(complaint)),
        more={"classes": CLASSES, "holder": scene.detail.facts.holder, **await _choices(complaint)},
    )


def _standing(complaint: Complaint) -> dict[str, str]:
    standing = {name: str(getattr(complaint, name) or "") for name in FIELDS}
    return standing if complaint.classification in NAMED else {**standing, "classification": ""}


async def _choices(complaint: Complaint) -> dict[str, tuple[page_queries.Option, ...]]:
    offered = await page_queries.options_for(complaint)
    return {"categories": offered.categories, "districts": offered.districts}


CORRECTION = ActPage("Perbaiki data", frozenset({Act.CORRECT}), correction_box)


class DataCorrectionController(Controller):
    """Kominfo puts right what a complaint is about."""

    path = "/complaints/{number:str}/data-correction"
    opt = {"permission": Permission.COMPLAINT_VERIFY, "act": Act.CORRECT}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.data_correction.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, CORRECTION)

    @post("/", name="complaints.data_correction.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Put it right."""
        form = CorrectionForm.parse(await read_form(here.request))
        choices = await _choices(here.complaint)
        check_choice(form, "category", choices["categories"])
        check_choice(form, "district", choices["districts"])

        async def correct() -> None:
            await correction.correct(
                here.complaint, to=_found(form), reason=form.reason, by=here.user, at=here.at
            )

        return await carry_out(here, CORRECTION, form, correct, "Data pengaduan sudah diperbaiki.")


def _found(form: CorrectionForm) -> Findings:
    return Findings(
        Classification(form.classification),
        int(form.category) if form.category else None,
        int(form.district) if form.district else None,
        form.village,
        form.place,
    )


ROUTES = [DataCorrectionController]
