"""What changes in the team in the middle of the year."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal import clock
from portal.agencies import queries as agencies
from portal.decrees import mutations, roster
from portal.decrees.controllers.scene import CHANGE
from portal.decrees.display import team
from portal.decrees.display.finding import current
from portal.decrees.display.roster import titled
from portal.decrees.forms import letters
from portal.decrees.forms.mutations import MutationForm
from portal.decrees.roster import RosterRow
from portal.decrees.tables import Decree, Mutation, Position
from portal.errors import Conflict, Refusal
from portal.files import StoredFileRow
from portal.numbers import whole
from portal.permissions import Actor, Permission
from portal.web import Request, page, read_form, see_other

RECORDED = "Perubahan personel dicatat."
NO_DECREE = "Belum ada SK yang berlaku."


class MutationController(Controller):
    """Perubahan personel."""

    path = "/team"
    opt = CHANGE
    request_max_body_size = letters.LARGEST_BODY

    @get("/{row:str}/mutation", name="team.mutations.new")
    async def new(self, request: Request, user: NamedDependency[Actor], row: FromPath[str]) -> Template:
        """What happened to this seat."""
        seated = await seat(user, row)
        return await _show(request, MutationForm({"act": "replace", "on": _today()}), seated)

    @post("/{row:str}/mutation", name="team.mutations.create", status_code=200)
    async def create(
        self, request: Request, user: NamedDependency[Actor], row: FromPath[str]
    ) -> Template | Redirect:
        """Write it down; rights follow from the date."""
        seated = await seat(user, row)
        posted, at = await read_form(request), clock.now()
        form = MutationForm.of(posted)
        letter = await letters.keep(form, posted, by=user, at=at)
        act = form.act(seated.id, letter.id if letter else None)
        if act is None or form.errors:
            return await _show(request, form, seated, letter, status=422)
        try:
            await act(user, at)
        except Refusal as refusal:
            status = 409 if isinstance(refusal, Conflict) else 422
            return await _show(request, form, seated, letter, status=status, refusal=refusal.sentence)
        return see_other(request, "/team", RECORDED)

    @get("/additions/new", name="team.additions.new")
    async def new_addition(self, request: Request, user: NamedDependency[Actor]) -> Template:
        """Who joins the team; `agency` in the address is where."""
        _ensure_manages(user)
        keys = {each.code: str(each.id) for each in await agencies.choices()}
        agency = keys.get(request.query_params.get("agency", ""), "")
        return await _show(request, MutationForm({"on": _today(), "agency": agency}))

    @post("/additions", name="team.additions.create", status_code=200)
    async def add(self, request: Request, user: NamedDependency[Actor]) -> Template | Redirect:
        """Put them into a seat of their own."""
        _ensure_manages(user)
        posted, at = await read_form(request), clock.now()
        form = MutationForm.of(posted)
        letter = await letters.keep(form, posted, by=user, at=at)
        when, person = form.occasion(letter.id if letter else None), form.person("new_")
        decree, position = await current(at), await _position(form)
        if form.errors or decree is None or when is None or person is None:
            return await _show(request, form, None, letter, status=422, refusal="" if decree else NO_DECREE)
        agency = whole(form["agency"])
        try:
            await mutations.add(decree.id, position, agency, person, when, by=user, at=at)
        except Refusal as refusal:
            return await _show(request, form, None, letter, status=422, refusal=refusal.sentence)
        return see_other(request, "/team", RECORDED)

    @post("/mutations/{change:str}/lapor-switch", name="team.lapor_switch.create")
    async def switch(self, request: Request, user: NamedDependency[Actor], change: FromPath[str]) -> Redirect:
        """The LAPOR! account has changed hands."""
        _ensure_manages(user)
        found = await Mutation.select(Mutation.id).where(Mutation.public_id == change).first()
        if found is None:
            raise NotFoundException
        await mutations.lapor_switched(found["id"], by=user, at=clock.now())
        return see_other(request, "/team", "Akun LAPOR! ditandai sudah diganti.")


def address_of(row: RosterRow) -> str:
    """Where a change of this seat is written down."""
    return f"/team/{row.public_id}/mutation"


def _today() -> str:
    return clock.today().date().isoformat()


def _ensure_manages(user: Actor) -> None:
    if not user.holds(Permission.DECREE_MANAGE, None):
        raise NotFoundException


async def seat(user: Actor, public_id: str) -> RosterRow:
    """A row that is in force now or in a decree that was put in force."""
    _ensure_manages(user)
    found = await roster.by_public_id(public_id)
    if found is None or found.id not in {row.id for row in await roster.in_force(clock.now())}:
        raise NotFoundException
    return found


async def _position(form: MutationForm) -> int:
    if whole(form["position"]) is None:
        form.fail("position", "Pilih kedudukan dalam tim.")
        return 0
    return int(form["position"])


async def _show(
    request: Request,
    form: MutationForm,
    seated: RosterRow | None = None,
    kept: StoredFileRow | None = None,
    *,
    status: int = 200,
    refusal: str = "",
) -> Template:
    decree = await current(clock.now())
    return page(
        request,
        "decrees/mutation/show.html",
        status=status,
        form=form,
        kept=kept,
        refusal=refusal,
        seated=seated,
        heading=f"Perubahan: {seated.name}" if seated else "Tambah orang ke dalam tim",
        sub=described(seated) if seated else team.sub(decree),
        url=address_of(seated) if seated else "/team/additions",
        contacts_href=f"/team/{seated.public_id}/contacts" if seated else "",
        positions=await _positions(decree) if seated is None else [],
        agencies=[(each.id, each.name) for each in await agencies.choices()] if seated is None else [],
    )


def described(seated: RosterRow) -> str:
    """The seat and who sits in it, in a line."""
    where = seated.agency_name if seated.per_agency else "tingkat kabupaten"
    return ", ".join(part for part in (f"{seated.position} {where}", titled(seated)) if part)


async def _positions(decree: Decree | None) -> list[tuple[int, str]]:
    if decree is None:
        return []
    rows = await (
        Position.select(Position.id, Position.name)
        .where(Position.decree == decree.id)
        .order_by(Position.place, Position.id)
    )
    return [(row["id"], row["name"]) for row in rows]


ROUTES = [MutationController]
