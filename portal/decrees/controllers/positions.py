"""The positions of a draft."""

from litestar import Controller, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect, Template

from portal.accounts import role_book
from portal.decrees import positions
from portal.decrees.controllers.scene import CHANGE, Here, provide_here, show
from portal.decrees.forms.particulars import SCOPES, PositionForm
from portal.decrees.tables import Position
from portal.errors import Refusal
from portal.web import read_form, see_other


class PositionController(Controller):
    """Kedudukan dalam tim."""

    path = "/decrees/{decree:str}/positions"
    opt = CHANGE
    dependencies = {"here": Provide(provide_here)}

    @get("/new", name="decrees.positions.new")
    async def new(self, here: NamedDependency[Here]) -> Template:
        """The form for another one."""
        return await _show_position(here, None, PositionForm.blank())

    @post("/", name="decrees.positions.create", status_code=200)
    async def create(self, here: NamedDependency[Here]) -> Template | Redirect:
        """Append it."""
        form = PositionForm.parse(await read_form(here.request))
        return await _save(here, None, form)

    @get("/{position:int}", name="decrees.positions.edit")
    async def edit(self, here: NamedDependency[Here], position: FromPath[int]) -> Template:
        """The form with what stands now."""
        found = await _find_position(here, position)
        return await _show_position(here, found, PositionForm.showing(found))

    @post("/{position:int}", name="decrees.positions.update", status_code=200)
    async def update(self, here: NamedDependency[Here], position: FromPath[int]) -> Template | Redirect:
        """Change it."""
        found = await _find_position(here, position)
        return await _save(here, found, PositionForm.parse(await read_form(here.request)))

    @post("/{position:int}/rise", name="decrees.positions.rise.create")
    async def rise(self, here: NamedDependency[Here], position: FromPath[int]) -> Redirect:
        """One place up in the attachment."""
        found = await _find_position(here, position)
        await positions.move(found.id, up=True, by=here.user, at=here.at)
        return see_other(here.request, f"{here.base}/particulars", f"{found.name} naik satu urutan.")


async def _find_position(here: Here, key: int) -> Position:
    found = await Position.objects().where(Position.id == key, Position.decree == here.decree.id).first()
    if found is None:
        raise NotFoundException
    return found


async def _save(here: Here, position: Position | None, form: PositionForm) -> Template | Redirect:
    if form.values is None:
        return await _show_position(here, position, form, status=422)
    try:
        if position is None:
            await positions.add(here.decree.id, form.values, by=here.user, at=here.at)
        else:
            await positions.change(position.id, form.values, by=here.user, at=here.at)
    except Refusal as refusal:
        return await _show_position(here, position, form, status=422, refusal=refusal.sentence)
    return see_other(here.request, f"{here.base}/particulars", "Kedudukan disimpan.")


async def _show_position(
    here: Here, position: Position | None, form: PositionForm, *, status: int = 200, refusal: str = ""
) -> Template:
    base = f"{here.base}/positions"
    return await show(
        here,
        "decrees/draft/position.html",
        "particulars",
        status=status,
        refusal=refusal,
        form=form,
        heading=f"Ubah {position.name}" if position else "Tambah kedudukan",
        url=f"{base}/{position.id}" if position else base,
        rise=f"{base}/{position.id}/rise" if position and position.place else "",
        scopes=SCOPES,
        roles=await role_book.choices(),
    )


ROUTES = [PositionController]
