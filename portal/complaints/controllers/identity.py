"""Who complained: shown once, on this answer only, after a reason was written down."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Template

from portal.accounts import step_up
from portal.complaints import identity
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, fresh, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.forms.acts import ReasonForm
from portal.complaints.intake import ReporterDetails
from portal.errors import Refusal
from portal.permissions import Permission
from portal.web import Form, read_form


async def _ask(scene: Scene, form: Form | None) -> Box:
    if not scene.detail.facts.reporter and not scene.detail.facts.has_contact:
        return Box("Buka identitas pelapor", sentence="Identitas pelapor tidak disimpan.")
    return _box(scene, form or ReasonForm.blank(), ())


def _box(scene: Scene, form: Form, shown: tuple[tuple[str, str], ...]) -> Box:
    return Box(
        "Identitas pelapor" if shown else "Buka identitas pelapor",
        template="complaints/acts/_identity.html",
        url=f"{scene.here.url}/identity",
        form=form,
        more={"reporter": shown},
    )


IDENTITY = ActPage("Buka identitas pelapor", frozenset({Act.REVEAL}), _ask)


class IdentityController(Controller):
    """Reveal the reporter's identity with a reason."""

    path = "/complaints/{number:str}/identity"
    opt = {"permission": Permission.IDENTITY_REVEAL, **step_up.AGAIN}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.identity.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """What for."""
        return await show(here, IDENTITY)

    @post("/", name="complaints.identity.create")
    async def create(self, here: NamedDependency[Here]) -> Template:
        """Show it on this one answer: nothing of it goes into an address, a cookie or a cache."""
        form = ReasonForm.parse(await read_form(here.request))
        if form.errors:
            return await show(here, IDENTITY, form, status=422)
        try:
            reporter = await identity.reveal(here.complaint, reason=form.reason, by=here.user, at=here.at)
        except Refusal as refusal:
            return await show(await fresh(here), IDENTITY, form, status=422, refusal=refusal.sentence)
        return await show(here, _revealed(reporter))


def _revealed(reporter: ReporterDetails) -> ActPage:
    shown = (
        ("Nama", reporter.name),
        ("Ponsel", reporter.phone),
        ("Surel", reporter.email),
        ("Alamat", reporter.address),
    )

    async def build(scene: Scene, form: Form | None) -> Box:
        return _box(scene, form or ReasonForm.blank(), shown)

    return ActPage("Identitas pelapor", frozenset({Act.REVEAL}), build)


ROUTES = [IdentityController]
