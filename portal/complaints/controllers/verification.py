"""Verifying a complaint, or setting it aside."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.complaints import page_queries, suggestions, verification, words
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import ReasonForm, VerificationForm
from portal.complaints.forms.dated import check_choice
from portal.complaints.kinds import NAMED, Classification
from portal.complaints.verification import Assessment
from portal.permissions import Permission
from portal.web import Form, read_form

CLASSES = tuple((code, word) for code, word in words.CLASSIFICATION.items() if code in NAMED)


async def verification_box(scene: Scene, form: Form | None) -> Box:
    """Class and category as they are known so far, to be settled."""
    complaint = scene.here.complaint
    standing = complaint.classification if complaint.classification in NAMED else ""
    known = {"classification": standing, "category": str(complaint.category or "")}
    suggested = await suggestions.agency_for(complaint)
    return Box(
        "Verifikasi",
        template="complaints/acts/_verification.html",
        url=href(complaint.number, Act.VERIFY),
        button="Verifikasi",
        form=form or VerificationForm.blank(known),
        more={
            "classes": CLASSES,
            "categories": (await page_queries.options()).categories,
            "suggestion": suggested.reason if suggested else "",
        },
    )


async def archive_box(scene: Scene, form: Form | None) -> Box:
    """Why it is set aside."""
    return Box(
        "Arsipkan",
        template="complaints/acts/_reason.html",
        url=href(scene.here.complaint.number, Act.ARCHIVE),
        button="Arsipkan",
        form=form or ReasonForm.blank(),
        more={
            "label": "Alasan",
            "hint": "Misalnya: ganda, bukan pengaduan, atau tidak cukup keterangan.",
            "effect": "Pengaduan keluar dari hitungan empat kelompok. Kominfo dapat membukanya kembali.",
        },
    )


VERIFICATION = ActPage("Verifikasi", frozenset({Act.VERIFY}), verification_box)
ARCHIVE = ActPage("Arsipkan", frozenset({Act.ARCHIVE}), archive_box)


class VerificationController(Controller):
    """Kominfo settles class and category."""

    path = "/complaints/{number:str}/verification"
    opt = {"permission": Permission.COMPLAINT_VERIFY}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.verification.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, VERIFICATION)

    @post("/", name="complaints.verification.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Verify it."""
        form = VerificationForm.parse(await read_form(here.request))
        check_choice(form, "category", (await page_queries.options()).categories)

        async def verify() -> None:
            found = Assessment(
                Classification(form.classification), int(form.category) if form.category else None
            )
            happened_at = form.moment(here.at)
            await verification.verify(
                here.complaint, found=found, by=here.user, at=here.at, happened_at=happened_at
            )

        return await carry_out(here, VERIFICATION, form, verify, "Pengaduan sudah diverifikasi.")


class ArchiveController(Controller):
    """Kominfo sets a complaint aside."""

    path = "/complaints/{number:str}/archive"
    opt = {"permission": Permission.COMPLAINT_ARCHIVE}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.archive.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, ARCHIVE)

    @post("/", name="complaints.archive.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Archive it."""
        form = ReasonForm.parse(await read_form(here.request))

        async def archive() -> None:
            await verification.archive(here.complaint, reason=form.reason, by=here.user, at=here.at)

        return await carry_out(here, ARCHIVE, form, archive, "Pengaduan sudah diarsipkan.")


ROUTES = [VerificationController, ArchiveController]
