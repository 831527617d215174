"""Coordination initials, and the signed decree as it comes back."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.response import File, Redirect, Template

from portal import files
from portal.decrees import roster, signing
from portal.decrees.controllers.scene import CHANGE, MANAGE, READ, Here, fresh, provide_here, show
from portal.decrees.display import nexts, parts
from portal.decrees.documents.signed import LARGEST, check_signed_file
from portal.decrees.forms.initials import LINES, InitialsForm
from portal.decrees.forms.particulars import ReasonForm, SignatureForm
from portal.decrees.forms.people import TeamForm
from portal.decrees.signing import Signed
from portal.decrees.states import Step, may
from portal.decrees.tables import Initial
from portal.errors import BadInput, Conflict, Refusal
from portal.files import StoredFileRow
from portal.files.kinds import PDF
from portal.numbers import whole
from portal.web import Form, Posted, read_form, see_other

LARGEST_BODY = LARGEST + 1024 * 1024
MISSING = "Pilih berkas SK yang sudah ditandatangani."


class InitialController(Controller):
    """Paraf koordinasi."""

    path = "/decrees/{decree:str}"
    opt = MANAGE
    dependencies = {"here": Provide(provide_here)}

    @get("/paraf", name="decrees.paraf.show")
    async def show(self, here: NamedDependency[Here]) -> Template:
        """Who has initialled, or the form to write it down."""
        return await _show_initials(here, InitialsForm({"version": str(here.decree.version)}))

    @post("/paraf", name="decrees.paraf.create", status_code=200)
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Close the roster for the signature."""
        form = InitialsForm.of(await read_form(here.request))
        given = form.given()
        if form.errors:
            return await _show_initials(here, form, status=422)
        try:
            version = _version(form["version"])
            await signing.ready(here.decree.id, given, version=version, by=here.user, at=here.at)
        except Refusal as refusal:
            now = await fresh(here)
            form.values["version"] = str(now.decree.version)
            return await _show_initials(now, form, status=_status(refusal), refusal=refusal.sentence)
        return see_other(here.request, f"{here.base}/paraf", "Paraf dicatat. SK siap ditandatangani.")

    @post("/revision", name="decrees.revision.create", status_code=200)
    async def revise(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Back to the draft, because somebody objected."""
        form = ReasonForm.parse(await read_form(here.request))
        if form.errors:
            shown = TeamForm({"version": form.version, "reason": form.reason}, form.errors)
            return await _show_initials(here, shown, status=422)
        try:
            await signing.revise(
                here.decree.id, reason=form.reason, version=_version(form.version), by=here.user, at=here.at
            )
        except Refusal as refusal:
            now = await fresh(here)
            shown = TeamForm({"version": str(now.decree.version), "reason": form.reason})
            return await _show_initials(now, shown, status=_status(refusal), refusal=refusal.sentence)
        return see_other(here.request, here.base, "SK kembali menjadi konsep.")


class SignatureController(Controller):
    """The signed decree: number, date and file."""

    path = "/decrees/{decree:str}"
    opt = MANAGE
    dependencies = {"here": Provide(provide_here)}

    @get("/signature", name="decrees.signature.new", opt=CHANGE)
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await _show_signature(here, SignatureForm.blank({"version": str(here.decree.version)}))

    @post(
        "/signature",
        name="decrees.signature.create",
        opt=CHANGE,
        status_code=200,
        request_max_body_size=LARGEST_BODY,
    )
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Keep the file byte for byte and write down what it says."""
        posted = await read_form(here.request)
        form = SignatureForm.parse(posted)
        kept = await _keep(here, form, posted)
        if form.errors or kept is None or form.day_signed is None:
            return await _show_signature(here, form, kept, status=422)
        what = Signed(form.number, form.day_signed, kept.id)
        try:
            await signing.sign(here.decree.id, what, version=_version(form.version), by=here.user, at=here.at)
        except Refusal as refusal:
            now = await fresh(here)
            form.version = str(now.decree.version)
            return await _show_signature(now, form, kept, status=_status(refusal), refusal=refusal.sentence)
        done = "SK dicatat. Orang lain memeriksa dan memberlakukannya."
        return see_other(here.request, f"{here.base}/enactment", done)

    @get("/signed-file", name="decrees.signed_file.show", opt=READ)
    async def file(self, here: NamedDependency[Here]) -> File:
        """The signed file as it was uploaded."""
        key = here.decree.signed_file
        found = (await files.find_many([key])).get(key) if key else None
        if found is None:
            raise NotFoundException
        return files.as_download(found)


async def _keep(here: Here, form: SignatureForm, posted: Posted) -> StoredFileRow | None:
    """The file that came with this post, or the one kept from an earlier try."""
    for upload in posted.files("signed")[:1]:
        try:
            await check_signed_file(upload.content, upload.filename)
            return await files.store(
                upload.content, upload.filename, by=here.user, at=here.at, allow=frozenset({PDF})
            )
        except BadInput as refusal:
            form.fail("signed", refusal.sentence)
            return None
    kept = await files.find(posted.fields.get("kept", ""))
    if kept is None or kept.media_type != PDF:
        form.fail("signed", MISSING)
        return None
    return kept


async def _show_initials(here: Here, form: TeamForm, *, status: int = 200, refusal: str = "") -> Template:
    may_ready = may(Step.READY, here.decree.state)
    return await show(
        here,
        "decrees/enactment/paraf.html",
        "paraf",
        status=status,
        refusal=refusal,
        form=form,
        lines=LINES,
        may_ready=may_ready,
        may_revise=may(Step.REVISE, here.decree.state),
        initials=await _initials(here.decree.id),
        warnings=parts.warnings(await roster.rows_of(here.decree.id)) if may_ready else [],
        next=None if may_ready else nexts.after(here.decree, here.standing),
    )


async def _initials(decree_id: int) -> list[dict[str, object]]:
    return await (
        Initial.select(Initial.holder, Initial.given_on)
        .where(Initial.decree == decree_id, Initial.voided_at.is_null())
        .order_by(Initial.given_on, Initial.id)
    )


async def _show_signature(
    here: Here, form: Form, kept: StoredFileRow | None = None, *, status: int = 200, refusal: str = ""
) -> Template:
    return await show(
        here,
        "decrees/enactment/signature.html",
        "paraf",
        status=status,
        refusal=refusal,
        form=form,
        kept=kept,
        is_open=may(Step.SIGN, here.decree.state),
    )


def _version(text: str) -> int:
    return whole(text) or 0


def _status(refusal: Refusal) -> int:
    return 409 if isinstance(refusal, Conflict) else 422


ROUTES = [InitialController, SignatureController]
