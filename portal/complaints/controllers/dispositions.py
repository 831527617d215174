"""Handing a complaint to an agency and taking it back; before it is sent, the page shows who will be told."""

from dataclasses import dataclass

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.response import Redirect, Template

from portal.agencies import queries as agencies
from portal.complaints import deadlines, dispositions, notices, page_queries, policies, suggestions
from portal.complaints.acts import Act
from portal.complaints.controllers.boxes import ActPage, Box, carry_out, show
from portal.complaints.controllers.scene import Here, Scene, provide_here
from portal.complaints.display import told
from portal.complaints.display.offers import href
from portal.complaints.forms.acts import DispositionForm, ReasonForm
from portal.complaints.kinds import RESTRICTED, Outcome, Status, Step
from portal.complaints.page_queries import Option
from portal.complaints.read_model import ClockRow
from portal.decrees.gaps.reachability import reachability
from portal.numbers import whole
from portal.permissions import Permission
from portal.web import Form, read_form
from portal.workdays.words import deadline_words, long_date


@dataclass(frozen=True, slots=True)
class Preview:
    """What sending would set going."""

    sentences: tuple[str, ...]
    message: str
    warning: str
    """Why nobody at the agency would hear of it, if so; it may be sent all the same."""


async def disposition_box(scene: Scene, form: Form | None) -> Box:
    """The agency, suggested where something speaks for one, and what follows from sending."""
    here, complaint = scene.here, scene.here.complaint
    suggested = await _suggested(scene)
    chosen = form if isinstance(form, DispositionForm) else DispositionForm.blank(_asked(scene, suggested))
    is_again = complaint.status != Status.VERIFIED or bool(scene.detail.dispositions)
    box = Box(
        "Disposisi ulang" if is_again else "Disposisi",
        template="complaints/acts/_disposition.html",
        url=href(complaint.number, Act.DISPOSE),
        button="Disposisikan",
        form=chosen,
        more={
            "agencies": await _agencies(scene),
            "suggestion": suggested.reason if suggested else "",
            "preview": None,
        },
    )
    if whole(chosen.agency) is None:
        return box
    people = await notices.told_on_disposition(int(chosen.agency), here.at)
    box.more["preview"] = await _preview(scene, int(chosen.agency))
    return Box(
        box.title,
        template=box.template,
        url=box.url,
        button=box.button,
        form=chosen,
        told=await told.told(people, "disposed"),
        more=box.more,
    )


def _asked(scene: Scene, suggested: suggestions.Suggestion | None) -> dict[str, str]:
    """The agency in the address (another one was chosen), else the suggested one."""
    asked = scene.here.request.query_params.get("agency")
    return {"agency": asked if asked is not None else str(suggested.agency) if suggested else ""}


async def _suggested(scene: Scene) -> suggestions.Suggestion | None:
    """Where it probably belongs; never again the agency that has given it back."""
    if scene.here.complaint.agency is not None:
        return None
    found = await suggestions.agency_for(scene.here.complaint)
    gave_back = {each.agency for each in scene.detail.dispositions if each.outcome == Outcome.RETURNED}
    return found if found and found.agency not in gave_back else None


async def _agencies(scene: Scene) -> tuple[Option, ...]:
    complaint = scene.here.complaint
    found = (await page_queries.options()).agencies
    if complaint.classification in RESTRICTED:
        # What is held goes nowhere before its class is settled, and then only where it may be seen.
        allowed = await policies.inspectorates()
        found = tuple(each for each in found if int(each[0]) in allowed)
    return tuple(each for each in found if each[0] != str(complaint.agency))


async def _preview(scene: Scene, agency_id: int) -> Preview:
    here, calendar = scene.here, scene.calendar
    clocks = {clock.step: clock for clock in scene.detail.clocks if clock.stopped_at is None}
    standing = clocks.get(Step.FOLLOW_UP)
    due_at = standing.due_at if standing else None
    if due_at is None and not _has_run(scene.detail.clocks):
        due = await deadlines.due_of(Step.FOLLOW_UP, here.complaint.classification, here.at)
        due_at = due.due_at if due else None
    sentences = []
    if due_at:
        spoken = deadline_words(due_at, here.at, calendar).sentence
        sentences.append(f"Tindak lanjut pertama paling lambat {long_date(due_at)}, {spoken}.")
    if standing:
        sentences.append("Hitungan tidak diulang karena pindah tangan.")
    if finish := clocks.get(Step.FINISH):
        sentences.append(f"Selesai paling lambat {long_date(finish.due_at)}.")
    written = long_date(due_at) if due_at else "belum ditentukan"
    message = await told.message_text(here.complaint, "disposed", written)
    reached = await reachability(agency_id, here.at)
    return Preview(tuple(sentences), message, reached.sentence)


def _has_run(clocks: tuple[ClockRow, ...]) -> bool:
    return any(clock.step == Step.FOLLOW_UP for clock in clocks)


async def withdrawal_box(scene: Scene, form: Form | None) -> Box:
    """Why it is taken back."""
    return Box(
        "Batalkan disposisi",
        template="complaints/acts/_reason.html",
        url=href(scene.here.complaint.number, Act.WITHDRAW),
        button="Batalkan disposisi",
        form=form or ReasonForm.blank(),
        more={
            "label": "Alasan",
            "hint": "",
            "effect": "Pengaduan kembali ke Kominfo. Pesan yang belum terkirim dibatalkan.",
        },
    )


DISPOSITION = ActPage("Disposisi", frozenset({Act.DISPOSE, Act.REDISPOSE}), disposition_box)
WITHDRAWAL = ActPage("Batalkan disposisi", frozenset({Act.WITHDRAW}), withdrawal_box)


class DispositionController(Controller):
    """Kominfo hands a complaint to an agency, or from one to another."""

    path = "/complaints/{number:str}/disposition"
    opt = {"permission": Permission.COMPLAINT_DISPOSE}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.disposition.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form; with `agency` in the address, what sending there would set going."""
        return await show(here, DISPOSITION)

    @post("/", name="complaints.disposition.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Dispose it, or first show who will be told where the reader has not seen it."""
        form = DispositionForm.parse(await read_form(here.request))
        if form.wants_preview and not form.errors:
            return await show(here, DISPOSITION, form)
        verb = dispositions.dispose if here.complaint.agency is None else dispositions.redispose

        async def dispose() -> None:
            await verb(
                here.complaint,
                to=int(form.agency),
                note=form.note,
                by=here.user,
                at=here.at,
                happened_at=form.moment(here.at),
            )

        names = await agencies.names()
        agency = names.get(whole(form.agency) or 0, "")
        return await carry_out(here, DISPOSITION, form, dispose, f"Pengaduan didisposisikan ke {agency}.")


class WithdrawalController(Controller):
    """Kominfo takes a disposition back that nobody has accepted yet."""

    path = "/complaints/{number:str}/disposition/withdrawal"
    opt = {"permission": Permission.COMPLAINT_DISPOSE}
    dependencies = {"here": Provide(provide_here)}

    @get("/", name="complaints.withdrawal.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form."""
        return await show(here, WITHDRAWAL)

    @post("/", name="complaints.withdrawal.create")
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Take it back."""
        form = ReasonForm.parse(await read_form(here.request))

        async def withdraw() -> None:
            await dispositions.withdraw(here.complaint, reason=form.reason, by=here.user, at=here.at)

        return await carry_out(here, WITHDRAWAL, form, withdraw, "Disposisi dibatalkan.")


ROUTES = [DispositionController, WithdrawalController]
