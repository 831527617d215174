"""The agency's own page in the round: one phone, one agency, one press."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File, Redirect, Template

from portal import clock, db, files
from portal.accounts import step_up
from portal.accounts.current_user import account_of
from portal.decrees import answers, policies
from portal.decrees.controllers.scene import CONFIRM, Here
from portal.decrees.controllers.sheet import Sheet, note_changes, open_positions, read_sheet, rows_at
from portal.decrees.display import answering, finding
from portal.decrees.display.answering import Answering, ask_of
from portal.decrees.display.roster import groups, spoken_change
from portal.decrees.forms import letters
from portal.decrees.forms import rows as forms
from portal.decrees.forms.people import REASONS, TeamForm
from portal.decrees.forms.rows import Deed, RowRefused
from portal.decrees.forms.team_rows import form_rows
from portal.decrees.kinds import ConfirmationState
from portal.errors import Conflict, Refusal
from portal.files import StoredFileRow
from portal.numbers import whole
from portal.permissions import Actor
from portal.web import Request, page, read_form, see_other
from portal.workdays import queries as workdays

CLOSED = "Jawaban ini sudah dikirim atau diputuskan. Yang Anda isi belum tersimpan."
SENT = "Terima kasih. Jawaban {} sudah dikirim ke Kominfo."
FOR_HEAD = "Jawaban menunggu persetujuan kepala perangkat daerah."
SAVED = "Perubahan disimpan. Jawaban belum dikirim."


async def provide_answering(user: NamedDependency[Actor], confirmation: FromPath[str]) -> Answering:
    """The confirmation of one's own agency; any other one is not there."""
    found = await answering.find(confirmation)
    if found is None or not policies.confirms(user, found.agency.id):
        raise NotFoundException
    return found


class ConfirmationController(Controller):
    """Konfirmasi perangkat daerah."""

    path = "/decrees/confirmations/{confirmation:str}"
    opt = CONFIRM
    dependencies = {"asked": Provide(provide_answering)}
    request_max_body_size = letters.LARGEST_BODY

    @get("/", name="decrees.confirmation.show")
    async def show(
        self, request: Request, user: NamedDependency[Actor], asked: NamedDependency[Answering]
    ) -> Template:
        """The agency's rows, to be kept or changed."""
        sheet = await _sheet(request, user, asked, TeamForm())
        opened = forms.opened(sheet.rows)
        opened.fill({"version": str(asked.confirmation.version)})
        sheet.form = opened
        return await _show(sheet, asked)

    @post("/", name="decrees.confirmation.create", opt=step_up.AGAIN, status_code=200)
    async def create(
        self, request: Request, user: NamedDependency[Actor], asked: NamedDependency[Answering]
    ) -> Template | Redirect:
        """Save the choices, and with the second button answer for the agency."""
        posted = await read_form(request)
        form = TeamForm.of(posted)
        sheet = await _sheet(request, user, asked, form)
        letter = await letters.keep(form, posted, by=user, at=sheet.here.at)
        if not asked.is_open_to(user):
            return await _show(sheet, asked, letter, status=409, refusal=CLOSED)
        todo = await read_sheet(sheet, approves=bool(form["send"]))
        if form["send"]:
            form.require("sure", "Periksa nama dan nomor, lalu centang.")
        if sheet.changed or form.errors:
            return await _show(sheet, asked, letter, status=409 if sheet.changed else 422)
        try:
            done = await _carry_out(sheet, asked, todo, letter)
        except RowRefused as refused:
            form.fail(refused.field, refused.sentence)
            return await _show(sheet, asked, letter, status=422)
        except Refusal as refusal:
            return await _again(sheet, asked, letter, refusal)
        return see_other(request, asked.url, done)


class LetterController(Controller):
    """Surat usulan."""

    path = "/decrees/confirmations/{confirmation:str}/letter"
    opt = CONFIRM

    @get("/", name="decrees.confirmation.letter.show")
    async def show(self, user: NamedDependency[Actor], confirmation: FromPath[str]) -> File:
        """The letter, for the agency itself and for Kominfo."""
        found = await answering.find(confirmation)
        if found is None or not policies.may_read_rows(user, found.agency.id):
            raise NotFoundException
        key = found.confirmation.letter_file
        letter = (await files.find_many([key])).get(key) if key else None
        if letter is None:
            raise NotFoundException
        return files.as_download(letter)


async def _sheet(request: Request, user: Actor, asked: Answering, form: TeamForm) -> Sheet:
    at = clock.now()
    here = Here(request, user, asked.decree, await finding.standing_of(asked.decree, at), at)
    return Sheet(here, asked.agency, await rows_at(here, asked.agency), form)


async def _carry_out(sheet: Sheet, asked: Answering, todo: list[Deed], letter: StoredFileRow | None) -> str:
    """All choices and the answer in one transaction; gives the sentence for the reader."""
    user, at, form = sheet.here.user, sheet.here.at, sheet.form
    async with db.transaction():
        await forms.carry_out(todo, by=user, at=at)
        if not form["send"]:
            return SAVED
        version = whole(form["version"]) or 0
        state = await answers.approve(
            asked.confirmation.id, letter_file=letter.id if letter else None, version=version, by=user, at=at
        )
    return FOR_HEAD if state is ConfirmationState.WITH_HEAD else SENT.format(asked.agency.short_name)


async def _again(sheet: Sheet, asked: Answering, letter: StoredFileRow | None, refusal: Refusal) -> Template:
    """Somebody was quicker: what stands now, beside what was typed."""
    found = await answering.find(asked.confirmation.public_id)
    if found is None:
        raise NotFoundException
    now = await _sheet(sheet.here.request, sheet.here.user, found, sheet.form)
    note_changes(now, all_of_them=True)
    now.form.values["version"] = str(found.confirmation.version)
    status = 409 if isinstance(refusal, Conflict) else 422
    return await _show(now, found, letter, status=status, refusal=refusal.sentence)


async def _show(
    sheet: Sheet, asked: Answering, kept: StoredFileRow | None = None, *, status: int = 200, refusal: str = ""
) -> Template:
    here = sheet.here
    return page(
        here.request,
        "decrees/confirmation/show.html",
        status=status,
        refusal=refusal,
        ask=ask_of(asked, here.user, await workdays.calendar(), here.at),
        agency=asked.agency,
        url=asked.url,
        form=sheet.form,
        rows=form_rows(
            sheet.rows,
            sheet.form,
            changed={row.id for row in sheet.changed},
            reader=account_of(here.user.key),
        ),
        approving=[spoken_change(row) for row in sheet.rows],
        groups=groups(sheet.rows),
        positions=await open_positions(here.decree.id, asked.agency),
        reasons=REASONS,
        kept=kept,
        with_lapor=False,
    )


ROUTES = [ConfirmationController, LetterController]
