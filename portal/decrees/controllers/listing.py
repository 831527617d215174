"""SK Tim: the list, a new one."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.response import Redirect, Template

from portal import clock
from portal.decrees import drafting
from portal.decrees.controllers.scene import CHANGE, CONFIRM, MANAGE, READ
from portal.decrees.display import listing
from portal.decrees.display.finding import current
from portal.decrees.forms.particulars import KINDS, NewDecreeForm
from portal.decrees.kinds import DecreeKind
from portal.decrees.tables import Decree
from portal.errors import Refusal
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other


class ListController(Controller):
    """All decrees on one page; there is one a year."""

    path = "/decrees"
    opt = READ

    @get("/", name="decrees.index")
    async def index(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """What the reader's agency is asked stands on top."""
        at = clock.now()
        rows, asked = await listing.lines(user, at), await listing.asked(user)
        return page(
            request,
            "decrees/index/index.html",
            heading="SK Tim",
            sub="Siapa yang mengelola pengaduan, ditetapkan setiap tahun.",
            rows=rows,
            asked=asked,
            manages=user.holds(Permission.DECREE_MANAGE, None),
        )

    @get("/confirmations", name="decrees.confirmations.index", opt=CONFIRM)
    async def asked(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """What the reader's agencies are asked: all there is for somebody asked for want of a liaison."""
        asked = await listing.asked(user)
        return page(
            request,
            "decrees/index/index.html",
            heading="Konfirmasi Tim",
            sub="" if asked else "Saat ini tidak ada yang perlu Anda periksa.",
            rows=None,
            asked=asked,
            manages=False,
        )

    @get("/new", name="decrees.new", opt=MANAGE)
    async def new(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Which kind, for which year."""
        _ensure_manages(user)
        return await _show_form(request, NewDecreeForm.blank({"year": str(clock.today().year + 1)}))

    @post("/", name="decrees.create", opt=CHANGE, status_code=200)
    async def create(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Begin a draft from the roster that stands."""
        _ensure_manages(user)
        form = NewDecreeForm.parse(await read_form(request))
        if form.errors:
            return await _show_form(request, form, status=422)
        try:
            key = await _begin(form, user)
        except Refusal as refusal:
            return await _show_form(request, form, status=422, refusal=refusal.sentence)
        row = await Decree.select(Decree.public_id).where(Decree.id == key).first()
        return see_other(request, f"/decrees/{row['public_id'] if row else ''}", "Konsep SK dibuat.")


async def _begin(form: NewDecreeForm, user: Actor) -> int:
    at = clock.now()
    if form.kind == DecreeKind.MAIN:
        return await drafting.begin(int(form.year), by=user, at=at)
    base = await current(at)
    if base is None:
        raise Refusal("Belum ada SK yang berlaku untuk diubah.")
    return await drafting.begin_amendment(base.id, by=user, at=at)


async def _show_form(
    request: Request, form: NewDecreeForm, *, status: int = 200, refusal: str = ""
) -> Template:
    base = await current(clock.now())
    before = (
        f"Dimulai dari susunan SK Nomor {base.number}."
        if base
        else "Belum ada SK yang berlaku di portal ini."
    )
    return page(
        request,
        "decrees/draft/new.html",
        status=status,
        form=form,
        kinds=KINDS,
        has_base=base is not None,
        predecessor=before,
        refusal=refusal,
    )


def _ensure_manages(user: Actor) -> None:
    if not user.holds(Permission.DECREE_MANAGE, None):
        raise NotFoundException


ROUTES = [ListController]
