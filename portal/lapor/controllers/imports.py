"""Impor SP4N-LAPOR!: upload, preview, confirmation, and every row readable afterwards."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.errors import BadInput
from portal.lapor import masking, words
from portal.lapor.batches import lifecycle, previewing, queries, undoing, uploads
from portal.lapor.batches.lifecycle import Batch
from portal.lapor.batches.views import BatchView
from portal.lapor.forms import ConfirmationForm, UploadForm
from portal.lapor.tables import BatchKind, Outcome
from portal.permissions import Actor, Permission
from portal.web import Request, keyset, page, read_form, see_other

PATH = "/lapor/imports"
BODY = uploads.LARGEST + 1024 * 1024  # bytes; the form around the file
TOO_LARGE = 413


async def provide_batch(public_id: FromPath[str]) -> Batch:
    """The batch of the address; what is not there is 404."""
    if batch := await lifecycle.find(public_id):
        return batch
    raise NotFoundException


class ImportController(Controller):
    """Files and their rows."""

    path = PATH
    opt = {"permission": Permission.LAPOR_IMPORT}

    @get("/", name="lapor.imports.index")
    async def index(self, request: Request) -> Template:
        """The files so far, and the form for the next."""
        return await _show_index(request, UploadForm.blank())

    @post(
        "/",
        name="lapor.imports.create",
        opt={"too_large": lifecycle.TOO_LARGE},
        status_code=200,
        request_max_body_size=BODY,
    )
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Take a file; its preview is made by a job."""
        try:
            posted = await read_form(request)
        except HTTPException as error:
            if error.status_code != TOO_LARGE:
                raise
            return await _refuse_file(request, UploadForm.blank(), lifecycle.TOO_LARGE, status=TOO_LARGE)
        form = UploadForm.parse(posted)
        files = posted.files("file")
        if not files:
            form.fail("file", "Pilih berkas yang akan diimpor.")
        if form.errors:
            return await _show_index(request, form, status=422)
        upload = lifecycle.Upload(
            BatchKind(form.kind),
            files[0].filename,
            files[0].content,
            form.once or None,
            form.generated_at(clock.now()),
        )
        try:
            public_id = await lifecycle.receive(upload, by=user, at=clock.now())
        except BadInput as refusal:
            return await _refuse_file(request, form, refusal.sentence)
        return see_other(request, f"{PATH}/{public_id}")

    @get("/{public_id:str}", name="lapor.imports.show")
    async def show(self, request: Request, public_id: FromPath[str]) -> Template:
        """Progress, preview or outcome; the page asks again while a job works on it."""
        view = await queries.show(public_id)
        if view is None:
            raise NotFoundException
        return await show_batch(request, view)

    @get("/{public_id:str}/rows/{number:int}", name="lapor.imports.rows.show")
    async def row(self, request: Request, public_id: FromPath[str], number: FromPath[int]) -> Template:
        """One row as it came, without the reporter's identity."""
        kept = await queries.kept_row(public_id, number, request.query_params.get("sheet", ""))
        if kept is None:
            raise NotFoundException
        earlier = [other for other in await queries.kept_rows_of(kept.tracking_id) if other != kept]
        return page(
            request,
            "lapor/imports/row.html",
            row=kept,
            cells=masking.shown(kept.cells),
            earlier=earlier,
            said=words.OUTCOME[Outcome(kept.outcome)],
        )

    @post(
        "/{public_id:str}/confirmation",
        name="lapor.imports.confirmation.create",
        dependencies={"batch": Provide(provide_batch)},
    )
    async def confirm(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Redirect:
        """Import what the preview showed; also to go on with what was stopped."""
        form = ConfirmationForm.parse(await read_form(request))
        await lifecycle.confirm(
            batch,
            notify=bool(form.notify),
            take_differences=bool(form.take_differences),
            by=user,
            at=clock.now(),
        )
        return see_other(request, f"{PATH}/{batch.public_id}")

    @post(
        "/{public_id:str}/withdrawal",
        name="lapor.imports.withdrawal.create",
        dependencies={"batch": Provide(provide_batch)},
    )
    async def withdraw(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Redirect:
        """Give the file up."""
        await lifecycle.withdraw(batch, by=user, at=clock.now())
        return see_other(request, PATH, "Impor dibatalkan. Tidak ada pengaduan yang berubah.")

    @get(
        "/{public_id:str}/undoing",
        name="lapor.imports.undoing.show",
        dependencies={"batch": Provide(provide_batch)},
    )
    async def undoing(self, request: Request, batch: NamedDependency[Batch]) -> Template:
        """What exactly undoing this import would do."""
        return page(
            request,
            "lapor/imports/undoing.html",
            batch=await queries.show(batch.public_id),
            says=await undoing.statement(batch),
        )

    @post(
        "/{public_id:str}/undoing",
        name="lapor.imports.undoing.create",
        dependencies={"batch": Provide(provide_batch)},
    )
    async def undo(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Redirect:
        """Undo an import that is done; also to go on with what was stopped."""
        await lifecycle.undo(batch, by=user, at=clock.now())
        return see_other(request, f"{PATH}/{batch.public_id}")

    @post(
        "/{public_id:str}/preview",
        name="lapor.imports.preview.create",
        dependencies={"batch": Provide(provide_batch)},
    )
    async def read_again(
        self, request: Request, user: NamedDependency[Actor], batch: NamedDependency[Batch]
    ) -> Redirect:
        """Read a file whose preview was stopped."""
        await lifecycle.read_again(batch, by=user, at=clock.now())
        return see_other(request, f"{PATH}/{batch.public_id}")


async def show_batch(
    request: Request, view: BatchView, *, errors: dict[str, str] | None = None, status: int = 200
) -> Template:
    """The page of a batch with one page of its rows; `errors` by the text they belong to."""
    outcome = request.query_params.get("outcome", "")
    outcome = outcome if outcome in set(Outcome) else ""
    after = keyset.decode(request.query_params.get("after"))
    rows = await previewing.rows(view, outcome=outcome, after=_number(after))
    more = len(rows) > queries.PAGE_SIZE
    return page(
        request,
        "lapor/imports/show.html",
        status=status,
        batch=view,
        rows=rows[: queries.PAGE_SIZE],
        next=keyset.encode([rows[queries.PAGE_SIZE - 1].id]) if more else "",
        outcome=outcome,
        last_seen=await queries.last_seen(),
        errors=errors or {},
        **_words(view),
    )


async def _show_index(request: Request, form: UploadForm, *, status: int = 200) -> Template:
    before = _number(keyset.decode(request.query_params.get("after"))) or None
    batches = await queries.listing(before=before)
    more = len(batches) > queries.PAGE_SIZE
    return page(
        request,
        "lapor/imports/index.html",
        status=status,
        form=form,
        batches=batches[: queries.PAGE_SIZE],
        next=keyset.encode([batches[queries.PAGE_SIZE - 1].id]) if more else "",
        last_seen=await queries.last_seen(),
        kinds=list(words.KIND.items()),
        words=words,
    )


async def _refuse_file(request: Request, form: UploadForm, sentence: str, *, status: int = 422) -> Template:
    form.fail("file", sentence)
    return await _show_index(request, form, status=status)


def _words(view: BatchView) -> dict[str, Any]:
    state = words.STOPPED if view.was_stopped else words.STATE[view.state]  # type: ignore[index]
    return {"state": state, "words": words, "outcomes": words.OUTCOME, "buckets": words.BUCKETS}


def _number(place: list[str | int | None] | None) -> int:
    first = place[0] if place else 0
    return first if isinstance(first, int) and 0 <= first < 2**62 else 0
