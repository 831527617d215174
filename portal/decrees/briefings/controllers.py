"""Bimtek: sessions, their lists, and who of the team was briefed."""

from dataclasses import replace

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import File, Redirect, Template

from portal import clock, files
from portal.decrees.briefings import guests, planning, queries
from portal.decrees.briefings.forms import BriefingForm, CancellationForm
from portal.decrees.briefings.lesson_pages import ROUTES as LESSON_ROUTES
from portal.decrees.briefings.queries import BriefingRow
from portal.errors import BadInput, Conflict, Refusal
from portal.numbers import whole
from portal.permissions import Actor, Permission
from portal.web import Form, Posted, Request, page, read_form, see_other

PATH = "/briefings"
MANAGE = {"permission": Permission.DECREE_MANAGE}
BODY = files.LARGEST + 1024 * 1024


async def provide_briefing(public_id: FromPath[str]) -> BriefingRow:
    """The session of the address."""
    if found := await queries.find(public_id):
        return found
    raise NotFoundException


class BriefingController(Controller):
    """Sessions; everybody of a team may see where and when, Kominfo plans them."""

    path = PATH
    opt = {"permission": Permission.DECREE_READ}
    dependencies = {"briefing": Provide(provide_briefing)}

    @get("/", name="briefings.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """What lies ahead, what was, and how far the team is briefed."""
        at = clock.now()
        manages = _manages(user)
        coverage = await queries.coverage(at, clock.today().date()) if manages else None
        return page(
            request,
            "decrees/briefings/index.html",
            sessions=await queries.listed(),
            coverage=coverage,
            manages=manages,
            at=at,
        )

    @get("/new", name="briefings.new", opt=MANAGE)
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """The form for a session."""
        _ensure_manages(user)
        return _show_form(request, BriefingForm.blank(), None)

    @post("/", name="briefings.create", opt=MANAGE, status_code=200, request_max_body_size=BODY)
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Plan it; inviting comes next."""
        _ensure_manages(user)
        posted = await read_form(request)
        form = BriefingForm.parse(posted)
        material = await _material(form, posted, user)
        if form.errors or form.values is None:
            return _show_form(request, form, None, status=422)
        values = replace(form.values, material_file=material)
        try:
            public_id = await planning.plan(values, by=user, at=clock.now())
        except Refusal as refusal:
            form.fail("day", refusal.sentence)
            return _show_form(request, form, None, status=422)
        return see_other(request, f"{PATH}/{public_id}", "Bimtek direncanakan. Sekarang undang pesertanya.")

    @get("/{public_id:str}", name="briefings.show")
    async def show(
        self, request: Request, user: NamedDependency[Actor], briefing: NamedDependency[BriefingRow]
    ) -> Template:
        """Where and when; for Kominfo also the list."""
        return await _show(request, user, briefing)

    @get("/{public_id:str}/material", name="briefings.material.show")
    async def material(self, briefing: NamedDependency[BriefingRow]) -> File:
        """The material as a download."""
        key = briefing.material_file
        stored = (await files.find_many([key])).get(key) if key else None
        if stored is None:
            raise NotFoundException
        return files.as_download(stored)

    @get("/{public_id:str}/edit", name="briefings.edit", opt=MANAGE)
    async def edit(
        self, request: Request, user: NamedDependency[Actor], briefing: NamedDependency[BriefingRow]
    ) -> Template:
        """The form with what stands."""
        _ensure_manages(user)
        return _show_form(request, BriefingForm.showing(briefing), briefing)

    @post(
        "/{public_id:str}", name="briefings.update", opt=MANAGE, status_code=200, request_max_body_size=BODY
    )
    async def update(
        self, request: Request, user: NamedDependency[Actor], briefing: NamedDependency[BriefingRow]
    ) -> Template | Redirect:
        """Change it; guests hear of another hour or place."""
        _ensure_manages(user)
        posted = await read_form(request)
        form = BriefingForm.parse(posted)
        material = await _material(form, posted, user)
        if form.errors or form.values is None:
            return _show_form(request, form, briefing, status=422)
        values = replace(form.values, material_file=material)
        version = whole(form.version) or 0
        try:
            told = await planning.change(briefing.id, values, version=version, by=user, at=clock.now())
        except Refusal as refusal:
            return await _show_refused(request, form, briefing, refusal)
        more = f" {told} undangan baru dikirim." if told else ""
        return see_other(request, f"{PATH}/{briefing.public_id}", f"Bimtek disimpan.{more}")

    @post("/{public_id:str}/invitations", name="briefings.invitations.create", opt=MANAGE)
    async def invite(
        self, request: Request, user: NamedDependency[Actor], briefing: NamedDependency[BriefingRow]
    ) -> Redirect:
        """Put people on the list and write to them."""
        _ensure_manages(user)
        posted = await read_form(request)
        write = bool(posted.fields.get("write"))
        sent = await guests.invite(
            briefing.id, _chosen(posted, "person"), write=write, by=user, at=clock.now()
        )
        said = f"{sent} undangan dikirim lewat WhatsApp." if write else "Peserta ditambahkan."
        return see_other(request, f"{PATH}/{briefing.public_id}", said)

    @post("/{public_id:str}/attendance", name="briefings.attendance.create", opt=MANAGE)
    async def attend(
        self, request: Request, user: NamedDependency[Actor], briefing: NamedDependency[BriefingRow]
    ) -> Redirect:
        """Who came."""
        _ensure_manages(user)
        present = _chosen(await read_form(request), "person")
        came = await guests.take_attendance(briefing.id, present, by=user, at=clock.now())
        return see_other(
            request, f"{PATH}/{briefing.public_id}", f"Daftar hadir disimpan: {came} orang hadir."
        )

    @get("/{public_id:str}/cancellation", name="briefings.cancellation.new", opt=MANAGE)
    async def ask(
        self, request: Request, user: NamedDependency[Actor], briefing: NamedDependency[BriefingRow]
    ) -> Template:
        """Why, and who will be told."""
        _ensure_manages(user)
        return await _show_cancellation(request, CancellationForm.blank(), briefing)

    @post(
        "/{public_id:str}/cancellation",
        name="briefings.cancellation.create",
        opt=MANAGE,
        status_code=200,
    )
    async def cancel(
        self, request: Request, user: NamedDependency[Actor], briefing: NamedDependency[BriefingRow]
    ) -> Template | Redirect:
        """Call it off."""
        _ensure_manages(user)
        form = CancellationForm.parse(await read_form(request))
        if form.errors:
            return await _show_cancellation(request, form, briefing, status=422)
        await planning.cancel(briefing.id, reason=form.reason, by=user, at=clock.now())
        return see_other(request, f"{PATH}/{briefing.public_id}", "Bimtek dibatalkan. Undangan diberi tahu.")


async def _show(request: Request, user: Actor, briefing: BriefingRow) -> Template:
    at, manages = clock.now(), _manages(user)
    found = await queries.guests_of(briefing.id) if manages else []
    listed = {guest.account_id for guest in found}
    coverage = await queries.coverage(at, clock.today().date()) if manages else None
    others = [
        (agency, [person for person in people if person.account_id not in listed])
        for agency, people in (coverage.agencies if coverage else ())
    ]
    return page(
        request,
        "decrees/briefings/show.html",
        briefing=briefing,
        guests=found,
        others=[(agency, people) for agency, people in others if people],
        manages=manages,
        is_over=briefing.is_over(at),
    )


def _show_form(
    request: Request,
    form: Form,
    briefing: BriefingRow | None,
    *,
    status: int = 200,
    refusal: str = "",
    stood: BriefingRow | None = None,
) -> Template:
    return page(
        request,
        "decrees/briefings/edit.html",
        status=status,
        form=form,
        briefing=briefing,
        refusal=refusal,
        stood=stood,
    )


async def _show_refused(
    request: Request, form: BriefingForm, briefing: BriefingRow, refusal: Refusal
) -> Template:
    """What was typed stays; where somebody was quicker, what stands now is shown beside it."""
    now = await queries.find(briefing.public_id) or briefing
    status = 409 if isinstance(refusal, Conflict) else 422
    stood = now if status == 409 else None
    form.version = str(now.version)
    return _show_form(request, form, now, status=status, refusal=refusal.sentence, stood=stood)


async def _show_cancellation(
    request: Request, form: CancellationForm, briefing: BriefingRow, *, status: int = 200
) -> Template:
    found = await queries.guests_of(briefing.id)
    invited = sum(guest.invited_at is not None for guest in found)
    return page(
        request,
        "decrees/briefings/cancellation.html",
        status=status,
        form=form,
        briefing=briefing,
        invited=invited,
    )


async def _material(form: BriefingForm, posted: Posted, user: Actor) -> int | None:
    """The file that came along, kept; a sentence beside the field where it is none of ours."""
    for upload in posted.files("file")[:1]:
        try:
            kept = await files.store(upload.content, upload.filename, by=user, at=clock.now())
        except BadInput as refusal:
            form.fail("file", refusal.sentence)
        else:
            return kept.id
    return None


def _chosen(posted: Posted, name: str) -> set[int]:
    return {key for text in posted.many(name) if (key := whole(text)) is not None}


def _manages(user: Actor) -> bool:
    return user.holds(Permission.DECREE_MANAGE, None)


def _ensure_manages(user: Actor) -> None:
    if not _manages(user):
        raise NotFoundException


ROUTES = [BriefingController, *LESSON_ROUTES]
