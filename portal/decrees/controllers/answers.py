"""What Kominfo makes of an agency's answer, or of its silence."""

from collections.abc import Awaitable

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock, files
from portal.accounts import identities
from portal.decrees import answers, rounds
from portal.decrees.controllers.scene import CHANGE, MANAGE, Here, show
from portal.decrees.controllers.sheet import rows_at
from portal.decrees.display import answering, finding
from portal.decrees.display.answering import Answering, answered_by
from portal.decrees.display.marks import ANSWERS
from portal.decrees.display.roster import groups
from portal.decrees.forms.particulars import AddresseeForm, ReasonForm, VersionForm
from portal.decrees.kinds import ConfirmationState
from portal.errors import Conflict, Refusal
from portal.files import StoredFileRow
from portal.permissions import Actor, Permission
from portal.web import Form, Request, read_form, see_other


async def provide_desk(
    request: Request, user: NamedDependency[Actor], confirmation: FromPath[str]
) -> tuple[Here, Answering]:
    """The answer, for whoever decides about all agencies."""
    found = await answering.find(confirmation)
    if found is None or not user.holds(Permission.DECREE_MANAGE, None):
        raise NotFoundException
    at = clock.now()
    return Here(request, user, found.decree, await finding.standing_of(found.decree, at), at), found


Desk = tuple[Here, Answering]


class AnswerController(Controller):
    """One agency's answer."""

    path = "/decrees/confirmations/{confirmation:str}"
    opt = MANAGE
    dependencies = {"desk": Provide(provide_desk)}

    @get("/answer", name="decrees.answer.show")
    async def show(self, desk: NamedDependency[Desk]) -> Template:
        """What the agency says, and what can be done with it."""
        return await _show(desk, AddresseeForm.blank())

    @post("/acceptance", name="decrees.acceptance.create", opt=CHANGE, status_code=200)
    async def accept(self, desk: NamedDependency[Desk]) -> Template | Redirect:
        """Take it into the draft."""
        (here, asked), form = desk, VersionForm.parse(await read_form(desk[0].request))
        act = answers.accept(asked.confirmation.id, version=form.number, by=here.user, at=here.at)
        return await _done(desk, form, act, "Jawaban {} diterima.")

    @post("/return", name="decrees.return.create", status_code=200)
    async def give_back(self, desk: NamedDependency[Desk]) -> Template | Redirect:
        """Let the agency mend it."""
        (here, asked), form = desk, ReasonForm.parse(await read_form(desk[0].request))
        if form.errors:
            return await _show(desk, form, status=422)
        act = answers.give_back(
            asked.confirmation.id, reason=form.reason, version=form.number, by=here.user, at=here.at
        )
        return await _done(desk, form, act, "Jawaban {} dikembalikan.")

    @post("/decision", name="decrees.decision.create", opt=CHANGE, status_code=200)
    async def decide(self, desk: NamedDependency[Desk]) -> Template | Redirect:
        """Go on without an answer."""
        (here, asked), form = desk, ReasonForm.parse(await read_form(desk[0].request))
        if form.errors:
            return await _show(desk, form, status=422)
        act = answers.decide(
            asked.confirmation.id, reason=form.reason, version=form.number, by=here.user, at=here.at
        )
        return await _done(desk, form, act, "Susunan {} diputuskan tanpa jawaban.")

    @post("/addressee", name="decrees.addressee.create", status_code=200)
    async def aim(self, desk: NamedDependency[Desk]) -> Template | Redirect:
        """Ask somebody else."""
        (here, asked), form = desk, AddresseeForm.parse(await read_form(desk[0].request))
        if form.errors:
            return await _show(desk, form, status=422)
        whom = identities.person(form.name, "", form.phone)
        act = rounds.aim_at_person(asked.confirmation.id, whom, by=here.user, at=here.at)
        return await _done(desk, form, act, f"Tautan untuk {{}} dikirim ke {form.name}.")

    @post("/reminder", name="decrees.reminder.create", status_code=200)
    async def remind(self, desk: NamedDependency[Desk]) -> Template | Redirect:
        """Another message."""
        here, asked = desk
        act = rounds.remind([asked.confirmation.id], by=here.user, at=here.at)
        return await _done(desk, VersionForm.blank(), act, "{} diingatkan.")

    @post("/escalation", name="decrees.escalation.create", status_code=200)
    async def escalate(self, desk: NamedDependency[Desk]) -> Template | Redirect:
        """Let the head know."""
        here, asked = desk
        act = rounds.escalate([asked.confirmation.id], by=here.user, at=here.at)
        return await _done(desk, VersionForm.blank(), act, "Kepala {} diberi tahu.")


async def _done(desk: Desk, form: Form, act: Awaitable[object], sentence: str) -> Template | Redirect:
    """Do it and go back to the board, or show the page again with why it could not be."""
    here, asked = desk
    try:
        await act
    except Refusal as refusal:
        found = await answering.find(asked.confirmation.public_id) or asked
        status = 409 if isinstance(refusal, Conflict) else 422
        return await _show((here, found), form, status=status, refusal=refusal.sentence)
    return see_other(here.request, f"{here.base}/board", sentence.format(asked.agency.short_name))


async def _show(desk: Desk, form: Form, *, status: int = 200, refusal: str = "") -> Template:
    here, asked = desk
    row = asked.confirmation
    is_answered = row.state == ConfirmationState.ANSWERED and here.decree.state == "confirmation"
    return await show(
        here,
        "decrees/board/decision.html",
        "board",
        status=status,
        refusal=refusal,
        form=form,
        agency=asked.agency,
        answer=ANSWERS[row.state],
        small=answered_by(row),
        remarks=row.remarks,
        letter=await _letter(row.letter_file),
        url=asked.url,
        version=row.version,
        groups=groups(await rows_at(here, asked.agency)),
        is_answered=is_answered,
        waits=asked.waits,
        edit_href=f"{here.base}/agencies/{asked.agency.code}" if is_answered or asked.waits else "",
    )


async def _letter(key: int | None) -> StoredFileRow | None:
    return (await files.find_many([key])).get(key) if key else None


ROUTES = [AnswerController]
